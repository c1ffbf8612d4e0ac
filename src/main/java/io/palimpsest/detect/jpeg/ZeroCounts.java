package io.palimpsest.detect.jpeg;

import java.util.Arrays;

/**
 * Numbers of vanishing cosine coefficients of the 8x8 blocks at all places of a tile.
 *
 * <p>A coefficient vanishes if its absolute value is below 0.5. The first one, the mean, does not count. Samples are
 * whole numbers, so that a coefficient can be 0.5 exactly; the limit is lowered by what rounding may add to such a one.
 */
final class ZeroCounts {

    private static final double ROUNDING = 1e-9;

    private static final double[] COSINES = new double[8];

    /** Limits of the coefficients without their factors; indices 0 and 4 share one factor, the others another. */
    private static final double[] LIMITS = {4 - ROUNDING, Math.sqrt(8) - ROUNDING, 2 - ROUNDING};

    static {
        for (int k = 0; k < 8; k++) {
            COSINES[k] = Math.cos(k * Math.PI / 16);
        }
    }

    private final int width;
    private final double[][][] lines;
    private final double[][] down = new double[8][];
    private final double[][] column = new double[8][];
    private final double[][] samples = new double[8][];

    /** Work space for tiles of up to this number of places in a row. */
    ZeroCounts(int width) {
        this.width = width;
        lines = new double[8][8][width];
        Arrays.setAll(down, i -> new double[width]);
        Arrays.fill(samples, new double[width + 7]);
    }

    /**
     * Counts.
     *
     * @param grey a picture row by row, unsigned
     * @param stride its width
     * @param left column of the first block's left edge
     * @param top row of the first block's upper edge
     * @param across number of places in a row
     * @param rows number of rows of places
     * @param counts receives them row by row, 0 to 63
     */
    void count(byte[] grey, int stride, int left, int top, int across, int rows, int[] counts) {
        if (across > width) {
            throw new IllegalArgumentException(across + " places do not fit in a row of " + width);
        }
        Arrays.fill(counts, 0, across * rows, 0);
        for (int y = 0; y < rows + 7; y++) {
            for (int x = 0; x < across + 7; x++) {
                samples[0][x] = grey[(top + y) * stride + left + x] & 0xff;
            }
            transform(samples, 1, lines[y % 8], across);
            if (y >= 7) {
                countLine(y - 7, across, counts);
            }
        }
    }

    private void countLine(int y, int across, int[] counts) {
        for (int u = 0; u < 8; u++) {
            for (int i = 0; i < 8; i++) {
                column[i] = lines[(y + i) % 8][u];
            }
            transform(column, 0, down, across);
            for (int v = u == 0 ? 1 : 0; v < 8; v++) {
                count(down[v], LIMITS[(u % 4 == 0 ? 0 : 1) + (v % 4 == 0 ? 0 : 1)], counts, y * across, across);
            }
        }
    }

    private static void count(double[] values, double limit, int[] counts, int at, int across) {
        for (int x = 0; x < across; x++) {
            counts[at + x] += Math.abs(values[x]) < limit ? 1 : 0;
        }
    }

    /** Cosine transforms without factors: of {@code in[i][x + i * step]}, i from 0 to 7, for each x. */
    private static void transform(double[][] in, int step, double[][] out, int count) {
        even(in, step, out, count);
        odd(in, step, out, count);
    }

    private static void even(double[][] in, int step, double[][] out, int count) {
        double[] a = in[0], b = in[1], c = in[2], d = in[3], e = in[4], f = in[5], g = in[6], h = in[7];
        double[] zero = out[0], two = out[2], four = out[4], six = out[6];
        double c2 = COSINES[2], c6 = COSINES[6];
        for (int x = 0; x < count; x++) {
            var outer = a[x] + h[x + 7 * step];
            var inner = d[x + 3 * step] + e[x + 4 * step];
            var second = b[x + step] + g[x + 6 * step];
            var third = c[x + 2 * step] + f[x + 5 * step];
            var outerSum = outer + inner;
            var innerSum = second + third;
            zero[x] = outerSum + innerSum;
            four[x] = outerSum - innerSum;
            two[x] = (outer - inner) * c2 + (second - third) * c6;
            six[x] = (outer - inner) * c6 - (second - third) * c2;
        }
    }

    private static void odd(double[][] in, int step, double[][] out, int count) {
        double[] a = in[0], b = in[1], c = in[2], d = in[3], e = in[4], f = in[5], g = in[6], h = in[7];
        double[] one = out[1], three = out[3], five = out[5], seven = out[7];
        double c1 = COSINES[1], c3 = COSINES[3], c5 = COSINES[5], c7 = COSINES[7];
        for (int x = 0; x < count; x++) {
            var p = a[x] - h[x + 7 * step];
            var q = b[x + step] - g[x + 6 * step];
            var r = c[x + 2 * step] - f[x + 5 * step];
            var s = d[x + 3 * step] - e[x + 4 * step];
            one[x] = p * c1 + q * c3 + (r * c5 + s * c7);
            three[x] = p * c3 - q * c7 - (r * c1 + s * c5);
            five[x] = p * c5 - q * c1 + (r * c7 + s * c3);
            seven[x] = p * c7 - q * c5 + (r * c3 - s * c1);
        }
    }
}
