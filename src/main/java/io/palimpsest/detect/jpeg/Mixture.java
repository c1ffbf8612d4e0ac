package io.palimpsest.detect.jpeg;

/**
 * The most likely mixture of two distributions of counted values.
 *
 * @param share of the second distribution, 0 to 1
 * @param gain log likelihood of the mixture less that of the first distribution alone
 */
record Mixture(double share, double gain) {

    private static final Mixture NONE = new Mixture(0, 0);

    private static final int STEPS = 20;
    private static final double EXACT = 1e-4;

    /**
     * Fits the share. The likelihood's slope falls with it, so Newton's method is kept between shares where the slope is
     * positive and negative.
     *
     * @param counts how often each value occurs
     * @param ratio density of each value in the second distribution divided by that in the first, more than 0
     * @param from first value that counts
     * @param to end of the values that count
     * @param least gain that is of interest
     * @return the mixture, or one without a gain if it gains less
     */
    static Mixture of(int[] counts, double[] ratio, int from, int to, double least) {
        double steepest = 0;
        for (int x = from; x < to; x++) {
            steepest += counts[x] * (ratio[x] - 1);
        }
        if (steepest <= least) {
            return NONE;
        }
        double low = 0;
        double high = 1;
        double share = 0.5;
        for (int i = 0; i < STEPS && high - low > EXACT; i++) {
            double slope = 0;
            double bend = 0;
            for (int x = from; x < to; x++) {
                if (counts[x] > 0) {
                    var term = (ratio[x] - 1) / (1 + share * (ratio[x] - 1));
                    slope += counts[x] * term;
                    bend += counts[x] * term * term;
                }
            }
            if (slope > 0) {
                low = share;
            } else {
                high = share;
            }
            var next = share + slope / bend;
            if (Math.abs(next - share) < EXACT && next >= 0 && next <= 1) {
                share = next;
                break;
            }
            share = next > low && next < high ? next : (low + high) / 2;
        }
        if (steepest * share <= least) {
            return NONE;
        }
        double gain = 0;
        for (int x = from; x < to; x++) {
            if (counts[x] > 0) {
                gain += counts[x] * Math.log(1 + share * (ratio[x] - 1));
            }
        }
        return new Mixture(share, gain);
    }
}
