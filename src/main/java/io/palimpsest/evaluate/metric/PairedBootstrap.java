package io.palimpsest.evaluate.metric;

import java.util.SplittableRandom;

/**
 * Whether one series of scores is higher than another on the same pictures.
 *
 * <p>Pictures are drawn with replacement 10,000 times. The p value is twice the smaller share of resamples (one added to
 * both sides, so that it is never 0) whose mean difference is at most, or at least, 0.
 *
 * @param difference mean of first minus second; NaN without pairs
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 * @param p two-sided, against "no difference"; NaN without pairs
 * @param pairs pictures on which both scores exist
 */
public record PairedBootstrap(double difference, double low, double high, double p, long pairs) {

    private static final int RESAMPLES = 10_000;

    /**
     * Compares.
     *
     * @param first scores of one detector by picture, NaN = none
     * @param second scores of the other on the same pictures
     * @param seed of the resampling
     * @return the difference; pictures where either is NaN are left out
     * @throws IllegalArgumentException if the lengths differ
     */
    public static PairedBootstrap of(double[] first, double[] second, long seed) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " scores against " + second.length
                    + "; give both for the same pictures in the same order");
        }
        var differences = new double[first.length];
        int pairs = 0;
        for (int i = 0; i < first.length; i++) {
            var difference = first[i] - second[i];
            differences[pairs] = difference;
            pairs += Double.isNaN(difference) ? 0 : 1;
        }
        if (pairs == 0) {
            return new PairedBootstrap(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double sum = 0;
        for (int i = 0; i < pairs; i++) {
            sum += differences[i];
        }
        var random = new SplittableRandom(seed);
        var means = new double[RESAMPLES];
        int atMost = 1;
        int atLeast = 1;
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double drawn = 0;
            for (int i = 0; i < pairs; i++) {
                drawn += differences[random.nextInt(pairs)];
            }
            means[resample] = drawn / pairs;
            atMost += drawn <= 0 ? 1 : 0;
            atLeast += drawn >= 0 ? 1 : 0;
        }
        var interval = Estimate.of(sum / pairs, means, pairs);
        return new PairedBootstrap(interval.value(), interval.low(), interval.high(),
                Math.min(1, 2.0 * Math.min(atMost, atLeast) / (RESAMPLES + 1)), pairs);
    }
}
