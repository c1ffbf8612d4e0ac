package io.palimpsest.signal;

import java.util.SplittableRandom;

import io.palimpsest.core.Monitor;

/**
 * Two Gaussians of full covariance, fitted by expectation and maximisation; the one with the larger share is the norm.
 *
 * <p>A fit starts at two samples, with the diagonal of the covariance of all samples and equal shares. When it ends, and which
 * of several stands, is as for {@link OutlierMixture}. The result depends on the seed only, not on threads.
 *
 * @param norm of the class with the larger share
 * @param other of the class with the smaller share
 * @param share of the norm, 0.5 to 1
 * @param logLikelihood of all samples under this model
 */
record GaussianPair(Gaussian norm, Gaussian other, double share, double logLikelihood) implements Restarts.Fit {

    /** Squared distances below this are rounding. */
    private static final double ROUNDING = 1e-9;

    /** The best of several fits from random samples. */
    static GaussianPair fit(SampleTiles samples, int restarts, long seed, Monitor monitor) {
        var variances = samples.variances();
        var starts = new SplittableRandom(seed).ints(2L * restarts, 0, samples.count()).toArray();
        return Restarts.best(restarts, i -> {
            var first = new Gaussian(samples.vector(starts[2 * i]), variances);
            var second = new Gaussian(samples.vector(starts[2 * i + 1]), variances);
            return new Fitting(samples).from(new GaussianPair(first, second, 0.5, Double.NaN), monitor);
        }, monitor);
    }

    @Override
    public boolean collapsed() {
        return norm.collapsed() || other.collapsed();
    }

    /**
     * How much farther each sample is from the norm than from the other class.
     *
     * @return quotients of squared Mahalanobis distances, from 0; 1 = as far from both; 0 where samples have no components
     */
    double[] ratios(SampleTiles samples) {
        var ratios = norm.distances(samples);
        var others = other.distances(samples);
        for (var i = 0; i < ratios.length; i++) {
            ratios[i] = samples.dimensions() == 0 ? 0 : (ratios[i] + ROUNDING) / (others[i] + ROUNDING);
        }
        return ratios;
    }

    /** Work space of one fit. */
    private static final class Fitting {

        private final SampleTiles samples;
        private final SecondMoments moments;
        private final SecondMoments otherMoments;
        private final double[] squares = new double[SampleTiles.WIDTH];
        private final double[] otherSquares = new double[SampleTiles.WIDTH];
        private final double[] roots = new double[SampleTiles.WIDTH];
        private final double[] otherRoots = new double[SampleTiles.WIDTH];

        Fitting(SampleTiles samples) {
            this.samples = samples;
            moments = new SecondMoments(samples.dimensions());
            otherMoments = new SecondMoments(samples.dimensions());
        }

        GaussianPair from(GaussianPair start, Monitor monitor) {
            var pair = start;
            for (var iteration = 1; ; iteration++) {
                monitor.check();
                var likelihood = expect(pair);
                var settled = Restarts.settled(pair.logLikelihood, likelihood);
                pair = new GaussianPair(pair.norm, pair.other, pair.share, likelihood);
                if (settled || iteration == Restarts.ITERATIONS || !(moments.total() > 0 && otherMoments.total() > 0)) {
                    return pair.share >= 0.5 ? pair : new GaussianPair(pair.other, pair.norm, 1 - pair.share, likelihood);
                }
                var share = moments.total() / (moments.total() + otherMoments.total());
                pair = new GaussianPair(moments.gaussian(pair.norm.mean()), otherMoments.gaussian(pair.other.mean()), share,
                        likelihood);
            }
        }

        /** Log-likelihood under the model; leaves the moments of both classes. */
        private double expect(GaussianPair pair) {
            var rows = pair.norm.scratch();
            var sum = 0.0;
            moments.clear();
            otherMoments.clear();
            for (var tile = 0; tile < samples.tiles(); tile++) {
                pair.norm.distances(samples.tile(tile), rows, squares);
                pair.other.distances(samples.tile(tile), rows, otherSquares);
                sum += weigh(pair, samples.used(tile));
                moments.add(samples.tile(tile), pair.norm.mean(), roots);
                otherMoments.add(samples.tile(tile), pair.other.mean(), otherRoots);
            }
            return sum;
        }

        /** Square roots of the probabilities of belonging to either class. */
        private double weigh(GaussianPair pair, int used) {
            var peak = Math.log(pair.share) + pair.norm.logPeak();
            var otherPeak = Math.log(1 - pair.share) + pair.other.logPeak();
            var sum = 0.0;
            for (var s = 0; s < SampleTiles.WIDTH; s++) {
                roots[s] = 0;
                otherRoots[s] = 0;
                if (s < used) {
                    var one = peak - 0.5 * squares[s];
                    var two = otherPeak - 0.5 * otherSquares[s];
                    var ratio = Math.exp(-Math.abs(one - two));
                    roots[s] = Math.sqrt((one >= two ? 1 : ratio) / (1 + ratio));
                    otherRoots[s] = Math.sqrt((one >= two ? ratio : 1) / (1 + ratio));
                    sum += Math.max(one, two) + Math.log1p(ratio);
                }
            }
            return sum;
        }
    }
}
