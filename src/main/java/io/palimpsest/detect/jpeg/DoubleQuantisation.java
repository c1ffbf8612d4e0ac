package io.palimpsest.detect.jpeg;

/**
 * The quantised values of one DCT position as a mixture of blocks that were quantised once, with the file's step, and of
 * blocks that were quantised with another step before.
 *
 * @param first the other step
 * @param share of blocks that were quantised twice, 0 to 1
 * @param gain log likelihood of the mixture less that of the best one with a first step of 1, for one block
 * @param lowest value that {@code ratios} begins with
 * @param ratios log likelihood ratio of one and of two quantisations for each value
 */
record DoubleQuantisation(int first, double share, double gain, int lowest, float[] ratios) {

    /** Share of twice quantised values that the model does not explain; they look as if quantised once. */
    private static final double OUTLIERS = 0.01;

    /**
     * Fits first step and share by maximum likelihood.
     *
     * @param values quantised, at least one
     * @param unquantised what they were before
     * @param step of the file
     * @param largest first step that is tried
     * @param error what happens to a coefficient between the quantisations
     */
    static DoubleQuantisation fit(short[] values, Unquantised unquantised, int step, int largest, HalfNormal error) {
        int lowest = values[0];
        int highest = values[0];
        for (var value : values) {
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        var counts = new int[highest - lowest + 1];
        for (var value : values) {
            counts[value - lowest]++;
        }
        var once = unquantised.once(step, lowest, counts.length);
        var none = Mixture.of(counts, ratio(once, unquantised.twice(1, step, lowest, counts.length, error)), 0,
                counts.length, 0);
        var best = new DoubleQuantisation(1, 0, 0, lowest, new float[counts.length]);
        for (int first = 2; first <= largest; first++) {
            var ratio = ratio(once, unquantised.twice(first, step, lowest, counts.length, error));
            var mixture = Mixture.of(counts, ratio, 0, counts.length,
                    none.gain() + best.gain * values.length);
            var gain = (mixture.gain() - none.gain()) / values.length;
            if (gain > best.gain) {
                var ratios = new float[ratio.length];
                for (int i = 0; i < ratio.length; i++) {
                    ratios[i] = (float) -Math.log(ratio[i]);
                }
                best = new DoubleQuantisation(first, mixture.share(), gain, lowest, ratios);
            }
        }
        return best;
    }

    private static double[] ratio(double[] once, double[] twice) {
        var ratio = new double[once.length];
        for (int i = 0; i < ratio.length; i++) {
            ratio[i] = OUTLIERS + (1 - OUTLIERS) * twice[i] / once[i];
        }
        return ratio;
    }

    /** Log likelihood ratio of one and of two quantisations of a value that was fitted to, positive = once. */
    float ratio(short value) {
        return ratios[value - lowest];
    }
}
