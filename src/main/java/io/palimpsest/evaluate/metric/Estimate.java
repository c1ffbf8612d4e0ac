package io.palimpsest.evaluate.metric;

import java.util.Arrays;

/**
 * A value with its 95 % interval.
 *
 * @param value NaN if no picture has it
 * @param low lower end of the interval; NaN if there is none
 * @param high upper end of the interval; NaN if there is none
 * @param count pictures that it rests on
 */
public record Estimate(double value, double low, double high, long count) {

    private static final double TAIL = 0.025;

    /** Two-sided 95 % of the normal distribution. */
    private static final double DEVIATIONS = 1.959963984540054;

    /** The interval between the 2.5 and 97.5 % quantiles of the replicates, of those that are numbers. */
    static Estimate of(double value, double[] replicates, long count) {
        var sorted = Arrays.stream(replicates).filter(replicate -> !Double.isNaN(replicate)).sorted().toArray();
        return new Estimate(value, quantile(sorted, TAIL), quantile(sorted, 1 - TAIL), count);
    }

    /**
     * A rate with Wilson's interval: resampling would give a rate of 0 or 1 an interval without width, however few the
     * pictures.
     */
    static Estimate rate(long hits, long count) {
        double rate = (double) hits / count;
        double square = DEVIATIONS * DEVIATIONS;
        double middle = (rate + square / (2 * count)) / (1 + square / count);
        double half = DEVIATIONS / (1 + square / count)
                * Math.sqrt(rate * (1 - rate) / count + square / (4.0 * count * count));
        return new Estimate(rate, hits == 0 ? 0 : middle - half, hits == count ? 1 : middle + half, count);
    }

    private static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
