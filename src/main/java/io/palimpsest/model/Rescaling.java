package io.palimpsest.model;

import java.util.Arrays;

/** Brings planes to another size. */
final class Rescaling {

    private Rescaling() {}

    /**
     * Scales down by averaging: each pixel becomes the mean of the area that it covers.
     *
     * @param planes what to scale
     * @param width of the result, at most that of the planes
     * @param height of the result, at most that of the planes
     * @return the smaller planes
     */
    static Planes shrink(Planes planes, int width, int height) {
        var smaller = new float[planes.channels().length][];
        for (int c = 0; c < smaller.length; c++) {
            var rows = shrinkRows(planes.channels()[c], planes.width(), planes.height(), width);
            smaller[c] = shrinkColumns(rows, width, planes.height(), height);
        }
        return new Planes(width, height, smaller);
    }

    private static float[] shrinkRows(float[] from, int width, int height, int newWidth) {
        var to = new float[newWidth * height];
        var factor = width / (double) newWidth;
        for (int x = 0; x < newWidth; x++) {
            var first = (int) (x * factor);
            var end = Math.min(width, (int) Math.ceil((x + 1) * factor - 1e-9));
            for (int y = 0; y < height; y++) {
                double sum = 0;
                for (int i = first; i < end; i++) {
                    sum += cover(i, x, factor) * from[y * width + i];
                }
                to[y * newWidth + x] = (float) (sum / factor);
            }
        }
        return to;
    }

    private static float[] shrinkColumns(float[] from, int width, int height, int newHeight) {
        var to = new float[width * newHeight];
        var factor = height / (double) newHeight;
        var sums = new double[width];
        for (int y = 0; y < newHeight; y++) {
            Arrays.fill(sums, 0);
            var end = Math.min(height, (int) Math.ceil((y + 1) * factor - 1e-9));
            for (int i = (int) (y * factor); i < end; i++) {
                var cover = cover(i, y, factor);
                for (int x = 0; x < width; x++) {
                    sums[x] += cover * from[i * width + x];
                }
            }
            for (int x = 0; x < width; x++) {
                to[y * width + x] = (float) (sums[x] / factor);
            }
        }
        return to;
    }

    /** How much of old pixel i lies under new pixel x. */
    private static double cover(int i, int x, double factor) {
        return Math.min(i + 1, (x + 1) * factor) - Math.max(i, x * factor);
    }

    /**
     * Scales bilinearly, centres of pixels to centres; up, or down without averaging.
     *
     * @param planes what to scale
     * @param width of the result
     * @param height of the result
     * @return planes of that size
     */
    static Planes stretch(Planes planes, int width, int height) {
        var larger = Planes.zeros(width, height, planes.channels().length);
        for (int y = 0; y < height; y++) {
            var v = place(y, planes.height(), height);
            var top = (int) v;
            var down = (float) (v - top);
            var bottom = Math.min(top + 1, planes.height() - 1);
            for (int x = 0; x < width; x++) {
                var u = place(x, planes.width(), width);
                var left = (int) u;
                var across = (float) (u - left);
                var right = Math.min(left + 1, planes.width() - 1);
                for (int c = 0; c < planes.channels().length; c++) {
                    var from = planes.channels()[c];
                    var above = mix(from[top * planes.width() + left], from[top * planes.width() + right], across);
                    var below = mix(from[bottom * planes.width() + left], from[bottom * planes.width() + right], across);
                    larger.channels()[c][y * width + x] = mix(above, below, down);
                }
            }
        }
        return larger;
    }

    /** The factor is rounded to 32 bits, as PyTorch does; the place is not. */
    private static double place(int x, int from, int to) {
        return Math.max(0, Math.min(from - 1, (float) from / to * (x + 0.5) - 0.5));
    }

    private static float mix(float a, float b, float share) {
        return a + (b - a) * share;
    }
}
