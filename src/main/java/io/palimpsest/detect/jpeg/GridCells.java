package io.palimpsest.detect.jpeg;

import java.util.Arrays;
import java.util.List;

import io.palimpsest.core.Evidence;
import io.palimpsest.core.RawMap;
import io.palimpsest.signal.Morphology;

/** Blocks of the main grid, with the regions and votes that fall on them. */
final class GridCells {

    /** A cell with votes of this share of its pixels is fully assessed. */
    private static final double ASSESSED = 0.25;

    private final GridVotes votes;
    private final int left;
    private final int top;
    private final int wide;
    private final int high;

    private GridCells(GridVotes votes, int left, int top) {
        this.votes = votes;
        this.left = left;
        this.top = top;
        wide = (votes.width() - left) / 8;
        high = (votes.height() - top) / 8;
    }

    /** The whole blocks of a grid. */
    static GridCells of(GridVotes votes, int origin) {
        return new GridCells(votes, origin % 8, origin / 8);
    }

    /** The significance of the strongest of these regions that covers half of each cell, 0 without one. */
    float[] significance(List<GridRegion> regions) {
        var significance = new float[wide * high];
        paint(regions, significance, new int[wide * high]);
        return significance;
    }

    /** Paints regions with their gaps closed; a cell belongs to the most significant one that covers half of it. */
    private void paint(List<GridRegion> regions, float[] significance, int[] parts) {
        for (int number = 0; number < regions.size(); number++) {
            var region = regions.get(number);
            var x = region.x() - GridRegion.REACH;
            var y = region.y() - GridRegion.REACH;
            var width = region.width() + 2 * GridRegion.REACH;
            var height = region.height() + 2 * GridRegion.REACH;
            var mask = closed(region, width, height);
            for (int row = Math.max(0, (y - top) / 8); row < high && top + 8 * row < y + height; row++) {
                for (int column = Math.max(0, (x - left) / 8); column < wide && left + 8 * column < x + width; column++) {
                    var cell = row * wide + column;
                    if (region.significance() > significance[cell]
                            && covered(mask, width, height, left + 8 * column - x, top + 8 * row - y) >= 32) {
                        significance[cell] = (float) region.significance();
                        parts[cell] = number + 1;
                    }
                }
            }
        }
    }

    /** The voting pixels, and the gaps between them that no square of the reach fits into, with a margin of the reach. */
    private static boolean[] closed(GridRegion region, int width, int height) {
        var mask = new boolean[width * height];
        var runs = region.runs();
        for (int i = 0; i < runs.length; i += 3) {
            var row = (runs[i] - region.y() + GridRegion.REACH) * width - region.x() + GridRegion.REACH;
            Arrays.fill(mask, row + runs[i + 1], row + runs[i + 2], true);
        }
        var square = Morphology.square(GridRegion.REACH);
        return square.erode(square.dilate(mask, width, height), width, height);
    }

    private static int covered(boolean[] mask, int width, int height, int x, int y) {
        int count = 0;
        for (int row = Math.max(0, y); row < Math.min(height, y + 8); row++) {
            for (int column = Math.max(0, x); column < Math.min(width, x + 8); column++) {
                count += mask[row * width + column] ? 1 : 0;
            }
        }
        return count;
    }

    /** The regions as raw map and parts, with the grids that the cells vote for as layers. */
    Evidence.Statistic statistic(List<GridRegion> regions) {
        var significance = new float[wide * high];
        var parts = new int[wide * high];
        paint(regions, significance, parts);
        var originX = new float[wide * high];
        var originY = new float[wide * high];
        var trust = new float[wide * high];
        for (int cell = 0; cell < trust.length; cell++) {
            var counts = new int[64];
            int most = 0;
            int all = 0;
            for (int i = 0; i < 64; i++) {
                var vote = votes.votes()[(top + cell / wide * 8 + i / 8) * votes.width() + left + cell % wide * 8 + i % 8];
                if (vote != GridVotes.NONE) {
                    all++;
                    counts[vote]++;
                    most = counts[vote] > counts[most] ? vote : most;
                }
            }
            originX[cell] = all == 0 ? Float.NaN : most % 8;
            originY[cell] = all == 0 ? Float.NaN : most / 8;
            trust[cell] = parts[cell] > 0 ? 1 : (float) Math.min(1, all / (64 * ASSESSED));
        }
        var ranked = new float[wide * high];
        for (int cell = 0; cell < ranked.length; cell++) {
            // the step from none to a little is what counts, not that from much to more
            ranked[cell] = (float) Math.log10(1 + significance[cell]);
        }
        var map = new RawMap(significance, wide, high, left, top, 8, RawMap.Border.NONE);
        return Evidence.of(map).ranked(ranked).reliability(trust).layer("origin x", originX).layer("origin y", originY)
                .similar(parts, List.of());
    }
}
