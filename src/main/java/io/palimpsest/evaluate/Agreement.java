package io.palimpsest.evaluate;

import java.util.Arrays;

import io.palimpsest.signal.Morphology;

/**
 * How well one map agrees with what is known to be altered.
 *
 * <p>The F1 scores follow the protocol of TruFor (F. Guillaro et al., CVPR 2023): altered are the pixels that stay after
 * an erosion of the mask by 15x15, untouched those outside its dilation by 11x11, and the band between does not count.
 * {@code best} and {@code fixed} are the better of the map and its inverse, as there; {@code reported} is not, since a
 * user sees one map only.
 *
 * @param best F1 at the threshold that suits this picture best, of the statistic
 * @param fixed F1 of the probability above 0.5
 * @param reported F1 of the mask of findings
 * @param auc area under the ROC curve of the statistic over all pixels, 0.5 = chance; ties count half
 */
public record Agreement(double best, double fixed, double reported, double auc) {

    private static final int ERODED = 7;
    private static final int DILATED = 5;

    /**
     * Compares. All arrays hold height x width values row by row.
     *
     * @param statistic high = altered; NaN counts as its lowest value
     * @param probability 0 to 1; NaN counts as 0
     * @param mask not 0 where something was reported
     * @param altered true = altered
     * @param width in pixels
     * @return the scores; F1 scores are NaN where erosion or dilation leave nothing, the area where a class is empty
     */
    public static Agreement of(float[] statistic, float[] probability, byte[] mask, boolean[] altered, int width) {
        var height = altered.length / width;
        var inside = Morphology.square(ERODED).erode(altered, width, height);
        var near = Morphology.square(DILATED).dilate(altered, width, height);
        var counted = new byte[altered.length];
        int positives = 0;
        int negatives = 0;
        for (int i = 0; i < counted.length; i++) {
            counted[i] = (byte) (inside[i] ? 1 : near[i] ? -1 : 0);
            positives += counted[i] == 1 ? 1 : 0;
            negatives += counted[i] == 0 ? 1 : 0;
        }
        var usable = positives > 0 && negatives > 0;
        var fixed = new long[2];
        var reported = new long[2];
        for (int i = 0; usable && i < counted.length; i++) {
            if (counted[i] >= 0) {
                fixed[counted[i]] += probability[i] > 0.5f ? 1 : 0;
                reported[counted[i]] += mask[i] != 0 ? 1 : 0;
            }
        }
        return new Agreement(
                usable ? best(sorted(statistic, counted), positives, negatives) : Double.NaN,
                usable
                        ? Math.max(f1(fixed[1], fixed[0], positives),
                                f1(positives - fixed[1], negatives - fixed[0], positives))
                        : Double.NaN,
                usable ? f1(reported[1], reported[0], positives) : Double.NaN,
                auc(statistic, altered));
    }

    /** Largest F1 over all thresholds from above and from below, equal values on the same side. */
    private static double best(long[] falling, long positives, long negatives) {
        double best = 0;
        long hits = 0;
        long alarms = 0;
        for (int i = 0; i < falling.length; i++) {
            hits += falling[i] & 1;
            alarms += 1 - (falling[i] & 1);
            if (i == falling.length - 1 || falling[i] >> 1 != falling[i + 1] >> 1) {
                best = Math.max(best, Math.max(f1(hits, alarms, positives),
                        f1(positives - hits, negatives - alarms, positives)));
            }
        }
        return best;
    }

    private static double f1(long hits, long alarms, long positives) {
        return 2.0 * hits / Math.max(1, positives + hits + alarms);
    }

    private static double auc(float[] statistic, boolean[] altered) {
        var classes = new byte[altered.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) (altered[i] ? 1 : 0);
        }
        var falling = sorted(statistic, classes);
        double area = 0;
        long hits = 0;
        long alarms = 0;
        for (int from = 0; from < falling.length;) {
            int to = from;
            long tied = 0;
            while (to < falling.length && falling[to] >> 1 == falling[from] >> 1) {
                tied += falling[to++] & 1;
            }
            area += (to - from - tied) * (hits + tied / 2.0);
            hits += tied;
            alarms += to - from - tied;
            from = to;
        }
        return area / ((double) hits * alarms);
    }

    /** The counted pixels from the highest value to the lowest: a key that is equal for equal values, and the class. */
    private static long[] sorted(float[] values, byte[] classes) {
        var keys = new long[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (classes[i] >= 0) {
                var value = Float.isNaN(values[i]) ? Float.NEGATIVE_INFINITY : values[i] + 0f; // no negative zero
                var bits = Float.floatToIntBits(value);
                var rising = (bits < 0 ? ~bits : bits ^ 0x80000000) & 0xffffffffL;
                keys[count++] = 0xffffffffL - rising << 1 | classes[i];
            }
        }
        Arrays.sort(keys, 0, count);
        return Arrays.copyOf(keys, count);
    }
}
