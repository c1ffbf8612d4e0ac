package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Square roots of the pattern frequencies in each block of which enough pixels were counted.
 *
 * <p>Cells are summed over blocks by sliding; sums of whole numbers, hence exact. The features of all blocks together would
 * take far more memory than the counts and are made anew for each use.
 */
final class BlockFeatures implements SampleSource {

    private final CellCounts counts;
    private final CooccurrenceGrid grid;
    private final int bins;
    private final int[] usable;
    private final float[] weight;
    private final int[] blocks;

    /**
     * @param leastWeight share of a block's pixels that must have been counted, 0 to 1
     */
    BlockFeatures(CellCounts counts, double leastWeight) {
        this.counts = counts;
        grid = counts.grid();
        bins = counts.bins();
        usable = usable(counts);
        weight = new float[grid.size()];
        var area = grid.cells() * grid.cells() * grid.stride() * grid.stride();
        var numbers = new int[grid.size()];
        var valid = 0;
        for (var block = 0; block < usable.length; block++) {
            var fraction = usable[block] / (double) area;
            weight[block] = (float) fraction;
            if (fraction >= leastWeight) {
                numbers[valid++] = block;
            }
        }
        blocks = Arrays.copyOf(numbers, valid);
    }

    CooccurrenceGrid grid() {
        return grid;
    }

    /** Per block of the grid: share of its pixels that were counted, 0 to 1. */
    float[] weight() {
        return weight;
    }

    /** Numbers of the valid blocks, ascending. */
    int[] blocks() {
        return blocks;
    }

    @Override
    public int count() {
        return blocks.length;
    }

    @Override
    public int dimensions() {
        return bins;
    }

    /** The features of valid blocks, in their order. */
    @Override
    public SampleTiles part(int first, int length, Monitor monitor) {
        var samples = new SampleTiles(length, bins);
        if (length > 0) {
            var top = blocks[first] / grid.columns();
            var bottom = blocks[first + length - 1] / grid.columns();
            TaskLoop.run(bottom - top + 1, row -> {
                monitor.check();
                fill(top + row, first, samples);
            });
        }
        return samples;
    }

    /** Counted pixels per block, from a summed-area table of cells. */
    private static int[] usable(CellCounts counts) {
        var grid = counts.grid();
        var columns = grid.cellColumns() + 1;
        var table = new int[columns * (grid.cellRows() + 1)];
        for (var row = 1; row <= grid.cellRows(); row++) {
            for (int column = 1, left = 0; column < columns; column++) {
                left += Byte.toUnsignedInt(counts.usable()[row - 1][column - 1]);
                table[row * columns + column] = table[(row - 1) * columns + column] + left;
            }
        }
        var usable = new int[grid.size()];
        for (var block = 0; block < usable.length; block++) {
            var top = block / grid.columns() * columns + block % grid.columns();
            var bottom = top + grid.cells() * columns;
            usable[block] = table[bottom + grid.cells()] - table[bottom] - table[top + grid.cells()] + table[top];
        }
        return usable;
    }

    /** Fills in the samples of one row of blocks that are wanted. */
    private void fill(int row, int first, SampleTiles samples) {
        var next = Math.max(first, lowerBound(row * grid.columns()));
        var end = Math.min(first + samples.count(), lowerBound((row + 1) * grid.columns()));
        if (next >= end) {
            return;
        }
        var columns = columnSums(row);
        var sums = new int[bins];
        add(sums, columns, 0, grid.cells(), 1);
        for (var column = 0; next < end; column++) {
            if (blocks[next] == row * grid.columns() + column) {
                for (var bin = 0; bin < bins; bin++) {
                    samples.set(next - first, bin, Math.sqrt(sums[bin] / (double) usable[blocks[next]]));
                }
                next++;
            }
            if (column + 1 < grid.columns()) {
                add(sums, columns, column, column + 1, -1);
                add(sums, columns, column + grid.cells(), column + grid.cells() + 1, 1);
            }
        }
    }

    /** Counts of the cells of one row of blocks, summed from top to bottom. */
    private int[] columnSums(int blockRow) {
        var sums = new int[grid.cellColumns() * bins];
        for (var row = blockRow; row < blockRow + grid.cells(); row++) {
            var cells = counts.counts()[row];
            for (var i = 0; i < sums.length; i++) {
                sums[i] += cells[i] & 0xFF;
            }
        }
        return sums;
    }

    private void add(int[] sums, int[] columns, int from, int to, int sign) {
        for (var cell = from * bins; cell < to * bins; cell += bins) {
            for (var bin = 0; bin < bins; bin++) {
                sums[bin] += sign * columns[cell + bin];
            }
        }
    }

    private int lowerBound(int block) {
        var at = Arrays.binarySearch(blocks, block);
        return at < 0 ? -at - 1 : at;
    }
}
