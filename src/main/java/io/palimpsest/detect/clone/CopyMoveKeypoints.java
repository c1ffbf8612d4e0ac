package io.palimpsest.detect.clone;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import io.palimpsest.match.SimilarRegions;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Copy-move by keypoints: regions that are alike after shifting, turning, scaling or mirroring.
 *
 * <p>Shows copied parts with structure, each with its partner and the transform between them; both are marked, since
 * pixels do not tell which is the original. It is blind where there are no keypoints: in smooth parts, and in parts of
 * less than about 30 x 30 pixels; strong JPEG compression takes keypoints away. It misleads where things are truly alike,
 * such as symbols and panels that were drawn by the same command. Letters and line drawings, what repeats often and
 * shapes that are symmetric in themselves are left out, and a note says so.
 *
 * <p>Raw map: 0 to 1, high = alike, one value for each region, 0 outside: the mean correlation of the 9 x 9 pixels around
 * a pixel with those around its partner, lowered in proportion where the correlation between the region's keypoints is
 * less than 0.85 (to 0 at 0.6), that within its convex hull less than 0.7 (to 0 at 0.5), the share of its keypoints that
 * match less than 0.2 (to 0 at 0.04), or the median over windows of 12 x 12 pixels of how much better the detail correlates
 * with that at the match than with that 4 to 8 pixels aside less than 0.25 (to 0 at 0.05): natural likenesses agree along
 * edges only. A layer holds the correlation of each pixel. One value for each square of n x n pixels, n the smallest with which the picture has at most 5 million.
 * Reliability: grows with the number of matching keypoints, to 1 at ten, and with the share of pixels between them that
 * are not flat, to 1 at 0.8; outside regions 1, and 0 where the picture is flat.
 *
 * <p>SIFT in OpenCV, as RootSIFT; pairs by the g2NN test of I. Amerini et al., "A SIFT-based forensic method for
 * copy-move attack detection and transformation recovery", IEEE TIFS 2011, with all neighbours before the first gap;
 * transforms by MAGSAC++ of D. Barath et al., CVPR 2020. Unlike in the papers pixels decide, in regions that grow from
 * the keypoints, and mirror images are found.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Clone>Copy-move (keypoints)")
public final class CopyMoveKeypoints extends Detector {

    /** Larger pictures are reduced by whole numbers, so that time and memory are bounded. */
    private static final int MOST_PIXELS = 5_000_000;

    private static final int SMALLEST = 32;
    private static final int FEWEST_KEYPOINTS = 20;

    @Parameter(label = "Keypoints", description = "How many keypoints are compared at most, the strongest everywhere.",
            min = "100", max = "20000", persist = false)
    private int keypoints = 6000;

    @Parameter(label = "Distance [pixel]", description = "How far apart alike keypoints have to be.", min = "8",
            max = "1000", persist = false)
    private double distance = 16;

    @Parameter(label = "Mirrored", description = "Also looks for mirror images.", persist = false)
    private boolean mirrored = true;

    @Parameter(label = "Seed", description = "Starts the random samples of MAGSAC++; the same seed gives the same map.",
            persist = false)
    private long seed = 0;

    /** Sets how many keypoints are compared at most, 100 to 20000. */
    public CopyMoveKeypoints keypoints(int most) {
        keypoints = most;
        return this;
    }

    /** Sets how far apart alike keypoints have to be, 8 to 1000 pixels. */
    public CopyMoveKeypoints distance(double pixels) {
        distance = pixels;
        return this;
    }

    /** Sets whether mirror images are looked for, too. */
    public CopyMoveKeypoints mirrored(boolean too) {
        mirrored = too;
        return this;
    }

    /** Sets where the random samples start. */
    public CopyMoveKeypoints seed(long start) {
        seed = start;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (Math.min(specimen.width(), specimen.height()) < SMALLEST) {
            throw new NotApplicable("The picture is less than " + SMALLEST + " pixels wide or high; no part of it could be"
                    + " told from another.");
        }
        var reduced = ReducedLuminance.of(specimen, MOST_PIXELS, monitor).stretched();
        var textured = reduced.textured();
        if (textured == null) {
            throw new NotApplicable("The picture is flat; there is nothing in it that could be alike.");
        }
        var found = SimilarRegions.of(reduced.values(), reduced.width(),
                new SimilarRegions.Search(keypoints, Math.max(8, distance / reduced.factor()), mirrored, seed), monitor);
        if (found.keypoints() < FEWEST_KEYPOINTS) {
            throw new NotApplicable("The picture has only " + found.keypoints() + " keypoints, places with a structure"
                    + " that can be found again; at least " + FEWEST_KEYPOINTS + " are needed.");
        }
        var trust = found.trust();
        for (int i = 0; i < trust.length; i++) {
            trust[i] = found.parts()[i] > 0 ? trust[i] : textured[i] ? 1 : 0;
        }
        var map = new RawMap(found.certainty(), reduced.width(), reduced.height(), 0, 0, reduced.factor(), Border.NEAREST);
        var statistic = Evidence.of(map).reliability(trust).layer("correlation", found.correlation())
                .similar(found.parts(), reduced.enlarged(found.links()))
                .meaning("similar region", "This region is very similar to another region of the picture.");
        if (found.repetition()) {
            statistic.note("Something repeats often in the picture, as letters, windows or tiles do; it was left out.");
        }
        if (found.symmetry()) {
            statistic.note("A shape is symmetric in itself; its halves were not taken for copies.");
        }
        if (found.drawing()) {
            statistic.note("Letters or parts of a line drawing are alike; they often are, so they were left out.");
        }
        if (reduced.factor() > 1) {
            statistic.note("The picture was reduced " + reduced.factor() + " times, so that small copies may be missed.");
        }
        return statistic;
    }
}
