package io.palimpsest.core;

import java.util.Optional;
import java.util.function.Function;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;

/** A detector that says what a test wants. */
class TestDetector extends Detector implements Command {

    enum Kind { ROUND, SQUARE }

    @Parameter(label = "Size", min = "2", max = "64")
    private int size = 8;

    @Parameter(label = "Weight", min = "0.5")
    private double weight = 1;

    @Parameter(label = "Share")
    private float share = 0.25f;

    @Parameter(label = "Seed")
    private long seed = 1;

    @Parameter(label = "Smooth")
    private boolean smooth;

    @Parameter(label = "Way", choices = {"fast", "exact"})
    private String way = "fast";

    @Parameter(label = "Kind")
    private Kind kind = Kind.ROUND;

    /** What it says that judges. */
    Optional<String> network = Optional.empty();

    private final Function<Specimen, Evidence.Statistic> statistic;

    TestDetector(Function<Specimen, Evidence.Statistic> statistic) {
        this.statistic = statistic;
    }

    /** Blocks of 4 pixels with the given values; the picture may be larger. */
    static Detector blocks(int wide, float... values) {
        return new TestDetector(specimen -> Evidence.of(RawMap.blocks(values, wide, values.length / wide, 4)));
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (statistic == null) {
            throw new NotApplicable("There is nothing to see.");
        }
        return statistic.apply(specimen);
    }

    @Override
    public Optional<String> networkIdentity() {
        return network;
    }

    /** Another name. */
    static final class Second extends TestDetector {
        Second(Function<Specimen, Evidence.Statistic> statistic) {
            super(statistic);
        }
    }
}
