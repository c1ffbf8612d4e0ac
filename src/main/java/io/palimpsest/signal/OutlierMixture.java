package io.palimpsest.signal;

import java.util.SplittableRandom;

import io.palimpsest.core.Monitor;

/**
 * One Gaussian and a class of outliers of constant density exp(-42), fitted by expectation and maximisation.
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
record OutlierMixture(Gaussian gaussian, double inliers, double logLikelihood) implements Restarts.Fit {

    private static final double OUTLIER_LOG_DENSITY = -42;

    private static final double FIRST_OUTLIERS = 0.01;

    /** The best of several fits from random samples. */
    static OutlierMixture fit(SampleTiles samples, int restarts, long seed, Monitor monitor) {
        var starts = new SplittableRandom(seed).ints(restarts, 0, samples.count()).toArray();
        var variances = samples.variances();
        return Restarts.best(restarts, i -> fitFrom(samples, variances, starts[i], monitor), monitor);
    }

    /** One fit from a given sample. */
    static OutlierMixture fitFrom(SampleTiles samples, int start, Monitor monitor) {
        return fitFrom(samples, samples.variances(), start, monitor);
    }

    private static OutlierMixture fitFrom(SampleTiles samples, double[][] variances, int start, Monitor monitor) {
        var first = new Gaussian(samples.vector(start), variances);
        return new Fitting(samples).from(new OutlierMixture(first, 1 - FIRST_OUTLIERS, Double.NaN), monitor);
    }

    @Override
    public boolean collapsed() {
        return gaussian.collapsed();
    }

    /** Squared Mahalanobis distances from the inliers. */
    double[] distances(SampleTiles samples) {
        return gaussian.distances(samples);
    }

    /** Work space of one fit. */
    private static final class Fitting {

        private final SampleTiles samples;
        private final SecondMoments moments;
        private final double[] squares = new double[SampleTiles.WIDTH];
        private final double[] roots = new double[SampleTiles.WIDTH];

        Fitting(SampleTiles samples) {
            this.samples = samples;
            moments = new SecondMoments(samples.dimensions());
        }

        OutlierMixture from(OutlierMixture start, Monitor monitor) {
            var model = start;
            for (var iteration = 1; ; iteration++) {
                monitor.check();
                var likelihood = expect(model);
                var settled = Restarts.settled(model.logLikelihood, likelihood);
                model = new OutlierMixture(model.gaussian, model.inliers, likelihood);
                if (settled || iteration == Restarts.ITERATIONS || !(moments.total() > 0)) {
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
            var outlier = Math.log(1 - model.inliers) + OUTLIER_LOG_DENSITY;
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
