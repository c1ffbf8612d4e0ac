package io.palimpsest.evaluate.metric;

/**
 * How far a map differs inside and outside of a mask, after the MKLab toolbox (M. Zampoglou et al., Multimedia Tools and
 * Applications 2017).
 *
 * <p>The Kolmogorov-Smirnov distance is that of two histograms with 21 edges from the lowest to the highest value, the
 * last bin holding the highest value alone. Infinite values count as the largest or smallest finite one; NaN as the
 * smallest finite one (the toolbox writes 0, which in a map of arbitrary range may mean anything).
 *
 * @param distance 0 to 1; 0 for a constant map
 * @param mean mean inside minus mean outside
 * @param median median inside minus median outside
 */
record Separation(double distance, double mean, double median) {

    private static final int STEPS = 20;

    /** NaN throughout if nothing lies inside or nothing outside. */
    static Separation of(FallingOrder order, long inside) {
        long outside = order.size() - inside;
        if (inside == 0 || outside == 0) {
            return new Separation(Double.NaN, Double.NaN, Double.NaN);
        }
        double low = order.low();
        double high = order.high();
        var counts = new long[2][STEPS + 1];
        var seen = new long[2];
        var sums = new double[2];
        var medians = new double[2];
        long[] totals = {outside, inside};
        for (int rank = 0; rank < order.size(); rank++) {
            int side = order.mark(rank) >> 3 & 1;
            double value = Math.min(high, Math.max(low, order.value(rank)));
            counts[side][high > low ? (int) ((value - low) * STEPS / (high - low)) : 0]++;
            sums[side] += value;
            if (seen[side] == (totals[side] - 1) / 2) {
                medians[side] += value / 2;
            }
            if (seen[side]++ == totals[side] / 2) {
                medians[side] += value / 2;
            }
        }
        return new Separation(distance(counts, totals), sums[1] / inside - sums[0] / outside, medians[1] - medians[0]);
    }

    private static double distance(long[][] counts, long[] totals) {
        double distance = 0;
        long outside = 0;
        long inside = 0;
        for (int bin = 0; bin <= STEPS; bin++) {
            outside += counts[0][bin];
            inside += counts[1][bin];
            distance = Math.max(distance, Math.abs((double) inside / totals[1] - (double) outside / totals[0]));
        }
        return distance;
    }
}
