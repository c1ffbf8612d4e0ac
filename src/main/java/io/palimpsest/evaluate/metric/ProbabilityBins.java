package io.palimpsest.evaluate.metric;

/**
 * How often pixels of each probability are altered.
 *
 * @param classes pixels by probability: of bin b, untouched ones at 2 b and altered ones at 2 b + 1
 * @param calibration of coarse bin b at 3 b: the pixels, the altered ones, and the sum of their probabilities in units of
 *            2^-24 (whole numbers, so that no order of summing changes the result)
 */
record ProbabilityBins(int[] classes, long[] calibration) {

    /** Bins of equal width, from which the ROC curve of a set is made. */
    static final int FINE = 4096;

    /** Bins of equal width of the expected calibration error. */
    static final int COARSE = 15;

    private static final float UNIT = 1 << 24;

    static ProbabilityBins of(float[] probability, byte[] marks) {
        var classes = new int[2 * FINE];
        var calibration = new long[3 * COARSE];
        for (int i = 0; i < probability.length; i++) {
            float value = Math.max(0, Math.min(1, probability[i] != probability[i] ? 0 : probability[i]));
            int altered = marks[i] & Marks.ALTERED;
            classes[2 * Math.min(FINE - 1, (int) (value * FINE)) + altered]++;
            int bin = 3 * Math.min(COARSE - 1, (int) (value * COARSE));
            calibration[bin]++;
            calibration[bin + 1] += altered;
            calibration[bin + 2] += (long) (value * UNIT);
        }
        return new ProbabilityBins(classes, calibration);
    }

    /** Expected calibration error: mean over pixels of |mean probability - share altered| of their coarse bin. */
    static double calibrationError(long[] calibration) {
        double error = 0;
        double pixels = 0;
        for (int bin = 0; bin < calibration.length; bin += 3) {
            error += Math.abs(calibration[bin + 2] / (double) UNIT - calibration[bin + 1]);
            pixels += calibration[bin];
        }
        return error / pixels;
    }

    /** Area under the ROC curve; what shares a bin counts half. */
    static double area(long[] classes) {
        double area = 0;
        double hits = 0;
        double alarms = 0;
        for (int bin = classes.length - 2; bin >= 0; bin -= 2) {
            area += classes[bin] * (hits + classes[bin + 1] / 2.0);
            hits += classes[bin + 1];
            alarms += classes[bin];
        }
        return area / (hits * alarms);
    }
}
