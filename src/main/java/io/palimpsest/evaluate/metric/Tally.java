package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Counts over a set with their Poisson bootstrap, kept while pictures stream by: in each of 200 replicates a picture
 * counts as often as a Poisson number of mean 1 says.
 *
 * <p>Bins that no pixel ever falls into take no memory, the others 1.6 kB each. Counts are whole numbers, so that sums
 * do not depend on the order.
 */
final class Tally {

    private static final int REPLICATES = 200;

    private final ToDoubleFunction<long[]> measure;
    private final long[] total;
    private final long[][] replicates;

    Tally(int bins, ToDoubleFunction<long[]> measure) {
        this.measure = measure;
        total = new long[bins];
        replicates = new long[bins][];
    }

    /** How often a picture counts in each replicate; the same for the same seed and number. */
    static byte[] weights(long seed, long number) {
        var random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
        var weights = new byte[REPLICATES];
        for (int i = 0; i < weights.length; i++) {
            double share = Math.exp(-1);
            for (double left = random.nextDouble() - share; left >= 0; left -= share) {
                share /= ++weights[i];
            }
        }
        return weights;
    }

    void add(long[] counts, byte[] weights) {
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] != 0) {
                total[bin] += counts[bin];
                var row = row(bin);
                for (int i = 0; i < row.length; i++) {
                    row[i] += weights[i] * counts[bin];
                }
            }
        }
    }

    void merge(Tally other) {
        for (int bin = 0; bin < total.length; bin++) {
            if (other.replicates[bin] != null) {
                total[bin] += other.total[bin];
                var row = row(bin);
                for (int i = 0; i < row.length; i++) {
                    row[i] += other.replicates[bin][i];
                }
            }
        }
    }

    private long[] row(int bin) {
        if (replicates[bin] == null) {
            replicates[bin] = new long[REPLICATES];
        }
        return replicates[bin];
    }

    Estimate estimate(long count) {
        var values = new double[REPLICATES];
        var counts = new long[total.length];
        for (int i = 0; i < REPLICATES; i++) {
            for (int bin = 0; bin < counts.length; bin++) {
                counts[bin] = replicates[bin] == null ? 0 : replicates[bin][i];
            }
            values[i] = measure.applyAsDouble(counts);
        }
        return Estimate.of(measure.applyAsDouble(Arrays.copyOf(total, total.length)), values, count);
    }
}
