package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;

/**
 * The oF1 of the challenge on figures of biomedical papers (Recod.ai and LUC, 2025): reported and true parts are
 * assigned to each other so that the sum of their pixel F1 is largest; the mean over the true parts is multiplied by
 * true / max(true, reported). Anything reported on an authentic picture scores 0, nothing scores 1.
 */
final class InstanceF1 {

    private InstanceF1() {}

    static double of(Parts truth, Parts reported) {
        if (truth.count() == 0 || reported.count() == 0) {
            return truth.count() == reported.count() ? 1 : 0;
        }
        var pairs = overlaps(truth, reported);
        var columns = new int[truth.count()][];
        var weights = new double[truth.count()][];
        int from = 0;
        for (int row = 0; row < columns.length; row++) {
            int to = from;
            while (to < pairs.length && pairs[to][0] >>> 32 == row) {
                to++;
            }
            columns[row] = new int[to - from];
            weights[row] = new double[to - from];
            for (int i = 0; i < to - from; i++) {
                int column = (int) pairs[from + i][0];
                columns[row][i] = column;
                weights[row][i] = 2.0 * pairs[from + i][1] / (truth.areas()[row] + (long) reported.areas()[column]);
            }
            from = to;
        }
        return Assignment.total(columns, weights, reported.count()) / Math.max(truth.count(), reported.count());
    }

    /** Each true and reported part that meet (as one key) with their common area, in the order of the keys. */
    private static long[][] overlaps(Parts truth, Parts reported) {
        var areas = new HashMap<Long, Long>();
        for (int i = 0; i < truth.labels().length;) {
            int a = truth.labels()[i];
            int b = reported.labels()[i];
            int start = i;
            while (i < truth.labels().length && truth.labels()[i] == a && reported.labels()[i] == b) {
                i++;
            }
            if (a > 0 && b > 0) {
                areas.merge((long) (a - 1) << 32 | b - 1, (long) i - start, Long::sum);
            }
        }
        var pairs = new long[areas.size()][];
        int count = 0;
        for (var area : areas.entrySet()) {
            pairs[count++] = new long[] {area.getKey(), area.getValue()};
        }
        Arrays.sort(pairs, (a, b) -> Long.compare(a[0], b[0]));
        return pairs;
    }
}
