package io.palimpsest.detect.noise;

import java.util.Locale;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.CooccurrenceAnomaly;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Splicebuster: regions whose noise residual has other local patterns than the rest of the picture.
 *
 * <p>Shows parts from another camera, another scaling or another processing. It misleads where the picture itself
 * changes its texture: sharp text or line art beside smooth areas, depth of field, and regions that are very dark,
 * bright or blurred; a pasted part that fills much of the picture may be taken for the norm.
 *
 * <p>Raw map: squared Mahalanobis distance from the picture's own Gaussian model of 50 co-occurrence features, painted
 * from overlapping blocks to image size; from 0, high = altered, NaN where too many pixels are saturated. D. Cozzolino,
 * G. Poggi, L. Verdoliva, "Splicebuster: a new blind image splicing detector", WIFS 2015.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Noise>Splicebuster")
public final class Splicebuster extends Detector {

    /** Squared distance at which the outliers' constant density, exp(-42), is reached. */
    private static final double OUTLYING = 84;

    /** With this share of blocks following the model or less there is no norm; from the next one on there is. */
    private static final double NO_NORM = 0.5;
    private static final double TRUSTED_NORM = 0.9;

    @Parameter(label = "Seed", description = "Starts the random initial models; the same seed gives the same map.",
            persist = false)
    private long seed = 0;

    /**
     * Sets where the random initial models start.
     *
     * @param start any number
     * @return this detector
     */
    public Splicebuster seed(long start) {
        seed = start;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        var anomaly = CooccurrenceAnomaly.of(specimen.luminance(), specimen.width(), specimen.height(), seed, monitor);
        if (anomaly.validBlocks() == 0) {
            throw new NotApplicable("The picture has no two blocks of 128x128 pixels (64x64 in small pictures) that are"
                    + " neither too dark nor too bright.");
        }
        var statistic = Evidence.of(anomaly.map()).meaning("noise discontinuity",
                "The noise in this region has other local patterns than in the rest of the picture.");
        var norm = followers(anomaly);
        if (norm < TRUSTED_NORM) {
            statistic.note(String.format(Locale.ROOT, "Only %.0f %% of the picture follow one noise model, so what"
                    + " departs from it may be texture and means less.", 100 * norm));
        }
        return statistic.reliability(reliability(anomaly, norm));
    }

    /** Share of the assessed blocks that the Gaussian model explains better than the class of outliers does. */
    private static double followers(CooccurrenceAnomaly anomaly) {
        int follow = 0;
        for (var distance : anomaly.distance()) {
            follow += distance < OUTLYING ? 1 : 0;
        }
        return follow / (double) anomaly.validBlocks();
    }

    /** Unsaturated share of a block, lowered where the picture has no norm to depart from. */
    private static float[] reliability(CooccurrenceAnomaly anomaly, double norm) {
        var share = Math.min(1, Math.max(0, (norm - NO_NORM) / (TRUSTED_NORM - NO_NORM)));
        var reliability = new float[anomaly.weight().length];
        for (int i = 0; i < reliability.length; i++) {
            reliability[i] = Float.isNaN(anomaly.distance()[i]) ? Float.NaN : (float) (share * anomaly.weight()[i]);
        }
        return reliability;
    }
}
