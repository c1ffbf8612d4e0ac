package io.palimpsest.signal;

import java.util.Arrays;

/** How far values depart from most of them; NaN = not known, in and out. */
public final class RobustDeviation {

    /** From the median of absolute deviations to the standard deviation of a normal variable. */
    private static final double NORMAL = 1.4826;

    private RobustDeviation() {}

    /**
     * Deviations from the median in units of the spread, which is 1.4826 times the median of the absolute deviations.
     *
     * @param values any values
     * @param leastSpread what the spread counts as if it is smaller, above 0
     * @return for each value its signed deviation
     */
    public static float[] of(float[] values, double leastSpread) {
        var middle = median(values);
        var deviations = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            deviations[i] = (float) Math.abs(values[i] - middle);
        }
        var spread = Math.max(leastSpread, NORMAL * median(deviations));
        for (int i = 0; i < values.length; i++) {
            deviations[i] = (float) ((values[i] - middle) / spread);
        }
        return deviations;
    }

    /** Median of the values that are known, the mean of the middle two if their number is even; NaN if there is none. */
    static double median(float[] values) {
        var known = new float[values.length];
        int count = 0;
        for (var value : values) {
            if (!Float.isNaN(value)) {
                known[count++] = value;
            }
        }
        Arrays.sort(known, 0, count);
        return count == 0 ? Double.NaN : (known[(count - 1) / 2] + (double) known[count / 2]) / 2;
    }

    /**
     * Means of the known values of 3x3 cells.
     *
     * @param values width x height values, row by row
     * @param width number of cells in a row
     * @return for each known cell the mean around it, NaN for the others
     */
    public static float[] means(float[] values, int width) {
        var means = new float[values.length];
        var height = width == 0 ? 0 : values.length / width;
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            int count = 0;
            for (int y = Math.max(0, i / width - 1); y <= Math.min(height - 1, i / width + 1); y++) {
                for (int x = Math.max(0, i % width - 1); x <= Math.min(width - 1, i % width + 1); x++) {
                    var value = values[y * width + x];
                    sum += Float.isNaN(value) ? 0 : value;
                    count += Float.isNaN(value) ? 0 : 1;
                }
            }
            means[i] = Float.isNaN(values[i]) ? Float.NaN : (float) (sum / count);
        }
        return means;
    }

    /**
     * The absolute deviation that all cells of some square of 3x3 cells around a cell reach, on the same side: single
     * cells are flattened, regions that hold such a square keep their outline. Unknown cells count as 0, those beyond
     * the border hold nothing back.
     *
     * @param deviations width x height signed values, row by row
     * @param width number of cells in a row
     * @return for each known cell at least 0
     */
    public static float[] opened(float[] deviations, int width) {
        var known = deviations.clone();
        for (int i = 0; i < known.length; i++) {
            known[i] = Float.isNaN(known[i]) ? 0 : known[i];
        }
        var high = extremes(extremes(known, width, 1, false), width, 1, true);
        var low = extremes(extremes(known, width, -1, false), width, 1, true);
        for (int i = 0; i < high.length; i++) {
            high[i] = Float.isNaN(deviations[i]) ? Float.NaN : Math.max(0, Math.max(high[i], low[i]));
        }
        return high;
    }

    private static float[] extremes(float[] values, int width, int sign, boolean largest) {
        var result = new float[values.length];
        var height = width == 0 ? 0 : values.length / width;
        for (int i = 0; i < values.length; i++) {
            result[i] = largest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
            for (int y = Math.max(0, i / width - 1); y <= Math.min(height - 1, i / width + 1); y++) {
                for (int x = Math.max(0, i % width - 1); x <= Math.min(width - 1, i % width + 1); x++) {
                    var value = sign * values[y * width + x];
                    result[i] = largest ? Math.max(result[i], value) : Math.min(result[i], value);
                }
            }
        }
        return result;
    }
}
