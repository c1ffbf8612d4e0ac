package io.palimpsest.match;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * How well offsets change linearly over the neighbourhood of each pixel (dense linear fitting), by running sums along
 * rows of the offsets, their squares, and their products with the column; these are exact.
 */
final class LinearFitting {

    private final int top;
    private final int stride;
    private final long[] u;
    private final long[] v;
    private final long[] xu;
    private final long[] xv;
    private final long[] squares;
    private final int[] unknown;

    /**
     * Error of the best affine model of the offsets in the disc around each pixel.
     *
     * @param radius of the disc in pixels
     * @return root of the mean squared distance in pixels; not a number where the disc is not wholly known
     */
    static float[] errors(OffsetField field, int radius, Monitor monitor) {
        var error = new float[field.x().length];
        Arrays.fill(error, Float.NaN);
        var spans = OffsetField.spans(radius);
        long pixels = 0;
        long spread = 0;
        for (int i = 0; i < spans.length; i++) {
            pixels += 2 * spans[i] + 1;
            spread += (long) (2 * spans[i] + 1) * (i - radius) * (i - radius);
        }
        var n = pixels;
        var moment = spread;
        var block = Math.max(16, 4 * radius);
        TaskLoop.run((field.height() - 2 * radius + block - 1) / block, number -> {
            var first = radius + number * block;
            var end = Math.min(field.height() - radius, first + block);
            var sums = new LinearFitting(field, first - radius, end + radius);
            for (int row = first; row < end; row++) {
                monitor.check();
                for (int column = radius; column < field.width() - radius; column++) {
                    var squares = sums.fit(row, column, spans, n, moment);
                    error[row * field.width() + column] = (float) Math.sqrt(Math.max(0, squares) / n);
                }
            }
        });
        return error;
    }

    private LinearFitting(OffsetField field, int top, int end) {
        this.top = top;
        stride = field.width() + 1;
        var size = (end - top) * stride;
        u = new long[size];
        v = new long[size];
        xu = new long[size];
        xv = new long[size];
        squares = new long[size];
        unknown = new int[size];
        for (int row = top; row < end; row++) {
            var at = (row - top) * stride;
            for (int column = 0; column < field.width(); column++, at++) {
                long dx = field.x()[row * field.width() + column];
                long dy = field.y()[row * field.width() + column];
                u[at + 1] = u[at] + dx;
                v[at + 1] = v[at] + dy;
                xu[at + 1] = xu[at] + column * dx;
                xv[at + 1] = xv[at] + column * dy;
                squares[at + 1] = squares[at] + dx * dx + dy * dy;
                unknown[at + 1] = unknown[at] + (field.known()[row * field.width() + column] ? 0 : 1);
            }
        }
    }

    /** Sum of squared distances from the best affine model; 1, x and y are orthogonal over a centred disc. NaN if one is unknown. */
    private double fit(int row, int column, int[] spans, long n, long moment) {
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
                return Double.NaN;
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
        return all - ((double) su * su + (double) sv * sv) / n
                - ((double) sxu * sxu + (double) sxv * sxv + (double) syu * syu + (double) syv * syv) / moment;
    }
}
