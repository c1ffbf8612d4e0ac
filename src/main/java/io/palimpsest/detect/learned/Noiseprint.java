package io.palimpsest.detect.learned;

import java.util.List;
import java.util.Locale;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelCard;
import io.palimpsest.model.Network;
import io.palimpsest.model.NetworkResult;
import io.palimpsest.signal.FingerprintAnomaly;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Noiseprint++: regions whose learned noise fingerprint has other local patterns than the rest of the picture.
 *
 * <p>A network leaves of a picture the traces of its camera and of its editing; the patterns of that fingerprint are then
 * told apart without any training, as Splicebuster does with those of a fixed filter. Shows parts from another camera,
 * another compression, scaling or processing. It misleads where the network leaves something of what the picture shows
 * (text, strong texture, depth of field), in very small and strongly compressed pictures, and where a pasted part fills much
 * of the picture and is taken for the norm. Bright saturated parts and parts without noise are not assessed.
 *
 * <p>Raw map: quotient of the squared Mahalanobis distances from the picture's own two Gaussian models, of most of it and of
 * the rest, of 32 whitened components of 512 co-occurrence frequencies; painted from overlapping blocks of 64 pixels to
 * image size; from 0, high = altered, 1 = as far from both. Calibration reads r / (r + 1) of it, 0 to 1. On request a layer
 * {@code fingerprint}, without a unit: the fingerprint has no scale of its own, so that its levels are each picture's
 * quartiles. Memory: 24 bytes for each pixel, and what the network needs for a tile.
 *
 * <p>D. Cozzolino, L. Verdoliva, "Noiseprint: a CNN-based camera model fingerprint", IEEE TIFS 2020 (the map);
 * F. Guillaro et al., "TruFor", CVPR 2023 (the fingerprint).
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Learned>Noiseprint++")
public final class Noiseprint extends LearnedDetector {

    private static final String AUTO = "auto";
    private static final String OWN = "noiseprint";
    private static final String PUBLISHED = "trufor-b2";
    private static final String SMALL = "trufor-b0";

    private static final String MAP = "fingerprint";

    /** Pixels that a network which is made for whole pictures is given at once; a fingerprint does not look further. */
    private static final long AT_ONCE = 1 << 20;

    /** Share of the time that goes into the network, without a GPU. */
    private static final double IN_NETWORK = 0.9;

    @Parameter(label = "Network", description = "Whose fingerprint it is; auto takes noiseprint where it is installed, else"
            + " that of trufor-b2 or trufor-b0.", choices = {AUTO, OWN, PUBLISHED, SMALL}, persist = false)
    private String network = AUTO;

    @Parameter(label = "Fingerprint", description = "Whether to keep the learned fingerprint as a layer of the raw map.",
            persist = false)
    private boolean fingerprint;

    @Parameter(label = "Seed", description = "Starts the random initial models; the same seed gives the same map.",
            persist = false)
    private long seed = 0;

    /**
     * Chooses whose fingerprint it is.
     *
     * @param name {@code auto}, {@code noiseprint}, {@code trufor-b2} or {@code trufor-b0}
     * @return this detector
     */
    public Noiseprint network(String name) {
        network = name;
        return this;
    }

    /** Keeps the learned fingerprint as a layer of the raw map, or does not. */
    public Noiseprint fingerprint(boolean keep) {
        fingerprint = keep;
        return this;
    }

    /**
     * Sets where the random initial models start.
     *
     * @param start any number
     * @return this detector
     */
    public Noiseprint seed(long start) {
        seed = start;
        return this;
    }

    @Override
    List<String> models() {
        return network.equals(AUTO) ? List.of(OWN, PUBLISHED, SMALL) : List.of(network);
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (FingerprintAnomaly.grid(specimen.width(), specimen.height()).size() < FingerprintAnomaly.LEAST_BLOCKS) {
            throw new NotApplicable("The picture has no room for " + FingerprintAnomaly.LEAST_BLOCKS
                    + " blocks of 64x64 pixels, one every 8 pixels; about 160x160 pixels are needed.");
        }
        var name = chosen().orElseThrow(() -> new CannotRun(
                "no network that gives a fingerprint is installed: install " + (network.equals(AUTO) ? OWN : network)
                        + " with 'models import', or leave this detector out", null));
        var opened = open(name);
        var result = run(opened, specimen, monitor.part(0, IN_NETWORK));
        var print = result.map(MAP);
        var anomaly = FingerprintAnomaly.of(print, specimen.luminance(), specimen.width(), specimen.height(), seed,
                monitor.part(IN_NETWORK, 1));
        if (anomaly.validBlocks() == 0) {
            throw new NotApplicable("Fewer than " + FingerprintAnomaly.LEAST_BLOCKS + " blocks of 64x64 pixels can be"
                    + " assessed: the picture is too bright, or most of it has no noise at all.");
        }
        var statistic = Evidence.of(anomaly.map()).ranked(anomaly.outlyingness()).reliability(anomaly.reliability())
                .network(opened.card().summary(), result.device())
                .meaning("noise discontinuity", "The learned noise fingerprint in this region has other local patterns than"
                        + " in the rest of the picture.");
        result.notes().forEach(statistic::note);
        if (!anomaly.trusted()) {
            statistic.note(String.format(Locale.ROOT, "Two noise models share the picture about equally (%.0f %% follow that"
                    + " which counts as the norm), so the other may be texture and means less.", 100 * anomaly.followers()));
        }
        return fingerprint
                ? statistic.layer(MAP, RawMap.pixels(print, specimen.width(), specimen.height()))
                : statistic;
    }

    private static NetworkResult run(Network network, Specimen specimen, Monitor monitor) throws NotApplicable {
        var gives = network.card().outputs().stream().anyMatch(output -> output.equals(new ModelCard.Output(MAP, "map")));
        if (!gives) {
            throw new CannotRun("the model '" + network.card().name() + "' gives no map '" + MAP
                    + "'; install another version of it or choose another network", null);
        }
        var picture = picture(specimen, monitor);
        return network.card().name().equals(OWN)
                ? network.run(picture, monitor)
                : network.run(picture, AT_ONCE, monitor);
    }
}
