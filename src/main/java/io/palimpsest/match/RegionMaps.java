package io.palimpsest.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.palimpsest.core.Similar;

/** Draws alike regions into maps of the picture, numbers them, and leaves out what repeats. */
final class RegionMaps {

    /** A part with more partners than this repeats, as windows and tiles do. */
    private static final int MOST_PARTNERS = SelfMatching.MOST_PARTNERS;

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

    RegionMaps(int width, int height) {
        this.width = width;
        this.height = height;
        certainty = new float[width * height];
        correlation = new float[width * height];
        trust = new float[width * height];
        parts = new int[width * height];
    }

    /** Draws a region and its partner, unless they overlap. */
    void add(MatchedRegion region) {
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
        var sure = (float) (RegionCertainty.of(region.fit()) * region.fit().mean());
        var known = (float) RegionCertainty.trust(region.fit());
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

    /**
     * Clears parts that have too many partners, and these partners, and parts that are alike to nothing but themselves.
     *
     * @return whether anything repeats
     */
    boolean forgetRepetition() {
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

    /** What is left. */
    SimilarRegions.Found found(int keypoints, boolean repetition, boolean symmetry, boolean drawing) {
        return new SimilarRegions.Found(certainty, correlation, trust, parts, links, keypoints, repetition, symmetry,
                drawing);
    }
}
