package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.core.Specimen;

/**
 * Local variance of the difference between green and the mean of its four neighbours, row by row.
 *
 * <p>Around every pixel it is taken over pixels of the same half of the chessboard in a window of 7x7 with
 * Gaussian weights of deviation 1. The picture goes on beyond its borders by reflection about the border pixels, which
 * keeps the chessboard.
 */
final class ErrorVariances {

    /** Pixels that a window reaches to either side. */
    private static final int REACH = 3;
    private static final int WINDOW = 2 * REACH + 1;

    /** Variances below this, a tenth of what rounding gives, count as this much. */
    private static final double LEAST_VARIANCE = 0.01;

    /** Gaussian weights by distance, such that those of one half of the chessboard sum to 1. */
    private static final double[] WEIGHTS = weights();

    /** From the weighted variance to an unbiased one. */
    private static final double UNBIASED = unbiased();

    private final Specimen specimen;
    private final int width;
    private final double[][] rgb;
    private final double[][] green;
    private final double[] error;
    private final double[] variance;

    /** Rows that are at hand, by row number modulo their count. */
    private final Row[] rows = new Row[WINDOW];
    private boolean coloured;

    /** Of a picture of at least 4x4 pixels, for one thread. */
    ErrorVariances(Specimen specimen) {
        this.specimen = specimen;
        width = specimen.width();
        rgb = new double[3][width];
        green = new double[3][width + 2];
        error = new double[width + 2 * REACH];
        variance = new double[width];
        Arrays.setAll(rows, i -> new Row(width));
    }

    /** Whether any pixel that was read has different channels. */
    boolean coloured() {
        return coloured;
    }

    /** The variances of one row, valid until the next call. */
    double[] row(int y) {
        for (int number = y - REACH; number <= y + REACH; number++) {
            if (at(number).number != number) {
                fill(at(number), number);
            }
        }
        var middle = at(y);
        Row up = at(y - 1), down = at(y + 1), up2 = at(y - 2), down2 = at(y + 2), up3 = at(y - 3), down3 = at(y + 3);
        double w0 = WEIGHTS[0], w1 = WEIGHTS[1], w2 = WEIGHTS[2], w3 = WEIGHTS[3];
        for (int x = 0; x < width; x++) {
            var mean = w0 * middle.near[x] + w2 * (up2.near[x] + down2.near[x])
                    + w1 * (up.far[x] + down.far[x]) + w3 * (up3.far[x] + down3.far[x]);
            var square = w0 * middle.nearSquare[x] + w2 * (up2.nearSquare[x] + down2.nearSquare[x])
                    + w1 * (up.farSquare[x] + down.farSquare[x]) + w3 * (up3.farSquare[x] + down3.farSquare[x]);
            variance[x] = Math.max(LEAST_VARIANCE, UNBIASED * (square - mean * mean));
        }
        return variance;
    }

    private void fill(Row row, int number) {
        row.number = number;
        var y = reflect(number, specimen.height());
        for (int i = 0; i < 3; i++) {
            read(reflect(y + i - 1, specimen.height()), green[i]);
        }
        double[] above = green[0], line = green[1], below = green[2];
        for (int x = 0; x < width; x++) {
            error[REACH + x] = line[x + 1] - (line[x] + line[x + 2] + above[x + 1] + below[x + 1]) / 4;
        }
        for (int x = 0; x < REACH; x++) {
            error[x] = error[REACH + reflect(x - REACH, width)];
            error[REACH + width + x] = error[REACH + reflect(width + x, width)];
        }
        row.sum(error);
    }

    private void read(int y, double[] line) {
        specimen.rgbRow(y, rgb);
        System.arraycopy(rgb[1], 0, line, 1, width);
        line[0] = line[2];
        line[width + 1] = line[width - 1];
        coloured |= !Arrays.equals(rgb[0], rgb[1]) || !Arrays.equals(rgb[1], rgb[2]);
    }

    private Row at(int y) {
        return rows[Math.floorMod(y, WINDOW)];
    }

    private static double[] weights() {
        var weights = new double[REACH + 1];
        for (int i = 0; i <= REACH; i++) {
            weights[i] = Math.exp(-i * i / 2.0);
        }
        var norm = Math.sqrt(sum(weights));
        return Arrays.stream(weights).map(weight -> weight / norm).toArray();
    }

    private static double unbiased() {
        return 1 / (1 - sum(Arrays.stream(WEIGHTS).map(weight -> weight * weight).toArray()));
    }

    /** Sum over one half of the chessboard of the products of two weights. */
    private static double sum(double[] weights) {
        var near = weights[0] + 2 * weights[2];
        var far = 2 * weights[1] + 2 * weights[3];
        return near * near + far * far;
    }

    private static int reflect(int at, int size) {
        var folded = Math.floorMod(at, 2 * size - 2);
        return folded < size ? folded : 2 * size - 2 - folded;
    }

    /** Weighted sums of errors and of their squares along a row: at even distances and at odd ones. */
    private static final class Row {

        private int number = Integer.MIN_VALUE;
        private final double[] near;
        private final double[] far;
        private final double[] nearSquare;
        private final double[] farSquare;
        private final double[] squares;

        Row(int width) {
            near = new double[width];
            far = new double[width];
            nearSquare = new double[width];
            farSquare = new double[width];
            squares = new double[width + 2 * REACH];
        }

        void sum(double[] errors) {
            for (int x = 0; x < squares.length; x++) {
                squares[x] = errors[x] * errors[x];
            }
            sum(errors, near, far);
            sum(squares, nearSquare, farSquare);
        }

        private static void sum(double[] values, double[] near, double[] far) {
            double w0 = WEIGHTS[0], w1 = WEIGHTS[1], w2 = WEIGHTS[2], w3 = WEIGHTS[3];
            for (int x = 0; x < near.length; x++) {
                near[x] = w0 * values[x + 3] + w2 * (values[x + 1] + values[x + 5]);
                far[x] = w1 * (values[x + 2] + values[x + 4]) + w3 * (values[x] + values[x + 6]);
            }
        }
    }
}
