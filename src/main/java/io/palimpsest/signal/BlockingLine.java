package io.palimpsest.signal;

import java.util.Arrays;

/** One line of summed edges, across the artefacts: what exceeds the median and comes again every 8 pixels. */
final class BlockingLine {

    /** Values that are needed before and after the line. */
    static final int REACH = 32;

    private static final int WINDOW = 33;
    private static final int PERIOD = 8;

    /** Sums of edges, with {@link #REACH} more at either end. */
    final double[] sums;

    /** Receives the strength of the artefacts. */
    final double[] result;

    private final double[] excess;
    private final double[] window = new double[WINDOW];

    BlockingLine(int length) {
        sums = new double[length + 2 * REACH];
        excess = new double[length + 4 * PERIOD];
        result = new double[length];
    }

    void run() {
        System.arraycopy(sums, 0, window, 0, WINDOW);
        Arrays.sort(window);
        for (int i = 0; i < excess.length; i++) {
            excess[i] = sums[i + WINDOW / 2] - window[WINDOW / 2];
            if (i + 1 < excess.length) {
                replace(sums[i], sums[i + WINDOW]);
            }
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = median(excess[i], excess[i + PERIOD], excess[i + 2 * PERIOD], excess[i + 3 * PERIOD],
                    excess[i + 4 * PERIOD]);
        }
    }

    /** Exchanges one value of the sorted window. */
    private void replace(double old, double value) {
        if (old == value) {
            return;
        }
        int at = position(old);
        if (value > old) {
            while (at < WINDOW - 1 && window[at + 1] < value) {
                window[at] = window[at + 1];
                at++;
            }
        } else {
            while (at > 0 && window[at - 1] > value) {
                window[at] = window[at - 1];
                at--;
            }
        }
        window[at] = value;
    }

    private int position(double value) {
        int low = 0;
        int high = WINDOW - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (window[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double median(double a, double b, double c, double d, double e) {
        var low = Math.max(Math.min(a, b), Math.min(c, d));
        var high = Math.min(Math.max(a, b), Math.max(c, d));
        return Math.max(Math.min(low, high), Math.min(Math.max(low, high), e));
    }
}
