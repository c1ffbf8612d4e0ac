package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/** Histograms of low-frequency DCT coefficients of a picture on each of the 64 grids of 8x8 pixels. */
final class GridShifts {

    /** Magnitudes in steps of 0.5; no coefficient of 8-bit pixels less 128 is larger than 1024. */
    static final int BINS = 2048;

    /** Positions that are counted, in natural order: four anti-diagonals. */
    static final int[] POSITIONS = {0, 1, 2, 3, 8, 9, 10, 16, 17, 24};

    /** A block counts when one of its AC coefficients is so large; flat ones have the same DC on all grids. */
    private static final float TEXTURED = 4;

    /** Rows that are done together, and how many of such bands share a histogram. */
    private static final int BAND = 128;
    private static final int WORKERS = 4;

    private final int[][][] counts;

    private GridShifts(int[][][] counts) {
        this.counts = counts;
    }

    /**
     * Counts all blocks of all grids.
     *
     * @param luminance less 128, height x width values
     */
    static GridShifts of(float[] luminance, int width, int height, Monitor monitor) {
        var counts = new int[WORKERS][64][POSITIONS.length][BINS];
        var rows = Math.max(0, height - 7);
        TaskLoop.run(WORKERS, worker -> {
            var coefficients = new Coefficients(width);
            for (int y = BAND * worker; y < rows; y += BAND * WORKERS) {
                for (int row = y; row < Math.min(rows, y + BAND); row++) {
                    monitor.check();
                    coefficients.of(luminance, row);
                    coefficients.count(counts[worker], row % 8);
                }
            }
        });
        for (int worker = 1; worker < WORKERS; worker++) {
            for (int grid = 0; grid < 64; grid++) {
                for (int place = 0; place < POSITIONS.length; place++) {
                    for (int bin = 0; bin < BINS; bin++) {
                        counts[0][grid][place][bin] += counts[worker][grid][place][bin];
                    }
                }
            }
        }
        return new GridShifts(counts[0]);
    }

    /**
     * Counts of magnitudes on one grid.
     *
     * @param x column at which the grid starts, 0 to 7
     * @param y row at which it starts, 0 to 7
     * @param place of the position in {@link #POSITIONS}
     */
    int[] counts(int x, int y, int place) {
        return counts[8 * y + x][place];
    }

    /** Whether the picture has no textured block on any grid. */
    boolean isEmpty() {
        for (var grid : counts) {
            for (var count : grid[0]) {
                if (count > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Sums of the counts over all grids, or over those that start neither in a given column nor row. */
    double[] sums(int place, int exceptX, int exceptY) {
        var sums = new double[BINS];
        for (int grid = 0; grid < 64; grid++) {
            if (grid % 8 != exceptX && grid / 8 != exceptY) {
                for (int bin = 0; bin < BINS; bin++) {
                    sums[bin] += counts[grid][place][bin];
                }
            }
        }
        return sums;
    }

    /** Coefficients of all blocks that start in one row of pixels. */
    static final class Coefficients {

        private final int width;
        private final float[] down;
        private final float[][] across;

        Coefficients(int width) {
            this.width = width;
            down = new float[width];
            across = new float[POSITIONS.length][width - 7];
        }

        void of(float[] luminance, int row) {
            for (int place = 0; place < POSITIONS.length; place++) {
                if (POSITIONS[place] % 8 == 0) {
                    GridDct.down(luminance, row * width, width, POSITIONS[place] / 8, down);
                }
                GridDct.across(down, width - 7, POSITIONS[place] % 8, across[place]);
            }
        }

        float at(int x, int place) {
            return across[place][x];
        }

        boolean textured(int x) {
            for (int place = 1; place < POSITIONS.length; place++) {
                if (Math.abs(across[place][x]) >= TEXTURED) {
                    return true;
                }
            }
            return false;
        }

        private void count(int[][][] counts, int y) {
            for (int x = 0; x < width - 7; x++) {
                if (textured(x)) {
                    for (int place = 0; place < POSITIONS.length; place++) {
                        counts[8 * y + x % 8][place][Math.min(BINS - 1, LatticeFit.magnitude(across[place][x]))]++;
                    }
                }
            }
        }
    }
}
