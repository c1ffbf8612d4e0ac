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
        if (!anomaly.trusted()) {
            statistic.note(String.format(Locale.ROOT, "Only %.0f %% of the picture follow one noise model, so what"
                    + " departs from it may be texture and means less.", 100 * anomaly.followers()));
        }
        return statistic.reliability(anomaly.reliability());
    }
}
