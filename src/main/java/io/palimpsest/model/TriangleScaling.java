package io.palimpsest.model;

import java.util.Arrays;

/**
 * Scales bilinearly without aliasing, as PyTorch's {@code interpolate(mode="bilinear", antialias=True,
 * align_corners=False)} does: where a picture becomes smaller, the triangle by which pixels are weighted becomes as much
 * wider. Networks that were trained on pictures scaled so have to be shown such.
 */
final class TriangleScaling {

    private TriangleScaling() {}

    /** The pixels along one side that each new pixel is made of, from {@code first} on, and their weights, which sum to 1. */
    private record Taps(int[] first, float[][] weights) {

        /** Positions are rounded to 32 bits where PyTorch does so; in wide pictures that is seen in the fourth digit. */
        static Taps of(int from, int to) {
            var taps = new Taps(new int[to], new float[to][]);
            var scale = (float) from / to;
            var reach = Math.max(1, scale);
            var narrowing = 1 / reach;
            for (int i = 0; i < to; i++) {
                var centre = (float) (scale * (i + 0.5));
                var first = Math.max(0, (int) (centre - reach + 0.5));
                var end = Math.min(from, (int) (centre + reach + 0.5));
                var weights = new float[end - first];
                float sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    weights[j] = Math.max(0, 1 - Math.abs((float) ((j + first - centre + 0.5) * narrowing)));
                    sum += weights[j];
                }
                for (int j = 0; j < weights.length; j++) {
                    weights[j] /= sum;
                }
                taps.first[i] = first;
                taps.weights[i] = weights;
            }
            return taps;
        }
    }

    /**
     * Scales planes up or down, each side by itself.
     *
     * @param planes what to scale
     * @param width of the result in pixels
     * @param height of the result in pixels
     * @return planes of that size; NaN wherever a NaN has a part
     */
    static Planes to(Planes planes, int width, int height) {
        var across = Taps.of(planes.width(), width);
        var down = Taps.of(planes.height(), height);
        var scaled = new float[planes.channels().length][];
        for (int c = 0; c < scaled.length; c++) {
            scaled[c] = columns(rows(planes.channels()[c], planes.width(), planes.height(), across), width, down);
        }
        return new Planes(width, height, scaled);
    }

    private static float[] rows(float[] from, int width, int height, Taps taps) {
        var newWidth = taps.first.length;
        var to = new float[newWidth * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                var weights = taps.weights[x];
                var start = y * width + taps.first[x];
                double sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    sum += weights[j] * from[start + j];
                }
                to[y * newWidth + x] = (float) sum;
            }
        }
        return to;
    }

    private static float[] columns(float[] from, int width, Taps taps) {
        var to = new float[Math.multiplyExact(width, taps.first.length)];
        var sums = new double[width];
        for (int y = 0; y < taps.first.length; y++) {
            Arrays.fill(sums, 0);
            for (int j = 0; j < taps.weights[y].length; j++) {
                var weight = taps.weights[y][j];
                var start = (taps.first[y] + j) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += weight * from[start + x];
                }
            }
            for (int x = 0; x < width; x++) {
                to[y * width + x] = (float) sums[x];
            }
        }
        return to;
    }
}
