package io.palimpsest.match;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * How far each pixel is from its match, smoothed, and how well that changes linearly over its neighbourhood.
 *
 * @param x offsets along rows in pixels
 * @param y offsets along columns in pixels
 * @param known whether a pixel has an offset
 */
record OffsetField(short[] x, short[] y, boolean[] known, int width, int height) {

    /** The offsets of matches in a picture of a given width, without smoothing. */
    static OffsetField of(PatchMatch.Field field, int pictureWidth) {
        var target = field.target();
        var x = new short[target.length];
        var y = new short[target.length];
        var known = new boolean[target.length];
        for (int i = 0; i < target.length; i++) {
            if (target[i] >= 0) {
                x[i] = (short) (target[i] % pictureWidth - i % field.columns() * PatchMatch.STEP);
                y[i] = (short) (target[i] / pictureWidth - i / field.columns() * PatchMatch.STEP);
                known[i] = true;
            }
        }
        return new OffsetField(x, y, known, field.columns(), field.rows());
    }

    /** Medians over discs of each coordinate, of the known offsets where at least half of the disc's are known. */
    OffsetField median(int radius, Monitor monitor) {
        var result = new OffsetField(new short[x.length], new short[x.length], new boolean[x.length], width, height);
        var spans = spans(radius);
        TaskLoop.run(height, row -> {
            monitor.check();
            var window = new short[(2 * radius + 1) * (2 * radius + 1)];
            for (int column = 0; column < width; column++) {
                var at = row * width + column;
                var n = gather(x, row, column, spans, window);
                if (n >= 0) {
                    result.x[at] = middle(window, n);
                    result.y[at] = middle(window, gather(y, row, column, spans, window));
                    result.known[at] = true;
                }
            }
        });
        return result;
    }

    /** Collects the known values in a disc; -1 if they are less than half. */
    private int gather(short[] values, int row, int column, int[] spans, short[] window) {
        var radius = spans.length / 2;
        int n = 0;
        int all = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            var span = spans[dy + radius];
            all += 2 * span + 1;
            var y1 = row + dy;
            if (y1 >= 0 && y1 < height) {
                var end = y1 * width + Math.min(width - 1, column + span);
                for (int i = y1 * width + Math.max(0, column - span); i <= end; i++) {
                    if (known[i]) {
                        window[n++] = values[i];
                    }
                }
            }
        }
        return 2 * n < all ? -1 : n;
    }

    private static short middle(short[] window, int n) {
        var same = window[0];
        var lonely = 0;
        for (int i = 1; i < n; i++) {
            lonely += window[i] == same ? 0 : 1;
        }
        if (2 * lonely < n) {
            return same;
        }
        int low = 0;
        int high = n - 1;
        var wanted = n / 2;
        while (low < high) {
            var pivot = window[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (window[i] < pivot) {
                    i++;
                }
                while (window[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    var swap = window[i];
                    window[i++] = window[j];
                    window[j--] = swap;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                break;
            }
        }
        return window[wanted];
    }

    /**
     * Error of the best affine model of the offsets in the disc around each pixel (dense linear fitting).
     *
     * @param radius of the disc in pixels
     * @return root of the mean squared distance in pixels; not a number where the disc is not wholly known
     */
    float[] fittingError(int radius, Monitor monitor) {
        var error = new float[x.length];
        Arrays.fill(error, Float.NaN);
        var spans = spans(radius);
        long pixels = 0;
        long spread = 0;
        for (int i = 0; i < spans.length; i++) {
            pixels += 2 * spans[i] + 1;
            spread += (long) (2 * spans[i] + 1) * (i - radius) * (i - radius);
        }
        var n = pixels;
        var moment = spread;
        var block = Math.max(16, 4 * radius);
        TaskLoop.run((height - 2 * radius + block - 1) / block, number -> {
            var first = radius + number * block;
            var end = Math.min(height - radius, first + block);
            var sums = new RowSums(this, first - radius, end + radius);
            var fit = new double[1];
            for (int row = first; row < end; row++) {
                monitor.check();
                for (int column = radius; column < width - radius; column++) {
                    if (sums.fit(row, column, spans, n, moment, fit)) {
                        error[row * width + column] = (float) Math.sqrt(Math.max(0, fit[0]) / n);
                    }
                }
            }
        });
        return error;
    }

    /** How far a disc reaches to either side, for each of its rows. */
    private static int[] spans(int radius) {
        var spans = new int[2 * radius + 1];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = (int) Math.sqrt(radius * radius - (i - radius) * (i - radius));
        }
        return spans;
    }

    /** Running sums along rows of the offsets, their squares, and their products with the column; exact. */
    private static final class RowSums {

        private final int top;
        private final int stride;
        private final long[] u;
        private final long[] v;
        private final long[] xu;
        private final long[] xv;
        private final long[] squares;
        private final int[] unknown;

        RowSums(OffsetField field, int top, int end) {
            this.top = top;
            stride = field.width + 1;
            var size = (end - top) * stride;
            u = new long[size];
            v = new long[size];
            xu = new long[size];
            xv = new long[size];
            squares = new long[size];
            unknown = new int[size];
            for (int row = top; row < end; row++) {
                var at = (row - top) * stride;
                for (int column = 0; column < field.width; column++, at++) {
                    long dx = field.x[row * field.width + column];
                    long dy = field.y[row * field.width + column];
                    u[at + 1] = u[at] + dx;
                    v[at + 1] = v[at] + dy;
                    xu[at + 1] = xu[at] + column * dx;
                    xv[at + 1] = xv[at] + column * dy;
                    squares[at + 1] = squares[at] + dx * dx + dy * dy;
                    unknown[at + 1] = unknown[at] + (field.known[row * field.width + column] ? 0 : 1);
                }
            }
        }

        /** Sum of squared distances from the best affine model; 1, x and y are orthogonal over a centred disc. */
        boolean fit(int row, int column, int[] spans, long n, long moment, double[] result) {
            var radius = spans.length / 2;
            long su = 0;
            long sv = 0;
            long sxu = 0;
            long sxv = 0;
            long syu = 0;
            long syv = 0;
            long all = 0;
            for (int dy = -radius; dy <= radius; dy++) {
                var at = (row + dy - top) * stride + column;
                var left = at - spans[dy + radius];
                var right = at + spans[dy + radius] + 1;
                if (unknown[right] != unknown[left]) {
                    return false;
                }
                var du = u[right] - u[left];
                var dv = v[right] - v[left];
                su += du;
                sv += dv;
                sxu += xu[right] - xu[left];
                sxv += xv[right] - xv[left];
                syu += dy * du;
                syv += dy * dv;
                all += squares[right] - squares[left];
            }
            sxu -= column * su;
            sxv -= column * sv;
            result[0] = all - ((double) su * su + (double) sv * sv) / n
                    - ((double) sxu * sxu + (double) sxv * sxv + (double) syu * syu + (double) syv * syv) / moment;
            return true;
        }
    }
}
