package io.palimpsest.detect.fusion;

import io.palimpsest.core.RawMap;

/** Brings a map of any grid to the cells of 8 x 8 pixels that all fusions work on. */
final class CellMeans {

    /** Edge of a cell in pixels: that of a JPEG block, on which most of the maps are made. */
    static final int STEP = 8;

    private CellMeans() {}

    /** Number of cells along an edge of so many pixels, the last perhaps incomplete. */
    static int cells(int pixels) {
        return (pixels + STEP - 1) / STEP;
    }

    /**
     * The mean over each cell's pixels of what they are painted with; pixels that are not assessed do not count.
     *
     * @param map any grid
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @return a value for each cell, row by row; NaN where less than half of the cell is assessed
     */
    static float[] of(RawMap map, int width, int height) {
        var wide = cells(width);
        var sums = new double[wide * cells(height)];
        var areas = new int[sums.length];
        for (int row = 0; row < map.height(); row++) {
            var y0 = map.edgeY(row, height);
            var y1 = map.edgeY(row + 1, height);
            for (int column = 0; column < map.width() && y0 < y1; column++) {
                var value = map.values()[row * map.width() + column];
                if (!Float.isNaN(value)) {
                    add(sums, areas, wide, value, map.edgeX(column, width), y0, map.edgeX(column + 1, width), y1);
                }
            }
        }
        var means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            var whole = edge(i % wide, width) * edge(i / wide, height);
            means[i] = areas[i] * 2 < whole ? Float.NaN : (float) (sums[i] / areas[i]);
        }
        return means;
    }

    /**
     * The share of each cell's pixels that are marked.
     *
     * @param marked height x width pixels row by row
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @return a share for each cell, row by row, 0 to 1
     */
    static float[] share(boolean[] marked, int width, int height) {
        var wide = cells(width);
        var shares = new float[wide * cells(height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                shares[y / STEP * wide + x / STEP] += marked[y * width + x] ? 1 : 0;
            }
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= edge(i % wide, width) * edge(i / wide, height);
        }
        return shares;
    }

    private static void add(double[] sums, int[] areas, int wide, double value, int x0, int y0, int x1, int y1) {
        for (int cy = y0 / STEP; cy * STEP < y1; cy++) {
            var high = Math.min(y1, (cy + 1) * STEP) - Math.max(y0, cy * STEP);
            for (int cx = x0 / STEP; cx * STEP < x1; cx++) {
                var area = high * (Math.min(x1, (cx + 1) * STEP) - Math.max(x0, cx * STEP));
                sums[cy * wide + cx] += area * value;
                areas[cy * wide + cx] += area;
            }
        }
    }

    private static int edge(int cell, int pixels) {
        return Math.min(STEP, pixels - cell * STEP);
    }
}
