package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Square roots of the pattern frequencies of {@link Cooccurrences} in each sufficiently unsaturated block.
 *
 * @param weight per block of the grid: fraction of unsaturated pixels, 0 to 1
 * @param blocks numbers of the valid blocks, ascending
 * @param samples the 50 features of each valid block, in the same order
 */
record BlockFeatures(float[] weight, int[] blocks, SampleTiles samples) {

    private static final double LEAST_WEIGHT = 0.85;

    private static final int BINS = Cooccurrences.BINS;

    /** Sums the counts of cells over blocks, by sliding; sums of whole numbers, hence exact. */
    static BlockFeatures of(byte[] counts, CooccurrenceGrid grid, Monitor monitor) {
        var usable = usable(counts, grid);
        var area = grid.cells() * grid.cells() * grid.stride() * grid.stride();
        var weight = new float[grid.size()];
        var blocks = new int[grid.size()];
        var valid = 0;
        for (var block = 0; block < usable.length; block++) {
            var fraction = usable[block] / (double) area;
            weight[block] = (float) fraction;
            if (fraction >= LEAST_WEIGHT) {
                blocks[valid++] = block;
            }
        }
        var numbers = Arrays.copyOf(blocks, valid);
        var samples = new SampleTiles(valid, BINS);
        fill(counts, grid, numbers, usable, samples, monitor);
        return new BlockFeatures(weight, numbers, samples);
    }

    /** Usable pixels per block, from a summed-area table of cells. */
    private static int[] usable(byte[] counts, CooccurrenceGrid grid) {
        var cells = grid.cells();
        var columns = grid.cellColumns() + 1;
        var table = new int[columns * (grid.cellRows() + 1)];
        for (var row = 1; row <= grid.cellRows(); row++) {
            for (int column = 1, left = 0; column < columns; column++) {
                left += pixels(counts, ((row - 1) * (columns - 1) + column - 1) * BINS);
                table[row * columns + column] = table[(row - 1) * columns + column] + left;
            }
        }
        var usable = new int[grid.size()];
        for (var block = 0; block < usable.length; block++) {
            var top = block / grid.columns() * columns + block % grid.columns();
            var bottom = top + cells * columns;
            usable[block] = table[bottom + cells] - table[bottom] - table[top + cells] + table[top];
        }
        return usable;
    }

    /** Each pixel has two patterns among the first half of the bins. */
    private static int pixels(byte[] counts, int cell) {
        var sum = 0;
        for (var bin = 0; bin < Cooccurrences.CLASSES; bin++) {
            sum += Byte.toUnsignedInt(counts[cell + bin]);
        }
        return sum / 2;
    }

    private static void fill(
            byte[] counts, CooccurrenceGrid grid, int[] blocks, int[] usable, SampleTiles samples, Monitor monitor) {
        TaskLoop.run(grid.rows(), row -> {
            monitor.check();
            var columns = columnSums(counts, grid, row);
            var sums = new int[BINS];
            add(sums, columns, 0, grid.cells() * BINS, 1);
            var next = lowerBound(blocks, row * grid.columns());
            for (var column = 0; column < grid.columns(); column++) {
                if (next < blocks.length && blocks[next] == row * grid.columns() + column) {
                    for (var bin = 0; bin < BINS; bin++) {
                        samples.set(next, bin, Math.sqrt(sums[bin] / (double) usable[blocks[next]]));
                    }
                    next++;
                }
                if (column + 1 < grid.columns()) {
                    add(sums, columns, column * BINS, (column + 1) * BINS, -1);
                    add(sums, columns, (column + grid.cells()) * BINS, (column + grid.cells() + 1) * BINS, 1);
                }
            }
        });
    }

    /** Counts of the cells of one row of blocks, summed from top to bottom. */
    private static int[] columnSums(byte[] counts, CooccurrenceGrid grid, int blockRow) {
        var sums = new int[grid.cellColumns() * BINS];
        for (var row = blockRow; row < blockRow + grid.cells(); row++) {
            var offset = row * sums.length;
            for (var i = 0; i < sums.length; i++) {
                sums[i] += counts[offset + i] & 0xFF;
            }
        }
        return sums;
    }

    private static void add(int[] sums, int[] columns, int from, int to, int sign) {
        for (var cell = from; cell < to; cell += BINS) {
            for (var bin = 0; bin < BINS; bin++) {
                sums[bin] += sign * columns[cell + bin];
            }
        }
    }

    private static int lowerBound(int[] ascending, int value) {
        var at = Arrays.binarySearch(ascending, value);
        return at < 0 ? -at - 1 : at;
    }
}
