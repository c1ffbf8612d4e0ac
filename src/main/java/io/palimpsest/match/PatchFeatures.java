package io.palimpsest.match;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;
import io.palimpsest.signal.ZernikeMoments;

/**
 * What a patch around each pixel looks like, whichever way it is turned: 12 magnitudes of Zernike moments in steps of
 * 1/32 grey level, by which squared distances fit an int.
 *
 * @param values 12 numbers for each pixel, pixels row by row; the first is negative where the patch is too flat to match
 * @param width in pixels
 * @param height in pixels
 */
record PatchFeatures(short[] values, int width, int height) {

    static final int LENGTH = 12;

    private static final int ORDER = 5;
    private static final int STEPS = 32;
    private static final int ROWS = 16;

    /**
     * Features of a picture.
     *
     * @param luminance height x width values of 0 to 255
     * @param radius of a patch in pixels
     * @param flat patches whose moments beside the mean have a root of squares of less than this are not matched
     */
    static PatchFeatures of(float[] luminance, int width, int height, int radius, double flat, Monitor monitor) {
        var moments = new ZernikeMoments(ORDER, radius);
        var values = new short[luminance.length * LENGTH];
        TaskLoop.run((height + ROWS - 1) / ROWS, band -> {
            var scratch = moments.new Scratch();
            var rows = new float[LENGTH][width];
            for (int y = band * ROWS; y < Math.min(height, (band + 1) * ROWS); y++) {
                monitor.check();
                moments.row(luminance, width, height, y, scratch, rows);
                for (int x = 0; x < width; x++) {
                    var at = (y * width + x) * LENGTH;
                    double energy = 0;
                    for (int k = 0; k < LENGTH; k++) {
                        values[at + k] = (short) Math.round(Math.min(1023, rows[k][x]) * STEPS);
                        energy += k == 0 ? 0 : rows[k][x] * rows[k][x];
                    }
                    if (energy < flat * flat) {
                        values[at] = Short.MIN_VALUE;
                    }
                }
            }
        });
        return new PatchFeatures(values, width, height);
    }

    boolean matchable(int pixel) {
        return values[pixel * LENGTH] >= 0;
    }

    /** Squared distance of two pixels' features; some number not below {@code limit} if it is not below it. */
    int distance(int one, int other, int limit) {
        var a = one * LENGTH;
        var b = other * LENGTH;
        var v = values;
        int d0 = v[a] - v[b];
        int d1 = v[a + 1] - v[b + 1];
        int d2 = v[a + 2] - v[b + 2];
        int d3 = v[a + 3] - v[b + 3];
        int sum = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
        if (sum >= limit) {
            return limit;
        }
        d0 = v[a + 4] - v[b + 4];
        d1 = v[a + 5] - v[b + 5];
        d2 = v[a + 6] - v[b + 6];
        d3 = v[a + 7] - v[b + 7];
        sum += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
        d0 = v[a + 8] - v[b + 8];
        d1 = v[a + 9] - v[b + 9];
        d2 = v[a + 10] - v[b + 10];
        d3 = v[a + 11] - v[b + 11];
        return sum + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
}
