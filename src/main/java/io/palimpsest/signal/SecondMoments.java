package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Weighted sums of 1, of the components and of their products, about a given point.
 *
 * <p>A sample is extended by a last component of 1 and multiplied by the square root of its weight. Products of all
 * pairs of components at one distance from each other ("lag") then lie in one long run of memory, for eight samples
 * side by side and eight such groups in turn; this is what lets the compiler use vector instructions, which it does not
 * for a plain sum.
 */
final class SecondMoments {

    private static final int LANES = 8;

    private static final int GROUPS = SampleTiles.WIDTH / LANES;

    /** Tasks of {@link #addAll}. */
    private static final int TASKS = 8;

    private final int dimensions;
    private final double[][] sums;
    private final double[][] groups;

    SecondMoments(int dimensions) {
        this.dimensions = dimensions;
        sums = new double[dimensions + 1][];
        for (var lag = 0; lag <= dimensions; lag++) {
            sums[lag] = new double[(dimensions + 1 - lag) * LANES];
        }
        groups = new double[GROUPS][(dimensions + 1) * LANES];
    }

    void clear() {
        for (var sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    /**
     * Adds a tile of {@link SampleTiles}.
     *
     * @param roots square roots of the weights; 0 where the tile is padded
     */
    void add(double[] tile, double[] origin, double[] roots) {
        scale(tile, origin, roots, groups);
        for (var lag = 0; lag <= dimensions; lag++) {
            addProducts(sums[lag], lag * LANES, groups);
        }
    }

    /**
     * Adds vectors with a weight of 1 each, by several threads. Each thread has lags of its own, so that each sum has the
     * same addends in the same order whatever their number.
     */
    void addAll(SampleTiles samples, double[] origin, Monitor monitor) {
        TaskLoop.run(TASKS, task -> {
            var scaled = new double[GROUPS][(dimensions + 1) * LANES];
            var roots = new double[SampleTiles.WIDTH];
            for (var tile = 0; tile < samples.tiles(); tile++) {
                monitor.check();
                Arrays.fill(roots, 0, samples.used(tile), 1);
                Arrays.fill(roots, samples.used(tile), roots.length, 0);
                scale(samples.tile(tile), origin, roots, scaled);
                for (var lag = task; lag <= dimensions; lag += TASKS) {
                    addProducts(sums[lag], lag * LANES, scaled);
                }
            }
        });
    }

    private void scale(double[] tile, double[] origin, double[] roots, double[][] scaled) {
        for (var group = 0; group < GROUPS; group++) {
            scale(tile, origin, roots, group * LANES, scaled[group]);
        }
    }

    private void scale(double[] tile, double[] origin, double[] roots, int first, double[] group) {
        for (var row = 0; row < dimensions; row++) {
            var at = row * SampleTiles.WIDTH + first;
            var middle = origin[row];
            for (var lane = 0; lane < LANES; lane++) {
                group[row * LANES + lane] = roots[first + lane] * (tile[at + lane] - middle);
            }
        }
        System.arraycopy(roots, first, group, dimensions * LANES, LANES);
    }

    private static void addProducts(double[] sum, int lag, double[][] groups) {
        double[] a = groups[0], b = groups[1], c = groups[2], d = groups[3];
        double[] e = groups[4], f = groups[5], g = groups[6], h = groups[7];
        for (var i = 0; i < sum.length; i++) {
            sum[i] += a[i] * a[i + lag] + b[i] * b[i + lag] + c[i] * c[i + lag] + d[i] * d[i + lag]
                    + (e[i] * e[i + lag] + f[i] * f[i + lag] + g[i] * g[i + lag] + h[i] * h[i + lag]);
        }
    }

    /** Sum of the weights. */
    double total() {
        return sum(dimensions, dimensions);
    }

    /** Weighted mean, relative to the origin. */
    double[] mean() {
        var total = total();
        var mean = new double[dimensions];
        for (var row = 0; row < dimensions; row++) {
            mean[row] = sum(row, dimensions) / total;
        }
        return mean;
    }

    /** Weighted biased covariance. */
    double[][] covariance() {
        var total = total();
        var mean = mean();
        var covariance = new double[dimensions][dimensions];
        for (var row = 0; row < dimensions; row++) {
            for (var column = row; column < dimensions; column++) {
                covariance[row][column] = sum(row, column) / total - mean[row] * mean[column];
                covariance[column][row] = covariance[row][column];
            }
        }
        return covariance;
    }

    /** The Gaussian of these moments, whose origin was {@code origin}. */
    Gaussian gaussian(double[] origin) {
        var mean = mean();
        for (var row = 0; row < dimensions; row++) {
            mean[row] += origin[row];
        }
        return new Gaussian(mean, covariance());
    }

    private double sum(int row, int column) {
        var sum = 0.0;
        for (var lane = 0; lane < LANES; lane++) {
            sum += sums[column - row][row * LANES + lane];
        }
        return sum;
    }
}
