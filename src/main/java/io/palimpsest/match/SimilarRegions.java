package io.palimpsest.match;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Similar;

/**
 * Regions of a picture that are alike after shifting, turning, scaling or mirroring.
 *
 * <p>SIFT keypoints that resemble each other are sorted into groups that one affine transform explains; where pixels
 * correlate around such a group, a region grows.
 */
public final class SimilarRegions {

    /** Regions are looked for in so many groups, the largest first. */
    private static final int GROUPS = 16;

    /** Matches support each other within this share of the longer side of the picture. */
    private static final double REACH = 0.4;

    /** Halves of a shape that come nearer than this are symmetry and no copy. */
    private static final double SYMMETRIC = 32;

    /** More pairs of regions than this are a pattern, too; four copies of one region make six pairs. */
    private static final int MOST_PAIRS = 6;

    private SimilarRegions() {}

    /**
     * What to look for.
     *
     * @param keypoints how many to compare at most
     * @param apart least distance between alike keypoints in pixels
     * @param mirrored whether to look for mirror images, too
     * @param seed starts the random samples of MAGSAC++
     */
    public record Search(int keypoints, double apart, boolean mirrored, long seed) {}

    /**
     * What was found.
     *
     * @param certainty for each pixel of a region how certain it is that the region is a copy, 0 to 1; 0 elsewhere
     * @param correlation for each pixel of a region its correlation with its partner, 0 to 1; 0 elsewhere
     * @param trust for each pixel of a region how much there was to compare, 0 to 1; 0 elsewhere
     * @param parts number of the region that a pixel belongs to, from 1; 0 = none
     * @param links which regions are alike, each pair in both directions
     * @param keypoints number of keypoints in the picture
     * @param repetition whether something repeats so often that it was left out
     * @param symmetry whether a symmetric shape was left out
     * @param drawing whether letters or a line drawing were left out
     */
    public record Found(float[] certainty, float[] correlation, float[] trust, int[] parts, List<Similar> links,
                        int keypoints, boolean repetition, boolean symmetry, boolean drawing) {}

    /**
     * Looks for regions.
     *
     * @param picture grey values, 0 to 255, row by row
     * @param width length of a row
     * @param search what to look for
     * @param monitor progress and cancellation
     * @return what was found
     * @throws io.palimpsest.core.CannotRun if OpenCV is missing
     */
    public static Found of(float[] picture, int width, Search search, Monitor monitor) {
        var raster = new Raster(picture, width, picture.length / width);
        return OpenCv.with(() -> search(raster, search, monitor));
    }

    private static Found search(Raster raster, Search search, Monitor monitor) {
        var width = raster.width();
        var height = raster.height();
        var grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.round(Math.max(0, Math.min(255, raster.values()[i])));
        }
        var keypoints = Sift.of(grey, width, height, search.keypoints, monitor.part(0, 0.4));
        var matching = new SelfMatching(keypoints, search.apart);
        var matches = matching.search(false, monitor.part(0.4, 0.6));
        var pairs = new ArrayList<>(matches.pairs());
        if (search.mirrored) {
            pairs.addAll(matching.search(true, monitor.part(0.6, 0.7)).pairs());
        }
        var groups = MatchGroups.of(pairs, REACH * Math.max(width, height), GROUPS, search.seed, monitor);
        var growth = new PixelGrowth(raster, keypoints);
        var regions = new ArrayList<MatchedRegion>();
        var symmetry = false;
        var drawing = false;
        for (int i = 0; i < groups.size(); i++) {
            monitor.step("regions", 0.7 + 0.3 * i / groups.size());
            var region = growth.grow(groups.get(i), monitor);
            if (region != null && RegionCertainty.of(region.fit()) > 0) {
                if (region.symmetric(SYMMETRIC)) {
                    symmetry = true;
                } else if (RegionCertainty.drawn(region.fit())) {
                    drawing = true;
                } else {
                    regions.add(region);
                }
            }
        }
        var everywhere = regions.size() > MOST_PAIRS;
        var maps = new RegionMaps(width, height);
        if (!everywhere) {
            regions.forEach(maps::add);
        }
        var repetition = maps.forgetRepetition() || everywhere || matches.repeated() > keypoints.count() / 20;
        return maps.found(keypoints.count(), repetition, symmetry, drawing);
    }
}
