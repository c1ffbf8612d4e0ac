package io.palimpsest.signal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Whitening and the outlier model by the textbook: Jacobi rotations, explicit inverses, two passes. */
final class NaiveMixture {

    private NaiveMixture() {}

    static double[][] covariance(double[][] samples) {
        var weights = new double[samples.length];
        Arrays.fill(weights, 1);
        return covariance(samples, weights, mean(samples, weights));
    }

    private static double[] mean(double[][] samples, double[] weights) {
        var mean = new double[samples[0].length];
        var total = Arrays.stream(weights).sum();
        for (var i = 0; i < samples.length; i++) {
            for (var k = 0; k < mean.length; k++) {
                mean[k] += weights[i] * samples[i][k] / total;
            }
        }
        return mean;
    }

    private static double[][] covariance(double[][] samples, double[] weights, double[] mean) {
        var result = new double[mean.length][mean.length];
        var total = Arrays.stream(weights).sum();
        for (var i = 0; i < samples.length; i++) {
            for (var r = 0; r < mean.length; r++) {
                for (var c = 0; c < mean.length; c++) {
                    result[r][c] += weights[i] * (samples[i][r] - mean[r]) * (samples[i][c] - mean[c]) / total;
                }
            }
        }
        return result;
    }

    static double[][] whitened(double[][] samples, int components) {
        var values = covariance(samples);
        var vectors = new double[values.length][values.length];
        for (var i = 0; i < values.length; i++) {
            vectors[i][i] = 1;
        }
        for (var sweep = 0; sweep < 30; sweep++) {
            for (var p = 0; p < values.length; p++) {
                for (var q = p + 1; q < values.length; q++) {
                    rotate(values, vectors, p, q);
                }
            }
        }
        var order = IntStream.range(0, values.length).boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i][i])).toList();
        var result = new double[samples.length][components];
        for (var i = 0; i < samples.length; i++) {
            for (var k = 0; k < components; k++) {
                var component = order.get(k);
                for (var d = 0; d < values.length; d++) {
                    result[i][k] += samples[i][d] * vectors[d][component] / Math.sqrt(values[component][component]);
                }
            }
        }
        return result;
    }

    private static void rotate(double[][] a, double[][] vectors, int p, int q) {
        var angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
        var cos = Math.cos(angle);
        var sin = Math.sin(angle);
        for (var k = 0; k < a.length; k++) {
            turn(a[k], p, q, cos, sin);
            turn(vectors[k], p, q, cos, sin);
        }
        for (var k = 0; k < a.length; k++) {
            var first = a[p][k];
            a[p][k] = cos * first - sin * a[q][k];
            a[q][k] = sin * first + cos * a[q][k];
        }
    }

    private static void turn(double[] row, int p, int q, double cos, double sin) {
        var first = row[p];
        row[p] = cos * first - sin * row[q];
        row[q] = sin * first + cos * row[q];
    }

    /** Squared distances of all samples after one fit, then its log-likelihood. */
    static double[] fit(double[][] samples, int start) {
        var n = samples.length;
        var d = samples[0].length;
        var mean = samples[start].clone();
        var all = covariance(samples);
        var covariance = new double[d][d];
        for (var i = 0; i < d; i++) {
            covariance[i][i] = all[i][i];
        }
        var outliers = 0.01;
        var old = Double.NaN;
        var result = new double[n + 1];
        for (var iteration = 1; ; iteration++) {
            var inverse = new double[d][d];
            var norm = -0.5 * (invert(covariance, inverse) + d * Math.log(2 * Math.PI));
            var weights = new double[n];
            var likelihood = 0.0;
            for (var i = 0; i < n; i++) {
                result[i] = form(inverse, samples[i], mean);
                var in = Math.log(1 - outliers) + norm - 0.5 * result[i];
                var out = Math.log(outliers) - 42;
                var most = Math.max(in, out);
                var sum = Math.exp(in - most) + Math.exp(out - most);
                likelihood += most + Math.log(sum);
                weights[i] = Math.exp(in - most) / sum;
            }
            result[n] = likelihood;
            var delta = likelihood - old;
            if (delta >= 0 && delta < 1e-5 * Math.abs(likelihood) || iteration == 100) {
                return result;
            }
            old = likelihood;
            mean = mean(samples, weights);
            covariance = covariance(samples, weights, mean);
            outliers = 1 - Arrays.stream(weights).sum() / n;
        }
    }

    private static double form(double[][] inverse, double[] sample, double[] mean) {
        var sum = 0.0;
        for (var r = 0; r < mean.length; r++) {
            for (var c = 0; c < mean.length; c++) {
                sum += (sample[r] - mean[r]) * inverse[r][c] * (sample[c] - mean[c]);
            }
        }
        return sum;
    }

    /** Gauss and Jordan without exchange of rows, as suits a positive definite matrix; returns the log-determinant. */
    private static double invert(double[][] matrix, double[][] inverse) {
        var a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        var logarithm = 0.0;
        for (var i = 0; i < a.length; i++) {
            inverse[i][i] = 1;
        }
        for (var p = 0; p < a.length; p++) {
            var pivot = a[p][p];
            logarithm += Math.log(pivot);
            for (var c = 0; c < a.length; c++) {
                a[p][c] /= pivot;
                inverse[p][c] /= pivot;
            }
            for (var r = 0; r < a.length; r++) {
                var factor = r == p ? 0 : a[r][p];
                for (var c = 0; c < a.length; c++) {
                    a[r][c] -= factor * a[p][c];
                    inverse[r][c] -= factor * inverse[p][c];
                }
            }
        }
        return logarithm;
    }
}
