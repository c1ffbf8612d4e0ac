package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.QuantisationTable;

/**
 * What the quantised luminance coefficients of a file tell about an earlier compression on the same grid, for the low
 * frequencies.
 */
final class AlignedHistory {

    /** Anti-diagonals of low frequencies that are used: 15 positions with the DC. */
    static final int DIAGONALS = 5;

    /** First steps that are tried; quality 19 has none above this among the low frequencies. */
    private static final int LARGEST = 64;

    /** Variance of what rounding to pixels between the quantisations does to a coefficient: once in a grey picture ... */
    private static final double ROUNDED = 1 / 12.0;

    /** ... and in colours twice for the luminance and once for each of red, green and blue, with their weights. */
    private static final double ROUNDED_COLOURS = (2 + 0.299 * 0.299 + 0.587 * 0.587 + 0.114 * 0.114) / 12;

    /** An earlier compression is evident if it gains so much log likelihood for each block ... */
    private static final double EVIDENT = 0.01;

    /** ... and so much in all. */
    private static final double EVIDENT_IN_ALL = 20;

    /** So many times that much must be gained for a full clarity. */
    private static final double CLEAR = 6;

    /** Qualities of the usual tables that are tried; coarser ones have steps above the largest. */
    private static final int COARSEST = 20;
    private static final int FINEST = 99;

    private final List<Position> positions = new ArrayList<>();

    /** The log likelihood from which on something is evident. */
    private final double bar;

    private AlignedHistory(double bar) {
        this.bar = bar;
    }

    /** A position with its first step, more than 1, and how likely that makes its values. */
    private record Position(int index, int first, int lowest, float[] ratios, Mixture mixture) {}

    /**
     * Fits first steps: those of the IJG's table that explains all positions best, if that is evident, and at positions
     * where another step is evidently better than the table's, that one.
     *
     * @param specimen the picture
     * @param source its coefficients, at least 2x2 blocks
     * @param luminance of {@link #levelShifted}
     */
    static AlignedHistory of(Specimen specimen, LumaCoefficients source, float[] luminance, Monitor monitor) {
        var error = new HalfNormal(Math.sqrt(specimen.pixels().dimension(2) == 3 ? ROUNDED_COLOURS : ROUNDED));
        var models = new TreeMap<Integer, DoubleQuantisation>();
        for (int v = 0; v < DIAGONALS; v++) {
            for (int u = 0; u + v < DIAGONALS; u++) {
                monitor.check();
                var unquantised = new Unquantised(between(source, luminance, specimen.width(), u, v, monitor), u + v > 0);
                models.put(8 * v + u, new DoubleQuantisation(source.at(8 * v + u), unquantised, source.step(8 * v + u),
                        LARGEST, error));
            }
        }
        var bar = Math.max(EVIDENT_IN_ALL, EVIDENT * source.wide() * source.high());
        var table = usualSteps(models, bar, monitor);
        var history = new AlignedHistory(bar);
        models.forEach((index, model) -> {
            var first = model.first(table.applyAsInt(index), bar);
            if (first > 1) {
                history.positions.add(new Position(index, first, model.lowest(), model.once(first),
                        model.mixture(first)));
            }
        });
        return history;
    }

    /** The steps of the most likely table of the IJG by position in natural order, or 1 if none is evident. */
    private static IntUnaryOperator usualSteps(Map<Integer, DoubleQuantisation> models, double bar,
            Monitor monitor) {
        var counts = models.values().stream().flatMapToInt(model -> Arrays.stream(model.counts())).toArray();
        var none = gain(models, counts, index -> 1, 0);
        IntUnaryOperator best = index -> 1;
        var most = none + bar;
        for (int quality = COARSEST; quality <= FINEST; quality++) {
            monitor.check();
            IntUnaryOperator steps = QuantisationTable.luma(quality)::step;
            var gain = gain(models, counts, steps, most);
            if (gain > most) {
                most = gain;
                best = steps;
            }
        }
        return best;
    }

    /** Log likelihood that a first compression with these steps gains, with one share for all positions. */
    private static double gain(Map<Integer, DoubleQuantisation> models, int[] counts, IntUnaryOperator steps,
            double least) {
        var ratios = models.entrySet().stream()
                .flatMapToDouble(entry -> Arrays.stream(entry.getValue().ratios(steps.applyAsInt(entry.getKey())))).toArray();
        return Mixture.of(counts, ratios, 0, counts.length, least).gain();
    }

    /** The luminance less 128, as it is transformed. */
    static float[] levelShifted(Specimen specimen) {
        var luminance = specimen.luminance();
        for (int i = 0; i < luminance.length; i++) {
            luminance[i] -= 128;
        }
        return luminance;
    }

    /** Coefficients on the grid that lies half a block further, where no quantisation shows. */
    private static float[] between(LumaCoefficients source, float[] luminance, int width, int u, int v,
            Monitor monitor) {
        var wide = source.wide() - 1;
        var values = new float[wide * (source.high() - 1)];
        var down = new float[width];
        for (int row = 0; row < source.high() - 1; row++) {
            monitor.check();
            GridDct.down(luminance, (source.top() + 8 * row + 4) * width, width, v, down);
            for (int column = 0; column < wide; column++) {
                values[row * wide + column] = GridDct.across(down, source.left() + 8 * column + 4, u);
            }
        }
        return values;
    }

    /** How clear it is that there was an earlier compression, 0 to 1. */
    double clarity() {
        return Math.min(1, gain() / (CLEAR * bar));
    }

    private double gain() {
        return positions.stream().mapToDouble(position -> position.mixture.gain()).sum();
    }

    /** The first step of a position in natural order, 1 where there is none. */
    int first(int index) {
        return positions.stream().filter(position -> position.index == index).mapToInt(Position::first).findAny()
                .orElse(1);
    }

    /** Share of the blocks that had it: the mean over the positions, weighted by what they say. */
    double share() {
        return positions.isEmpty()
                ? 0
                : positions.stream().mapToDouble(position -> position.mixture.share() * position.mixture.gain()).sum() / gain();
    }

    /** Log likelihood ratio of one and of two compressions for each block, positive = once. */
    float[] ratios(LumaCoefficients source) {
        var ratios = new float[source.wide() * source.high()];
        for (var position : positions) {
            var values = source.at(position.index);
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] += position.ratios[values[i] - position.lowest];
            }
        }
        return ratios;
    }
}
