package io.palimpsest.signal;

import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.palimpsest.core.Monitor;

/** A mixture fitted to samples by expectation and maximisation, and what all such fits have in common. */
interface MixtureFit {

    /** Iterations of one fit at most. */
    int ITERATIONS = 100;

    /** Of all samples under this model. */
    double logLikelihood();

    /** True when a Gaussian has no spread in some direction, so that its likelihood has no bound. */
    boolean collapsed();

    /** How unusual each sample is, 0 upwards. */
    double[] score(SampleTiles samples);

    /** True when the log-likelihood grew by less than 1e-5 of itself, but did not fall. */
    static boolean settled(double before, double now) {
        var growth = now - before;
        return growth >= 0 && growth < 1e-5 * Math.abs(now);
    }

    /** Biased variances of all samples, as a diagonal matrix. */
    static double[][] variances(SampleTiles samples) {
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

    /** The most likely of several fits, the first among equals; one that collapsed only if all did. */
    static <F extends MixtureFit> F best(int restarts, IntFunction<F> fit, Monitor monitor) {
        var fits = new MixtureFit[restarts];
        var done = new AtomicInteger();
        TaskLoop.run(restarts, restart -> {
            fits[restart] = fit.apply(restart);
            var share = done.incrementAndGet() / (double) restarts;
            monitor.step("mixture", CooccurrenceAnomaly.BEFORE_FIT + (1 - CooccurrenceAnomaly.BEFORE_FIT) * share);
        });
        @SuppressWarnings("unchecked")
        var best = (F) Stream.of(fits)
                .min(Comparator.comparing(MixtureFit::collapsed)
                        .thenComparing(MixtureFit::logLikelihood, Comparator.reverseOrder()))
                .orElseThrow();
        return best;
    }
}
