package io.palimpsest.signal;

import java.util.SplittableRandom;

import io.palimpsest.core.Monitor;

/**
 * A mixture of two Gaussians, fitted like {@link OutlierMixture}, but from two random samples and equal shares.
 *
 * @param first one class
 * @param second the other
 * @param share of the first, 0 to 1
 * @param logLikelihood of all samples under this model
 */
record GaussianPair(Gaussian first, Gaussian second, double share, double logLikelihood) implements MixtureFit {

    static GaussianPair fit(SampleTiles samples, int restarts, long seed, Monitor monitor) {
        var starts = new SplittableRandom(seed).ints(2L * restarts, 0, samples.count()).toArray();
        var variances = MixtureFit.variances(samples);
        return MixtureFit.best(restarts, i -> {
            var first = new Gaussian(samples.vector(starts[2 * i]), variances);
            var second = new Gaussian(samples.vector(starts[2 * i + 1]), variances);
            return fitFrom(samples, first, second, monitor);
        }, monitor);
    }

    /** One fit from two given Gaussians. */
    static GaussianPair fitFrom(SampleTiles samples, Gaussian first, Gaussian second, Monitor monitor) {
        return new Fitting(samples).from(new GaussianPair(first, second, 0.5, Double.NaN), monitor);
    }

    @Override
    public boolean collapsed() {
        return first.collapsed() || second.collapsed();
    }

    /** Squared distance from the larger class divided by that from the smaller class. */
    @Override
    public double[] score(SampleTiles samples) {
        var background = (share >= 0.5 ? first : second).distances(samples);
        var other = (share >= 0.5 ? second : first).distances(samples);
        for (var i = 0; i < background.length; i++) {
            background[i] /= Math.max(Gaussian.REGULARISER, other[i]);
        }
        return background;
    }

    /** Work space of one fit. */
    private static final class Fitting {

        private final SampleTiles samples;
        private final SecondMoments[] moments = new SecondMoments[2];
        private final double[][] squares = new double[2][SampleTiles.WIDTH];
        private final double[][] roots = new double[2][SampleTiles.WIDTH];

        Fitting(SampleTiles samples) {
            this.samples = samples;
            moments[0] = new SecondMoments(samples.dimensions());
            moments[1] = new SecondMoments(samples.dimensions());
        }

        GaussianPair from(GaussianPair start, Monitor monitor) {
            var model = start;
            for (var iteration = 1; ; iteration++) {
                monitor.check();
                var likelihood = expect(model);
                var settled = MixtureFit.settled(model.logLikelihood, likelihood);
                model = new GaussianPair(model.first, model.second, model.share, likelihood);
                if (settled || iteration == ITERATIONS || !(moments[0].total() > 0 && moments[1].total() > 0)) {
                    return model;
                }
                var share = moments[0].total() / (moments[0].total() + moments[1].total());
                model = new GaussianPair(
                        moments[0].gaussian(model.first.mean()), moments[1].gaussian(model.second.mean()),
                        share, likelihood);
            }
        }

        /** Log-likelihood under the model; leaves the moments of both classes. */
        private double expect(GaussianPair model) {
            var rows = model.first.scratch();
            var sum = 0.0;
            moments[0].clear();
            moments[1].clear();
            for (var tile = 0; tile < samples.tiles(); tile++) {
                model.first.distances(samples.tile(tile), rows, squares[0]);
                model.second.distances(samples.tile(tile), rows, squares[1]);
                sum += weigh(model, samples.used(tile));
                moments[0].add(samples.tile(tile), model.first.mean(), roots[0]);
                moments[1].add(samples.tile(tile), model.second.mean(), roots[1]);
            }
            return sum;
        }

        /** Square roots of the probabilities of belonging to either class. */
        private double weigh(GaussianPair model, int used) {
            var peak = Math.log(model.share) + model.first.logPeak();
            var otherPeak = Math.log(1 - model.share) + model.second.logPeak();
            var sum = 0.0;
            for (var s = 0; s < SampleTiles.WIDTH; s++) {
                roots[0][s] = 0;
                roots[1][s] = 0;
                if (s < used) {
                    var one = peak - 0.5 * squares[0][s];
                    var two = otherPeak - 0.5 * squares[1][s];
                    var ratio = Math.exp(-Math.abs(one - two));
                    var less = Math.sqrt(ratio / (1 + ratio));
                    var more = Math.sqrt(1 / (1 + ratio));
                    roots[0][s] = one >= two ? more : less;
                    roots[1][s] = one >= two ? less : more;
                    sum += Math.max(one, two) + Math.log(1 + ratio);
                }
            }
            return sum;
        }
    }
}
