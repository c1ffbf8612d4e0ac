package io.palimpsest.detect.clone;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.match.DenseMatching;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Dense copy-move: regions that appear twice in the picture, moved, turned, scaled or mirrored.
 *
 * <p>Shows regions whose finest detail, noise included, comes again elsewhere; both are marked, as the picture does not
 * say which one was there first. It misleads where something really is there twice to the pixel, as in drawings,
 * screenshots and stitched pictures, and where nearly equal things stand side by side, as windows do; with more such
 * pairs it trusts each less. It is blind to copies of flat areas, to copies smaller than about 20 x 20 pixels or nearer
 * than the least distance, and after strong compression. Pictures of more than 6 megapixels are reduced by a whole
 * factor first.
 *
 * <p>Raw map: one value for each cell of 4 x 4 pixels of the (reduced) picture, incomplete ones included, 0 to 1, high =
 * copied: how certain the match of the cell's part is, and 0 where there is none. That is the median, over windows of
 * 12 x 12 pixels, of how much better the detail correlates with that at the match than with that 4 to 8 pixels aside,
 * times n / (n + 100) for n cells, lowered for parts that repeat themselves at other offsets, that have noiseless
 * surfaces, and that are one of several pairs. Layer <em>Fitting error</em>: the paper's statistic, root of the mean squared distance in pixels of
 * the offsets in a disc of radius 6 from an affine model, NaN where there are none; it is low in copies, but also in
 * smooth shades. Reliability: share of a cell that has enough contrast to be matched; 1 in a part. D. Cozzolino, G.
 * Poggi, L. Verdoliva, "Efficient dense-field copy-move forgery detection", IEEE Transactions on Information Forensics
 * and Security 10, 2015; parts are completed and judged by correlation instead of by dilation and size alone.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Clone>Copy-move (dense)")
public final class CopyMoveDense extends Detector {

    /** Larger pictures are reduced to below this number of pixels, by a whole factor. */
    private static final int MOST_PIXELS = 6_000_000;

    private static final int SMALLEST_SIDE = 64;

    @Parameter(label = "Patch radius [px]", description = "Radius of the patches that are compared.", min = "4",
            max = "16", persist = false)
    private int radius = 8;

    @Parameter(label = "Least distance [px]", description = "Least distance between a region and its copy.",
            min = "8", max = "1000", persist = false)
    private int distance = 32;

    @Parameter(label = "Iterations", description = "Number of sweeps of the search for matching patches.", min = "1",
            max = "64", persist = false)
    private int iterations = 8;

    @Parameter(label = "Fitting error [px]",
            description = "Largest error of an affine fit to the offsets around a pixel of a copied region.",
            min = "0.1", max = "10", persist = false)
    private double tolerance = 1.2;

    @Parameter(label = "Contrast", description = "Least contrast of a patch in grey levels.", min = "0", max = "50",
            persist = false)
    private double contrast = 0.5;

    @Parameter(label = "Seed", description = "Starts the random search; the same seed gives the same map.",
            persist = false)
    private long seed = 0;

    /**
     * Sets the size of the patches.
     *
     * @param pixels radius of a patch, 4 to 16
     * @return this detector
     */
    public CopyMoveDense radius(int pixels) {
        radius = pixels;
        return this;
    }

    /**
     * Sets how near a copy may be.
     *
     * @param pixels least distance between a region and its copy, 8 to 1000
     * @return this detector
     */
    public CopyMoveDense distance(int pixels) {
        distance = pixels;
        return this;
    }

    /**
     * Sets how long matches are looked for.
     *
     * @param sweeps number of sweeps over the picture, 1 to 64
     * @return this detector
     */
    public CopyMoveDense iterations(int sweeps) {
        iterations = sweeps;
        return this;
    }

    /**
     * Sets how well the offsets in a copied region have to follow an affine transform.
     *
     * @param pixels largest root of the mean squared distance, 0.1 to 10
     * @return this detector
     */
    public CopyMoveDense tolerance(double pixels) {
        tolerance = pixels;
        return this;
    }

    /**
     * Sets which patches are too flat to be matched.
     *
     * @param levels least contrast in grey levels, 0 to 50
     * @return this detector
     */
    public CopyMoveDense contrast(double levels) {
        contrast = levels;
        return this;
    }

    /**
     * Sets where the random search starts.
     *
     * @param start any number
     * @return this detector
     */
    public CopyMoveDense seed(long start) {
        seed = start;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (Math.min(specimen.width(), specimen.height()) < SMALLEST_SIDE) {
            throw new NotApplicable("The picture is smaller than " + SMALLEST_SIDE + "x" + SMALLEST_SIDE
                    + " pixels, too small to hold a region and its copy.");
        }
        var reduced = ReducedLuminance.of(specimen, MOST_PIXELS, monitor);
        var matching = DenseMatching.of(reduced.values(), reduced.width(), reduced.height(),
                new DenseMatching.Options(radius, contrast, distance, iterations, tolerance, seed), monitor);
        var trust = matching.matchable().clone();
        if (!anyAbove(trust, 0)) {
            throw new NotApplicable("The picture is flat: no patch of it has enough contrast to be told from others.");
        }
        var values = new float[matching.parts().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = matching.certainty()[matching.parts()[i]];
            trust[i] = matching.parts()[i] > 0 ? 1 : trust[i];
        }
        return Evidence.of(RawMap.blocks(values, matching.columns(), matching.rows(), DenseMatching.STEP * reduced.factor()))
                .reliability(trust).similar(matching.parts(), reduced.enlarged(matching.links()))
                .layer("Fitting error", matching.fittingError())
                .meaning("similar region", "This region and another one are alike in their finest detail; which one was"
                        + " there first is not known, and the likeness needs explanation.");
    }

    private static boolean anyAbove(float[] values, float least) {
        for (var value : values) {
            if (value > least) {
                return true;
            }
        }
        return false;
    }
}
