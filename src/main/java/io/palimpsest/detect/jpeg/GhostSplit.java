package io.palimpsest.detect.jpeg;

import java.util.Arrays;

/**
 * How far the parts of a picture show an earlier compression at one quality, and how clearly that divides the picture.
 *
 * <p>Cells lie between blocks: cell (x, y) has its middle where the blocks (x, y) and (x + 1, y + 1) meet.
 *
 * @param presence 0 (the coefficients lie anywhere) to 1 (they are multiples of the quality's steps), for each cell
 * @param telling number of coefficients from which it was computed
 * @param majority median presence of the cells with enough of them, NaN if there are too few such cells
 * @param separation largest variance between two classes of such cells that a threshold can make (N. Otsu, "A threshold
 *     selection method from gray-level histograms", 1979), 0 to 0.25; negative if there are too few such cells
 */
record GhostSplit(float[] presence, float[] telling, double majority, double separation) {

    /** A cell has enough telling coefficients from this number on. */
    static final double ENOUGH = 24;

    /** So many coefficients that lie anywhere are added to each cell, so that a few do not make a ghost by chance. */
    private static final double DOUBT = 10;

    /** This share of the cells must have enough for a majority. */
    private static final double SMALLEST_SHARE = 0.1;

    /** A block with more pixels than this cut at black or white does not count. */
    private static final int CLIPPED = 7;

    /** Blocks on either side of a cell's middle. */
    private static final int REACH = 2;

    private static final int BINS = 1024;

    static GhostSplit of(GhostErrors errors, int quality) {
        var wide = errors.blocks().wide();
        var high = errors.blocks().high();
        var presence = new float[(wide - 1) * (high - 1)];
        var telling = new float[presence.length];
        var fits = new float[wide];
        var counts = new float[wide];
        for (int y = 0; y < high - 1; y++) {
            Arrays.fill(fits, 0);
            Arrays.fill(counts, 0);
            for (int row = Math.max(0, y + 1 - REACH); row < Math.min(high, y + 1 + REACH); row++) {
                for (int x = 0; x < wide; x++) {
                    var at = row * wide + x;
                    if (errors.clipped()[at] <= CLIPPED) {
                        fits[x] += errors.fits(quality)[at];
                        counts[x] += errors.telling(quality)[at];
                    }
                }
            }
            for (int x = 0; x < wide - 1; x++) {
                double fit = 0;
                double count = 0;
                for (int column = Math.max(0, x + 1 - REACH); column < Math.min(wide, x + 1 + REACH); column++) {
                    fit += fits[column];
                    count += counts[column];
                }
                presence[y * (wide - 1) + x] = (float) Math.max(0, Math.min(1, fit / (count + DOUBT)));
                telling[y * (wide - 1) + x] = (float) count;
            }
        }
        return divided(presence, telling);
    }

    private static GhostSplit divided(float[] presence, float[] telling) {
        var bins = new int[BINS];
        int all = 0;
        double sum = 0;
        for (int cell = 0; cell < presence.length; cell++) {
            if (telling[cell] >= ENOUGH) {
                var bin = Math.round(presence[cell] * (BINS - 1));
                bins[bin]++;
                sum += bin;
                all++;
            }
        }
        if (all == 0 || all < SMALLEST_SHARE * presence.length) {
            return new GhostSplit(presence, telling, Double.NaN, -1);
        }
        int majority = -1;
        int below = 0;
        double sumBelow = 0;
        double separation = 0;
        for (int bin = 0; bin < BINS; bin++) {
            below += bins[bin];
            sumBelow += (double) bins[bin] * bin;
            if (majority < 0 && 2L * below >= all) {
                majority = bin;
            }
            if (below > 0 && below < all) {
                var gap = sumBelow / below - (sum - sumBelow) / (all - below);
                separation = Math.max(separation, below / (double) all * (all - below) / all * gap * gap);
            }
        }
        return new GhostSplit(presence, telling, majority / (BINS - 1.0), separation / ((BINS - 1.0) * (BINS - 1.0)));
    }
}
