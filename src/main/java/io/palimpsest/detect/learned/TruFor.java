package io.palimpsest.detect.learned;

import java.util.List;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelStore;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * TruFor: where a picture does not fit itself, how surely, and whether it was altered at all.
 *
 * <p>A network learned a fingerprint of how cameras and editing leave noise; another looks at that and at the picture
 * together. Raw map: probability that a pixel was altered, 0 to 1, high = altered, one value for each pixel. Reliability: how
 * probable it is that the map is right there. Score: probability that the picture was altered, judged from both. On request
 * a layer {@code fingerprint}, without a unit.
 *
 * <p>It misleads on kinds of pictures and alterations that it was not trained on (see the model's card), on pictures that
 * were made much smaller, and where strong compression has removed the noise; the reliability tells of some of that, not of
 * all. It needs 64 x 64 pixels.
 *
 * <p>Memory grows with the pixels given at once, time with their square: trufor-b2 took 33 s of a processor's core and 2.2 GiB
 * for one megapixel, 74 s and 3.2 GiB for two, with 1 GiB for Java. Above {@code limit} the picture is cut into
 * overlapping tiles at full resolution, of which each is judged by itself and the highest score counts: a region as large as
 * a tile may be missed then, and authentic pictures may score higher.
 *
 * <p>F. Guillaro, D. Cozzolino, A. Sud, N. Dufour, L. Verdoliva, "TruFor: leveraging all-round clues for trustworthy image
 * forgery detection and localization", CVPR 2023. {@code trufor-b2} is the paper's network with its authors' weights, which
 * users obtain and import; {@code trufor-b0} is smaller.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Learned>TruFor")
public final class TruFor extends LearnedDetector {

    private static final String AUTO = "auto";
    private static final String PUBLISHED = "trufor-b2";
    private static final String SMALL = "trufor-b0";

    @Parameter(label = "Network", description = "Which network judges; auto takes trufor-b2 where it was imported, else"
            + " trufor-b0.", choices = {AUTO, PUBLISHED, SMALL}, persist = false)
    private String network = AUTO;

    @Parameter(label = "Limit [megapixels]", description = "The most that the network is given at once; larger pictures"
            + " are cut into tiles.", min = "0.1", max = "100", persist = false)
    private double limit = 2;

    @Parameter(label = "Fingerprint", description = "Whether to keep the learned fingerprint as a layer of the raw map.",
            persist = false)
    private boolean fingerprint;

    /**
     * Chooses the network.
     *
     * @param name {@code auto}, {@code trufor-b2} or {@code trufor-b0}
     * @return this detector
     */
    public TruFor network(String name) {
        network = name;
        return this;
    }

    /**
     * Sets how much the network is given at once.
     *
     * @param megapixels 0.1 to 100
     * @return this detector
     */
    public TruFor limit(double megapixels) {
        limit = megapixels;
        return this;
    }

    /** Keeps the learned fingerprint as a layer of the raw map, or does not. */
    public TruFor fingerprint(boolean keep) {
        fingerprint = keep;
        return this;
    }

    @Override
    public TruFor device(String name) {
        super.device(name);
        return this;
    }

    @Override
    TruFor store(ModelStore other) {
        super.store(other);
        return this;
    }

    @Override
    List<String> models() {
        return network.equals(AUTO) ? List.of(PUBLISHED, SMALL) : List.of(network);
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.width() < SMALLEST || specimen.height() < SMALLEST) {
            throw new NotApplicable("A picture of less than " + SMALLEST + "x" + SMALLEST
                    + " pixels is too small for a fingerprint.");
        }
        var name = chosen().orElseThrow(() -> new CannotRun("no network of TruFor is installed: get the checkpoint that its authors publish, under"
                    + " their terms, and run 'models import trufor FILE', or install " + SMALL + "; or leave this detector out",
                    null));
        var opened = open(name);
        var result = opened.run(picture(specimen, monitor), Math.round(limit * 1e6), monitor);
        var statistic = Evidence
                .of(RawMap.pixels(result.map("probability"), specimen.width(), specimen.height()))
                .reliability(result.map("reliability")).score(result.score("integrity"))
                .network(opened.card().summary(), result.device())
                .meaning("discontinuity in noise and look", "The noise and the look of this region do not fit those of the"
                        + " rest of the picture, and need explanation.");
        result.notes().forEach(statistic::note);
        return fingerprint ? statistic.layer("fingerprint", result.map("fingerprint")) : statistic;
    }
}
