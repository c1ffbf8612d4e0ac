package io.palimpsest.evaluate.metric;

/**
 * Pixels from the highest value to the lowest, equal values in the order of their index, each with a mark.
 *
 * <p>NaN stands below every number, with negative infinity. The work is linear: a radix sort of three passes.
 */
final class FallingOrder {

    private static final int[] SHIFTS = {0, 11, 22};
    private static final int DIGIT = 0x7ff;

    /** Rise as the values fall, without a sign; equal for equal values. */
    private final int[] keys;
    private final byte[] marks;

    private FallingOrder(int[] keys, byte[] marks) {
        this.keys = keys;
        this.marks = marks;
    }

    static FallingOrder of(float[] values, byte[] marks) {
        var keys = new int[values.length];
        var counts = new int[SHIFTS.length][DIGIT + 1];
        for (int i = 0; i < keys.length; i++) {
            var key = key(values[i]);
            keys[i] = key;
            counts[0][key & DIGIT]++;
            counts[1][key >>> 11 & DIGIT]++;
            counts[2][key >>> 22]++;
        }
        var from = new FallingOrder(keys, marks.clone());
        var to = new FallingOrder(new int[keys.length], new byte[keys.length]);
        for (int pass = 0; pass < SHIFTS.length; pass++) {
            if (counts[pass][keys[0] >>> SHIFTS[pass] & DIGIT] < keys.length) {
                scatter(from, to, starts(counts[pass]), SHIFTS[pass]);
                var swap = from;
                from = to;
                to = swap;
            }
        }
        return from;
    }

    private static int key(float value) {
        var bits = Float.floatToRawIntBits(Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value + 0f); // no -0
        return bits < 0 ? bits : bits ^ 0x7fffffff;
    }

    private static int[] starts(int[] counts) {
        int start = 0;
        for (int digit = 0; digit < counts.length; digit++) {
            int count = counts[digit];
            counts[digit] = start;
            start += count;
        }
        return counts;
    }

    private static void scatter(FallingOrder from, FallingOrder to, int[] starts, int shift) {
        for (int i = 0; i < from.keys.length; i++) {
            int key = from.keys[i];
            int at = starts[key >>> shift & DIGIT]++;
            to.keys[at] = key;
            to.marks[at] = from.marks[i];
        }
    }

    int size() {
        return keys.length;
    }

    int mark(int rank) {
        return marks[rank];
    }

    float value(int rank) {
        var key = keys[rank];
        return Float.intBitsToFloat(key < 0 ? key : key ^ 0x7fffffff);
    }

    /** True if the next pixel has another value, or none follows. */
    boolean ends(int rank) {
        return rank == keys.length - 1 || keys[rank] != keys[rank + 1];
    }

    /** Highest finite value, or 0 if there is none. */
    float high() {
        int rank = 0;
        while (rank < keys.length && Float.isInfinite(value(rank))) {
            rank++;
        }
        return rank == keys.length ? 0 : value(rank);
    }

    /** Lowest finite value, or 0 if there is none. */
    float low() {
        int rank = keys.length - 1;
        while (rank >= 0 && Float.isInfinite(value(rank))) {
            rank--;
        }
        return rank < 0 ? 0 : value(rank);
    }

    /** Area under the ROC curve of the values for bit 0 of the marks; ties count half; NaN if one class is empty. */
    double area() {
        double area = 0;
        long hits = 0;
        long alarms = 0;
        long tiedHits = 0;
        long tiedAlarms = 0;
        for (int rank = 0; rank < keys.length; rank++) {
            int hit = marks[rank] & 1;
            tiedHits += hit;
            tiedAlarms += 1 - hit;
            if (ends(rank)) {
                area += tiedAlarms * (hits + tiedHits / 2.0);
                hits += tiedHits;
                alarms += tiedAlarms;
                tiedHits = 0;
                tiedAlarms = 0;
            }
        }
        return area / ((double) hits * alarms);
    }

    /** The same where every pixel is a threshold of its own, so that ties count by the order of their index. */
    double areaByIndex() {
        long area = 0;
        long hits = 0;
        for (int rank = 0; rank < keys.length; rank++) {
            int hit = marks[rank] & 1;
            hits += hit;
            area += (1 - hit) * hits;
        }
        return area / ((double) hits * (keys.length - hits));
    }
}
