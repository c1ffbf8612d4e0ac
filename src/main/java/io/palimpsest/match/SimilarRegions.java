package io.palimpsest.match;

import java.util.ArrayList;
import java.util.HashSet;
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

    /** A part with more partners than this repeats, as windows and tiles do. */
    private static final int MOST_PARTNERS = SelfMatching.MOST_PARTNERS;

    /** More pairs of regions than this are a pattern, too; four copies of one region make six pairs. */
    private static final int MOST_PAIRS = 6;

    /** No copy covers more of its own source; what does is a pattern that repeats. */
    private static final double OVERLAP = 0.1;

    private final int width;
    private final int height;
    private final float[] certainty;
    private final float[] correlation;
    private final float[] trust;
    private final int[] parts;
    private final List<Similar> links = new ArrayList<>();
    private int count;

    /** Whether something was alike to itself, shifted by less than its size. */
    private boolean shifted;

    private SimilarRegions(int width, int height) {
        this.width = width;
        this.height = height;
        certainty = new float[width * height];
        correlation = new float[width * height];
        trust = new float[width * height];
        parts = new int[width * height];
    }

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
        return OpenCv.with(() -> new SimilarRegions(width, raster.height()).search(raster, search, monitor));
    }

    private Found search(Raster raster, Search search, Monitor monitor) {
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
        var growth = new RegionGrowth(raster, keypoints);
        var regions = new ArrayList<MatchedRegion>();
        var symmetry = false;
        var drawing = false;
        for (int i = 0; i < groups.size(); i++) {
            monitor.step("regions", 0.7 + 0.3 * i / groups.size());
            var region = growth.grow(groups.get(i), monitor);
            if (region != null && Certainty.of(region.fit()) > 0) {
                if (region.symmetric(SYMMETRIC)) {
                    symmetry = true;
                } else if (Certainty.drawn(region.fit())) {
                    drawing = true;
                } else {
                    regions.add(region);
                }
            }
        }
        var everywhere = regions.size() > MOST_PAIRS;
        for (var region : regions) {
            if (!everywhere) {
                add(region);
            }
        }
        var repetition = forgetRepetition() || everywhere || matches.repeated() > keypoints.count() / 20;
        return new Found(certainty, correlation, trust, parts, links, keypoints.count(), repetition, symmetry, drawing);
    }

    private void add(MatchedRegion region) {
        var partner = region.reversed(width, height);
        if (region.overlap(partner) > OVERLAP) {
            shifted = true;
            return;
        }
        var from = part(region);
        var to = part(partner);
        if (from == to) {
            shifted = true;
        } else if (links.stream().noneMatch(link -> link.part() == from && link.partner() == to)) {
            links.add(new Similar(from, to, region.transform()));
            links.add(new Similar(to, from, partner.transform()));
        }
    }

    /** Draws a region; returns the number of the part that most of it belongs to. */
    private int part(MatchedRegion region) {
        var votes = new int[count + 2];
        for (int i = 0; i < region.inside().length; i++) {
            if (region.inside()[i]) {
                votes[parts[pixel(region, i)]]++;
            }
        }
        int part = 0;
        for (int i = 1; i <= count; i++) {
            part = votes[i] > votes[part] ? i : part;
        }
        if (part == 0) {
            part = ++count;
        }
        var sure = (float) (Certainty.of(region.fit()) * region.fit().mean());
        var known = (float) Certainty.trust(region.fit());
        for (int i = 0; i < region.inside().length; i++) {
            if (region.inside()[i]) {
                var at = pixel(region, i);
                parts[at] = parts[at] == 0 ? part : parts[at];
                correlation[at] = Math.max(correlation[at], region.correlation(at % width, at / width));
                certainty[at] = Math.max(certainty[at], sure);
                trust[at] = Math.max(trust[at], known);
            }
        }
        return part;
    }

    private int pixel(MatchedRegion region, int i) {
        return (region.top() + i / region.width()) * width + region.left() + i % region.width();
    }

    /** Clears parts that have too many partners, and these partners, and parts that are alike to nothing but themselves. */
    private boolean forgetRepetition() {
        var partners = new int[count + 1];
        var repeats = new HashSet<Integer>();
        links.forEach(link -> partners[link.part()]++);
        for (int part = 1; part <= count; part++) {
            if (partners[part] > MOST_PARTNERS || partners[part] == 0) {
                repeats.add(part);
            }
        }
        for (boolean more = true; more; ) {
            more = false;
            for (var link : links) {
                more |= repeats.contains(link.part()) && repeats.add(link.partner());
            }
        }
        for (int i = 0; i < parts.length && !repeats.isEmpty(); i++) {
            if (repeats.contains(parts[i])) {
                parts[i] = 0;
                certainty[i] = 0;
                correlation[i] = 0;
                trust[i] = 0;
            }
        }
        links.removeIf(link -> repeats.contains(link.part()));
        return shifted || !repeats.isEmpty();
    }
}
