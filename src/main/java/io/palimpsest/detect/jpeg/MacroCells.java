package io.palimpsest.detect.jpeg;

import io.palimpsest.core.NotApplicable;

/**
 * How CAGI divides a picture: blocks of 8x8 pixels from the origin, without the last incomplete ones and one more, and
 * macro cells of 2x2 (small pictures) or 3x3 blocks.
 *
 * @param wide macro cells in a row
 * @param high rows of macro cells
 * @param blocksWide blocks in a row, those beyond the macro cells included
 * @param blocksHigh rows of blocks
 * @param side blocks along the edge of a macro cell
 */
record MacroCells(int wide, int high, int blocksWide, int blocksHigh, int side) {

    /** Pictures with fewer pixels have the smaller macro cells. */
    private static final long SMALL = 480 * 640;

    static MacroCells of(int width, int height) throws NotApplicable {
        var side = (long) width * height < SMALL ? 2 : 3;
        var blocksWide = width / 8 - 1;
        var blocksHigh = height / 8 - 1;
        if (blocksWide < side || blocksHigh < side) {
            throw new NotApplicable("The picture is too small: it needs " + 8 * (side + 1)
                    + " pixels in both directions, and has " + width + "x" + height + ".");
        }
        return new MacroCells(blocksWide / side, blocksHigh / side, blocksWide, blocksHigh, side);
    }

    int count() {
        return wide * high;
    }

    int blocks() {
        return blocksWide * blocksHigh;
    }

    /** Edge of a macro cell in pixels. */
    int pixels() {
        return 8 * side;
    }

    /** The mean of a value of the blocks over each macro cell. */
    double[] means(double[] ofBlocks) {
        var means = new double[count()];
        for (int row = 0; row < high * side; row++) {
            for (int column = 0; column < wide * side; column++) {
                means[row / side * wide + column / side] += ofBlocks[row * blocksWide + column];
            }
        }
        for (int i = 0; i < means.length; i++) {
            means[i] /= side * side;
        }
        return means;
    }

    /** The mean over 5x5 macro cells, those outside counted as 0. */
    double[] smooth(double[] values) {
        return box(values, false);
    }

    /** The mean over 5x5 macro cells, those outside mirrored at the border. */
    double[] smoothMirrored(double[] values) {
        return box(values, true);
    }

    private double[] box(double[] values, boolean mirrored) {
        var along = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (int d = -2; d <= 2; d++) {
                var column = index(i % wide + d, wide, mirrored);
                along[i] += column < 0 ? 0 : values[i / wide * wide + column];
            }
        }
        var mean = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (int d = -2; d <= 2; d++) {
                var row = index(i / wide + d, high, mirrored);
                mean[i] += row < 0 ? 0 : along[row * wide + i % wide];
            }
            mean[i] /= 25;
        }
        return mean;
    }

    private static int index(int i, int count, boolean mirrored) {
        if (!mirrored) {
            return i < count ? i : -1;
        }
        var folded = Math.floorMod(i, 2 * count);
        return Math.min(folded, 2 * count - 1 - folded);
    }

    boolean outermost(int cell) {
        var row = cell / wide;
        var column = cell % wide;
        return row == 0 || column == 0 || row == high - 1 || column == wide - 1;
    }

    static double mean(double[] values) {
        double sum = 0;
        for (var value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Stretches values to 0..1; a constant is cut to that range instead. */
    static double[] stretch(double[] values) {
        var low = Double.POSITIVE_INFINITY;
        var high = Double.NEGATIVE_INFINITY;
        for (var value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        var stretched = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            var value = high > low ? (values[i] - low) / (high - low) : values[i];
            stretched[i] = Math.min(1, Math.max(0, value));
        }
        return stretched;
    }
}
