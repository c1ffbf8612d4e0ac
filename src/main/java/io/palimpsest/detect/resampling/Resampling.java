package io.palimpsest.detect.resampling;

import java.util.Locale;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.RadonFeatures;
import io.palimpsest.signal.RadonGrid;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Resampling: regions that were enlarged or rotated, in a picture that mostly was not.
 *
 * <p>Shows parts that were fitted to their surroundings by interpolation. It misleads where fine texture gives way to
 * strong edges with few directions, and in pictures of sharp lines. It is blind to parts that were moved without
 * scaling, or reduced; where the whole picture was resampled, as most journal figures are; and after a JPEG compression
 * that is coarser than quality 90 or so.
 *
 * <p>Raw map: cells of the stride's size at the middles of patches of 32x32 pixels; how far the discriminant of a patch
 * and its neighbours lies above the median of the picture, in robust standard deviations, of either sign, high =
 * altered. The discriminant is a weighted sum of the resampling features and their spectrum, fitted (Fisher) to tell enlarged parts of
 * photographs and micrographs from others. With {@code features} set, the 240 features are layers, {@code angle 18,
 * frequency 3} and so on, see {@link RadonFeatures}. Not assessed: patches that are level, or clipped by more than a
 * tenth. Reliability: 1, less where the picture has few patches. J. Bunk et al., "Detection and localization of image
 * forgeries using resampling features and deep learning", CVPR Workshops 2017; features as in J. H. Bappy et al., IEEE
 * Transactions on Image Processing 28, 2019.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Resampling>Resampling")
public final class Resampling extends Detector {

    /** With fewer assessed patches than this there is no majority; from the next number on there is. */
    private static final int NO_MAJORITY = 50;
    private static final int MAJORITY = 150;

    private static final double DEGREES = 18;

    @Parameter(label = "Stride [pixels]", description = "Distance between neighbouring patches of 32x32 pixels.",
            min = "8", max = "32", persist = false)
    private int stride = 16;

    @Parameter(label = "Features", description = "Adds the 240 resampling features of each patch as layers.",
            persist = false)
    private boolean features = false;

    /**
     * Sets the distance between neighbouring patches.
     *
     * @param pixels 8 to 32; calibrated at 16
     * @return this detector
     */
    public Resampling stride(int pixels) {
        stride = pixels;
        return this;
    }

    /**
     * Sets whether the features are kept as layers.
     *
     * @param wanted true to keep them
     * @return this detector
     */
    public Resampling features(boolean wanted) {
        features = wanted;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (Math.min(specimen.width(), specimen.height()) < RadonFeatures.SIDE) {
            throw new NotApplicable("The picture is smaller than a patch of 32x32 pixels.");
        }
        var grid = RadonGrid.of(specimen, stride, monitor);
        monitor.step("discriminant", 0.9);
        var scores = PatchScores.of(grid, Discriminant.stored());
        if (scores.assessed() == 0 || scores.spread() == 0 && !features) {
            throw new NotApplicable("The picture has no patches of 32x32 pixels that differ and are neither level nor"
                    + " clipped.");
        }
        var trust = Math.min(1, Math.max(0, (scores.assessed() - NO_MAJORITY) / (double) (MAJORITY - NO_MAJORITY)));
        var reliability = new float[scores.deviation().length];
        for (int i = 0; i < reliability.length; i++) {
            reliability[i] = Float.isNaN(scores.deviation()[i]) ? Float.NaN : (float) trust;
        }
        var edge = (RadonFeatures.SIDE - stride) / 2;
        var statistic = Evidence.of(new RawMap(scores.deviation(), grid.columns(), grid.rows(), edge, edge, stride,
                RawMap.Border.NONE)).reliability(reliability).meaning("resampling discontinuity",
                        "This region has traces of enlargement or rotation that most of the picture has not.");
        if (trust < MIN_RELIABILITY) {
            statistic.note("Only " + scores.assessed() + " patches of 32x32 pixels can be assessed, too few to say what"
                    + " most of the picture is like.");
        }
        return features ? layers(statistic, grid) : statistic;
    }

    private static Evidence.Statistic layers(Evidence.Statistic statistic, RadonGrid grid) {
        for (int feature = 0; feature < RadonFeatures.COUNT; feature++) {
            var cells = new float[grid.columns() * grid.rows()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = grid.features()[i * RadonFeatures.COUNT + feature];
            }
            statistic.layer(String.format(Locale.ROOT, "angle %.0f, frequency %d",
                    DEGREES * (feature / RadonFeatures.FREQUENCIES), feature % RadonFeatures.FREQUENCIES), cells);
        }
        return statistic;
    }
}
