package io.palimpsest.match;

import java.util.Arrays;

/**
 * Zero-mean normalised cross-correlation of two pictures of one size in the window around each pixel, by running sums.
 *
 * <p>It tells where the luminance agrees, at every pixel of a box at once; {@link DetailCorrelation} looks at the detail
 * of single windows.
 */
final class CorrelationMap {

    /** Windows reach so far to either side of their middle. */
    static final int RADIUS = 4;

    private static final int EDGE = 2 * RADIUS + 1;
    private static final double AREA = EDGE * EDGE;

    /** Windows with a smaller standard deviation are flat: what is alike there says nothing. */
    private static final double FLAT = 0.7;

    /** Where one picture has less than this share of the other one's contrast, they are not alike. */
    private static final double LEAST_GAIN = 0.5;

    private static final int SUMS = 6;

    private final float[] one;
    private final float[] other;
    private final int width;

    /** For each column the sums over the rows of the window: values, squares, products, unknown pixels. */
    private final double[][] columns;

    private CorrelationMap(float[] one, float[] other, int width) {
        this.one = one;
        this.other = other;
        this.width = width;
        columns = new double[SUMS][width];
    }

    /**
     * Compares two pictures.
     *
     * @param one values row by row; NaN = unknown
     * @param other as many values
     * @param width length of a row
     * @return -1 to 1 for each pixel; 0 where contrasts differ too much; NaN where a window is flat, reaches outside or
     *     holds unknown pixels
     */
    static float[] of(float[] one, float[] other, int width) {
        var result = new float[one.length];
        Arrays.fill(result, Float.NaN);
        var work = new CorrelationMap(one, other, width);
        for (int y = 0; y < one.length / width; y++) {
            work.add(y, 1);
            if (y >= EDGE - 1) {
                work.row((y - RADIUS) * width, result);
                work.add(y - EDGE + 1, -1);
            }
        }
        return result;
    }

    private void add(int y, int sign) {
        for (int x = 0; x < width; x++) {
            double a = one[y * width + x];
            double b = other[y * width + x];
            if (Double.isNaN(a) || Double.isNaN(b)) {
                columns[5][x] += sign;
                continue;
            }
            columns[0][x] += sign * a;
            columns[1][x] += sign * b;
            columns[2][x] += sign * a * a;
            columns[3][x] += sign * b * b;
            columns[4][x] += sign * a * b;
        }
    }

    private void row(int offset, float[] result) {
        var sums = new double[SUMS];
        for (int x = 0; x < width; x++) {
            for (int k = 0; k < SUMS; k++) {
                sums[k] += columns[k][x] - (x >= EDGE ? columns[k][x - EDGE] : 0);
            }
            if (x >= EDGE - 1 && sums[5] == 0) {
                result[offset + x - RADIUS] = correlation(sums);
            }
        }
    }

    private static float correlation(double[] sums) {
        var varianceOne = (sums[2] - sums[0] * sums[0] / AREA) / AREA;
        var varianceOther = (sums[3] - sums[1] * sums[1] / AREA) / AREA;
        var less = Math.min(varianceOne, varianceOther);
        var more = Math.max(varianceOne, varianceOther);
        if (more < FLAT * FLAT) {
            return Float.NaN;
        }
        return less < LEAST_GAIN * LEAST_GAIN * more ? 0
                : (float) ((sums[4] - sums[0] * sums[1] / AREA) / AREA / Math.sqrt(less * more));
    }
}
