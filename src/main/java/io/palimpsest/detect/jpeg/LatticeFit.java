package io.palimpsest.detect.jpeg;

/**
 * How the coefficients of one DCT position on one grid lie about the multiples of a quantisation step, as a mixture of
 * blocks that were quantised by it on this grid before and of blocks that were not.
 *
 * <p>All values are magnitudes in steps of 0.5. Values that the step rounds to 0 say more about texture than about
 * history and do not count, except for the DC.
 *
 * @param step of the earlier quantisation
 * @param share of blocks that it was applied to, 0 to 1
 * @param gain log likelihood of the mixture less that of no earlier quantisation
 * @param ratios log likelihood ratio of an earlier quantisation and of none for each magnitude
 */
record LatticeFit(int step, double share, double gain, float[] ratios) {

    /** Share of quantised values that the model does not explain. */
    private static final double OUTLIERS = 0.02;

    /** Larger magnitudes are left out, except for the DC; few coefficients reach them. */
    private static final int LARGEST_MAGNITUDE = 256;

    static final LatticeFit NONE = new LatticeFit(1, 0, 0, new float[1]);

    /**
     * What is fitted to.
     *
     * @param counts of magnitudes
     * @param plain counts of magnitudes without an earlier quantisation
     * @param zeros whether values that a step rounds to 0 count
     * @param error what a later compression did to the coefficients
     */
    record Samples(int[] counts, double[] plain, boolean zeros, HalfNormal error) {

        private int top() {
            var top = zeros ? counts.length : Math.min(LARGEST_MAGNITUDE, counts.length);
            while (top > 0 && counts[top - 1] == 0) {
                top--;
            }
            return top;
        }
    }

    /**
     * Fits step and share by maximum likelihood.
     *
     * @param smallest step that is tried
     * @param largest step that is tried
     */
    static LatticeFit of(Samples samples, int smallest, int largest) {
        var top = samples.top();
        var best = NONE;
        for (int step = smallest; step <= largest && (samples.zeros || step < top); step++) {
            best = best.orBetter(samples, step, samples.zeros ? 0 : step, top);
        }
        return best;
    }

    /**
     * The fit, or that of a smaller step which explains the same values better. A multiple of the true step leaves out
     * more small values, and so gains where these come from other blocks.
     *
     * @param smallest step that is tried
     */
    LatticeFit orFiner(Samples samples, int smallest) {
        var best = this;
        for (int step = smallest; !samples.zeros && 3 * step <= 2 * this.step; step++) {
            best = best.orBetter(samples, step, this.step, samples.top());
        }
        return best == this ? this : best.from(samples).orFiner(samples, smallest);
    }

    private LatticeFit orBetter(Samples samples, int step, int from, int top) {
        var ratio = ratio(samples, from, top, step);
        var mixture = Mixture.of(samples.counts, ratio, from, top, gain);
        return mixture.gain() > gain ? new LatticeFit(step, mixture.share(), mixture.gain(), logs(ratio, from)) : this;
    }

    /** The same step for all values that it does not round to 0. */
    private LatticeFit from(Samples samples) {
        var ratio = ratio(samples, step, samples.top(), step);
        return new LatticeFit(step, share, gain, logs(ratio, step));
    }

    private static float[] logs(double[] ratio, int from) {
        var logs = new float[ratio.length];
        for (int i = from; i < logs.length; i++) {
            logs[i] = (float) Math.log(ratio[i]);
        }
        return logs;
    }

    /** Log likelihood ratio of an earlier quantisation and of none; 0 where a coefficient does not count. */
    float ratio(float coefficient) {
        var magnitude = magnitude(coefficient);
        return magnitude < ratios.length ? ratios[magnitude] : 0;
    }

    /** The magnitude of a coefficient in steps of 0.5. */
    static int magnitude(float coefficient) {
        return (int) (2 * Math.abs(coefficient));
    }

    /** Densities with the quantisation, divided by those without it, each from {@code from} on. */
    private static double[] ratio(Samples samples, int from, int top, int step) {
        var plain = samples.plain;
        var reach = samples.error.reach();
        var quantised = new double[top];
        for (int centre = 0; centre - step < top; centre += 2 * step) {
            double mass = 0;
            for (int i = Math.max(0, centre - step); i < Math.min(plain.length, centre + step); i++) {
                mass += plain[i];
            }
            mass *= centre == 0 ? 2 : 1; // of magnitudes only one side is counted
            for (int i = Math.max(from, centre - reach); i < Math.min(top, centre + reach); i++) {
                quantised[i] += mass * samples.error.between(i - centre, i + 1 - centre);
            }
        }
        double all = 0;
        double kept = 0;
        for (int i = from; i < top; i++) {
            all += plain[i];
            kept += quantised[i];
        }
        var ratio = new double[top];
        for (int i = from; i < top; i++) {
            var expected = plain[i] == 0 || kept == 0 ? 0 : quantised[i] / kept * all / plain[i];
            ratio[i] = OUTLIERS + (1 - OUTLIERS) * expected;
        }
        return ratio;
    }
}
