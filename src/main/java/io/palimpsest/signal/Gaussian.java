package io.palimpsest.signal;

import java.util.Arrays;

/** A normal distribution with full covariance, kept as the triangular factor of Cholesky. */
final class Gaussian {

    /**
     * Added to each variance, and least square of a pivot: about the spacing of doubles near 1, which is the variance
     * of whitened data.
     */
    static final double REGULARISER = Math.ulp(1.0);

    /** A spread this small, against 1 of all samples, comes from rounding and not from data. */
    private static final double COLLAPSED = 1e-9;

    private final double[] mean;
    private final double[][] factor;
    private final double logDeterminant;
    private final boolean collapsed;

    /** A covariance that is not positive definite is made so by raising the pivots. */
    Gaussian(double[] mean, double[][] covariance) {
        this.mean = mean;
        factor = new double[mean.length][];
        var logarithm = 0.0;
        var flat = false;
        for (var row = 0; row < mean.length; row++) {
            factor[row] = new double[row + 1];
            for (var column = 0; column < row; column++) {
                factor[row][column] = (covariance[row][column] - product(row, column)) / factor[column][column];
            }
            var pivot = covariance[row][row] + REGULARISER - product(row, row);
            flat |= !(pivot > COLLAPSED);
            factor[row][row] = Math.sqrt(Math.max(REGULARISER, pivot));
            logarithm += 2 * Math.log(factor[row][row]);
        }
        logDeterminant = logarithm;
        collapsed = flat;
    }

    private double product(int row, int column) {
        var sum = 0.0;
        for (var k = 0; k < column; k++) {
            sum += factor[row][k] * factor[column][k];
        }
        return sum;
    }

    double[] mean() {
        return mean;
    }

    /** True when the data leave some direction without any spread, so that the density has no bound. */
    boolean collapsed() {
        return collapsed;
    }

    /** Log-density at the mean. */
    double logPeak() {
        return -0.5 * (logDeterminant + mean.length * Math.log(2 * Math.PI));
    }

    /** Work space of {@link #distances}. */
    double[][] scratch() {
        return new double[mean.length][SampleTiles.WIDTH];
    }

    /**
     * Squared Mahalanobis distances of the vectors of a tile of {@link SampleTiles}.
     *
     * @param rows from {@link #scratch}
     * @param squares receives {@link SampleTiles#WIDTH} values
     */
    void distances(double[] tile, double[][] rows, double[] squares) {
        Arrays.fill(squares, 0);
        for (var i = 0; i < mean.length; i++) {
            var row = rows[i];
            centre(tile, i * SampleTiles.WIDTH, mean[i], row);
            var k = 0;
            for (; k + 3 < i; k += 4) {
                subtractFour(row, factor[i], rows, k);
            }
            for (; k < i; k++) {
                subtract(row, factor[i][k], rows[k]);
            }
            finish(row, 1 / factor[i][i], squares);
        }
    }

    /** Squared Mahalanobis distance of each sample. */
    double[] distances(SampleTiles samples) {
        var result = new double[samples.count()];
        var rows = scratch();
        var squares = new double[SampleTiles.WIDTH];
        for (var tile = 0; tile < samples.tiles(); tile++) {
            distances(samples.tile(tile), rows, squares);
            System.arraycopy(squares, 0, result, tile * SampleTiles.WIDTH, samples.used(tile));
        }
        return result;
    }

    private static void centre(double[] tile, int offset, double mean, double[] row) {
        for (var s = 0; s < SampleTiles.WIDTH; s++) {
            row[s] = tile[offset + s] - mean;
        }
    }

    private static void subtractFour(double[] row, double[] factors, double[][] rows, int k) {
        double[] a = rows[k], b = rows[k + 1], c = rows[k + 2], d = rows[k + 3];
        double fa = factors[k], fb = factors[k + 1], fc = factors[k + 2], fd = factors[k + 3];
        for (var s = 0; s < SampleTiles.WIDTH; s++) {
            row[s] -= fa * a[s] + fb * b[s] + (fc * c[s] + fd * d[s]);
        }
    }

    private static void subtract(double[] row, double factor, double[] other) {
        for (var s = 0; s < SampleTiles.WIDTH; s++) {
            row[s] -= factor * other[s];
        }
    }

    private static void finish(double[] row, double inverse, double[] squares) {
        for (var s = 0; s < SampleTiles.WIDTH; s++) {
            var value = row[s] * inverse;
            row[s] = value;
            squares[s] += value * value;
        }
    }
}
