package io.palimpsest.detect.jpeg;

/**
 * How the coefficients of one DCT position are distributed before any quantisation, and what one or two quantisations
 * make of that. Values count in steps of 0.5, so that the bounds of all integer steps are met exactly.
 */
final class Unquantised {

    /** Half steps on either side of 0; no coefficient of 8-bit pixels is larger than 1024. */
    private static final int RANGE = 4096;

    private final double[] below = new double[2 * RANGE + 1];
    private final double samples;

    /**
     * A distribution.
     *
     * @param values samples
     * @param even whether both signs are known to be alike
     */
    Unquantised(float[] values, boolean even) {
        samples = values.length;
        var share = 0.5 / Math.max(1, samples);
        for (var value : values) {
            count(value, share);
            count(even ? -value : value, share);
        }
        for (int i = 1; i < below.length; i++) {
            below[i] += below[i - 1];
        }
    }

    private void count(double value, double share) {
        below[Math.min(2 * RANGE, Math.max(1, (int) Math.floor(2 * value) + RANGE + 1))] += share;
    }

    /** Share of the values between two bounds in half steps. */
    private double between(int low, int high) {
        return below[Math.min(2 * RANGE, Math.max(0, high + RANGE))]
                - below[Math.min(2 * RANGE, Math.max(0, low + RANGE))];
    }

    /**
     * Shares of the values after one quantisation.
     *
     * @param lowest value that is asked for
     * @param count of values from there on
     */
    double[] once(int step, int lowest, int count) {
        var shares = new double[count];
        for (int i = 0; i < count; i++) {
            shares[i] = between(step * (2 * (lowest + i) - 1), step * (2 * (lowest + i) + 1));
        }
        return floored(shares);
    }

    /**
     * Shares of the values after two quantisations.
     *
     * @param first step of the first
     * @param step of the second
     * @param error what happens to a coefficient in between
     */
    double[] twice(int first, int step, int lowest, int count, HalfNormal error) {
        var shares = new double[count];
        var from = (int) Math.floor((lowest - 0.5) * step / first) - 1;
        var to = (int) Math.ceil((lowest + count - 0.5) * step / first) + 1;
        for (int k = from; k <= to; k++) {
            var mass = between(first * (2 * k - 1), first * (2 * k + 1));
            if (mass <= 0) {
                continue;
            }
            var centre = 2 * first * k;
            var low = Math.max(lowest, Math.floorDiv(centre - error.reach(), 2 * step));
            var high = Math.min(lowest + count - 1, Math.floorDiv(centre + error.reach(), 2 * step) + 1);
            for (int x = low; x <= high; x++) {
                shares[x - lowest] += mass * error.between(step * (2 * x - 1) - centre, step * (2 * x + 1) - centre);
            }
        }
        return floored(shares);
    }

    /** Half a sample more in all, so that nothing is impossible; the sum is 1. */
    private double[] floored(double[] shares) {
        var least = 0.5 / (samples + shares.length);
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] += least;
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
