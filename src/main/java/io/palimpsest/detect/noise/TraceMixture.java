package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Two normal distributions, one of them about 0: blocks with a trace and blocks without.
 *
 * @param mean of the blocks with the trace, above 0
 * @param spread their standard deviation
 * @param spreadWithout standard deviation of the blocks without
 * @param share of the blocks with the trace, 0 to 1
 */
record TraceMixture(double mean, double spread, double spreadWithout, double share) {

    private static final int ITERATIONS = 100;

    /** Growth of the mean log-likelihood that is none. */
    private static final double SETTLED = 1e-6;

    private static final double LEAST_SPREAD = 0.05;
    private static final double LEAST_SHARE = 1e-6;

    /** Fits by expectation and maximisation, from the upper quartile of values of which most are above 0. */
    static TraceMixture fit(double[] values, Monitor monitor) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        var average = Arrays.stream(values).average().orElse(0);
        var variance = Arrays.stream(values).map(value -> (value - average) * (value - average)).average().orElse(0);
        var spread = Math.max(LEAST_SPREAD, Math.sqrt(variance) / 2);
        var model = new TraceMixture(sorted[3 * sorted.length / 4], spread, spread, 0.5);
        var before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ITERATIONS; i++) {
            monitor.check();
            var step = new Step();
            for (var value : values) {
                step.add(value, model);
            }
            if (step.likelihood / values.length - before < SETTLED) {
                break;
            }
            before = step.likelihood / values.length;
            model = step.model(values.length);
        }
        return model;
    }

    private double logWith(double value) {
        var distance = (value - mean) / spread;
        return -Math.log(spread) - distance * distance / 2;
    }

    private double logWithout(double value) {
        var distance = value / spreadWithout;
        return -Math.log(spreadWithout) - distance * distance / 2;
    }

    /**
     * Log-likelihood of no trace against the trace. Below 0 and above the mean the value counts as 0 and as the mean: the
     * tails of the wider distribution would turn the answer around.
     */
    double logRatio(double value) {
        var bounded = Math.max(0, Math.min(mean, value));
        return logWithout(bounded) - logWith(bounded);
    }

    /** Sums of one iteration. */
    private static final class Step {

        private double likelihood;
        private double with;
        private double sumWith;
        private double squareWith;
        private double without;
        private double squareWithout;

        void add(double value, TraceMixture model) {
            var a = Math.log(model.share) + model.logWith(value);
            var b = Math.log(1 - model.share) + model.logWithout(value);
            var ratio = Math.exp(-Math.abs(a - b));
            var weight = (a >= b ? 1 : ratio) / (1 + ratio);
            likelihood += Math.max(a, b) + Math.log1p(ratio);
            with += weight;
            sumWith += weight * value;
            squareWith += weight * value * value;
            without += 1 - weight;
            squareWithout += (1 - weight) * value * value;
        }

        TraceMixture model(int count) {
            var mean = sumWith / Math.max(LEAST_SHARE, with);
            var variance = squareWith / Math.max(LEAST_SHARE, with) - mean * mean;
            var varianceWithout = squareWithout / Math.max(LEAST_SHARE, without);
            return new TraceMixture(Math.max(0, mean), Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, variance))),
                    Math.max(LEAST_SPREAD, Math.sqrt(varianceWithout)),
                    Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, with / count)));
        }
    }
}
