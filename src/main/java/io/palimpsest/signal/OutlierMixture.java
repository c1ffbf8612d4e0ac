package io.palimpsest.signal;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.palimpsest.core.Monitor;

/**
 * One Gaussian and a class of outliers of constant density, fitted by expectation and maximisation.
 *
 * <p>A fit starts at a sample, with the diagonal of the covariance of all samples and 1 % outliers. It ends when the
 * log-likelihood grows by less than 1e-5 of itself, or after 100 iterations. Of several fits the one of the greatest
 * log-likelihood stands. A fit whose Gaussian collapsed on so few samples that it is flat in some direction has no
 * bound on its likelihood; it stands only if all fits collapsed. The result depends on the seed only, not on threads.
 *
 * @param gaussian of the inliers
 * @param inliers expected share of the inliers, 0 to 1
 * @param logLikelihood of all samples under this model
 */
record OutlierMixture(Gaussian gaussian, double inliers, double logLikelihood) {

    private static final int ITERATIONS = 100;

    private static final double FIRST_OUTLIERS = 0.01;

    /**
     * The best of several fits from random samples.
     *
     * @param outlying minus the logarithm of the outliers' density
     */
    static OutlierMixture fit(SampleTiles samples, double outlying, int restarts, long seed, Monitor monitor) {
        var starts = new SplittableRandom(seed).ints(restarts, 0, samples.count()).toArray();
        var variances = variances(samples);
        return best(restarts, i -> fitFrom(samples, outlying, variances, starts[i], monitor), monitor);
    }

    /** One fit from a given sample. */
    static OutlierMixture fitFrom(SampleTiles samples, double outlying, int start, Monitor monitor) {
        return fitFrom(samples, outlying, variances(samples), start, monitor);
    }

    private static OutlierMixture fitFrom(SampleTiles samples, double outlying, double[][] variances, int start,
            Monitor monitor) {
        var first = new Gaussian(samples.vector(start), variances);
        return new Fitting(samples, outlying).from(new OutlierMixture(first, 1 - FIRST_OUTLIERS, Double.NaN), monitor);
    }

    /** Squared Mahalanobis distances from the inliers. */
    double[] distances(SampleTiles samples) {
        return gaussian.distances(samples);
    }

    /** The most likely of several fits, the first among equals; one that collapsed only if all did. */
    static OutlierMixture best(int restarts, IntFunction<OutlierMixture> fit, Monitor monitor) {
        var fits = new OutlierMixture[restarts];
        var done = new AtomicInteger();
        TaskLoop.run(restarts, restart -> {
            fits[restart] = fit.apply(restart);
            var share = done.incrementAndGet() / (double) restarts;
            monitor.step("mixture", CooccurrenceAnomaly.BEFORE_FIT + (1 - CooccurrenceAnomaly.BEFORE_FIT) * share);
        });
        return Stream.of(fits)
                .min(Comparator.comparing((OutlierMixture one) -> one.gaussian.collapsed())
                        .thenComparing(OutlierMixture::logLikelihood, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** True when the log-likelihood grew by less than 1e-5 of itself, but did not fall. */
    private static boolean settled(double before, double now) {
        var growth = now - before;
        return growth >= 0 && growth < 1e-5 * Math.abs(now);
    }

    /** Biased variances of all samples, as a diagonal matrix. */
    private static double[][] variances(SampleTiles samples) {
        var mean = samples.mean();
        var variances = new double[mean.length][mean.length];
        for (var dimension = 0; dimension < mean.length; dimension++) {
            for (var sample = 0; sample < samples.count(); sample++) {
                var deviation = samples.get(sample, dimension) - mean[dimension];
                variances[dimension][dimension] += deviation * deviation / samples.count();
            }
        }
        return variances;
    }

    /** Work space of one fit. */
    private static final class Fitting {

        private final SampleTiles samples;
        private final double outlying;
        private final SecondMoments moments;
        private final double[] squares = new double[SampleTiles.WIDTH];
        private final double[] roots = new double[SampleTiles.WIDTH];

        Fitting(SampleTiles samples, double outlying) {
            this.samples = samples;
            this.outlying = outlying;
            moments = new SecondMoments(samples.dimensions());
        }

        OutlierMixture from(OutlierMixture start, Monitor monitor) {
            var model = start;
            for (var iteration = 1; ; iteration++) {
                monitor.check();
                var likelihood = expect(model);
                var settled = settled(model.logLikelihood, likelihood);
                model = new OutlierMixture(model.gaussian, model.inliers, likelihood);
                if (settled || iteration == ITERATIONS || !(moments.total() > 0)) {
                    return model;
                }
                var inliers = Math.min(1, moments.total() / samples.count());
                model = new OutlierMixture(moments.gaussian(model.gaussian.mean()), inliers, likelihood);
            }
        }

        /** Log-likelihood under the model; leaves the moments of the inliers. */
        private double expect(OutlierMixture model) {
            var rows = model.gaussian.scratch();
            var sum = 0.0;
            moments.clear();
            for (var tile = 0; tile < samples.tiles(); tile++) {
                model.gaussian.distances(samples.tile(tile), rows, squares);
                sum += weigh(model, samples.used(tile));
                moments.add(samples.tile(tile), model.gaussian.mean(), roots);
            }
            return sum;
        }

        /** Square roots of the probabilities of being an inlier; the product of at most 64 factors of 1 to 2 is safe. */
        private double weigh(OutlierMixture model, int used) {
            var peak = Math.log(model.inliers) + model.gaussian.logPeak();
            var outlier = Math.log(1 - model.inliers) - outlying;
            var sum = 0.0;
            var product = 1.0;
            for (var s = 0; s < SampleTiles.WIDTH; s++) {
                roots[s] = 0;
                if (s < used) {
                    var inlier = peak - 0.5 * squares[s];
                    var ratio = Math.exp(-Math.abs(inlier - outlier));
                    roots[s] = Math.sqrt((inlier >= outlier ? 1 : ratio) / (1 + ratio));
                    sum += Math.max(inlier, outlier);
                    product *= 1 + ratio;
                }
            }
            return sum + Math.log(product);
        }
    }
}
