package io.palimpsest.detect.fusion;

import java.util.Arrays;

/**
 * How the values of one detector's map are brought to 0 to 1.
 *
 * @param map name of the detector
 * @param kind what is done before the range from {@code low} to {@code high} becomes 0 to 1 and what lies beyond is cut
 * @param low value that becomes 0
 * @param high value that becomes 1
 * @param floor smallest spread that a picture's values are taken to have; only for {@link Kind#ROBUST}
 */
record MapScaling(String map, Kind kind, double low, double high, double floor) {

    /** For a normal distribution the median distance from the median times this is the standard deviation. */
    private static final double MAD = 1.4826;

    enum Kind {
        /** The value itself. */
        FIXED,
        /** Its logarithm, as those of {@code low} and {@code high}. */
        LOG,
        /** Its distance from the picture's median in units of the median distance from it times 1.4826. */
        ROBUST
    }

    static MapScaling fixed(String map, double low, double high) {
        return new MapScaling(map, Kind.FIXED, low, high, 0);
    }

    static MapScaling log(String map, double low, double high) {
        return new MapScaling(map, Kind.LOG, low, high, 0);
    }

    static MapScaling robust(String map, double low, double high, double floor) {
        return new MapScaling(map, Kind.ROBUST, low, high, floor);
    }

    /**
     * Scales a picture's values.
     *
     * @param values high = altered; NaN = not assessed
     * @return values from 0 to 1; NaN stays
     */
    float[] apply(float[] values) {
        var scaled = new float[values.length];
        var middle = kind == Kind.ROBUST ? median(values) : 0;
        var spread = kind == Kind.ROBUST ? Math.max(floor, MAD * median(distances(values, middle))) : 1;
        var from = kind == Kind.LOG ? Math.log(low) : low;
        var to = kind == Kind.LOG ? Math.log(high) : high;
        for (int i = 0; i < values.length; i++) {
            var value = kind == Kind.LOG ? Math.log(Math.max(low, values[i])) : (values[i] - middle) / spread;
            scaled[i] = Float.isNaN(values[i]) ? Float.NaN : (float) Math.min(1, Math.max(0, (value - from) / (to - from)));
        }
        return scaled;
    }

    private static float[] distances(float[] values, double middle) {
        var distances = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            distances[i] = (float) Math.abs(values[i] - middle);
        }
        return distances;
    }

    /** The upper median of what is no NaN; 0 if nothing is. */
    private static double median(float[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted); // NaN comes last
        int count = sorted.length;
        while (count > 0 && Float.isNaN(sorted[count - 1])) {
            count--;
        }
        return count == 0 ? 0 : sorted[count / 2];
    }
}
