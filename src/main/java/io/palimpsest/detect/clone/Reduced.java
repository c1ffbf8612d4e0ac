package io.palimpsest.detect.clone;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;

/**
 * Luminance of a picture, reduced by a whole number and stretched to the range from 0 to 255.
 *
 * @param values height x width values row by row
 * @param width number of squares in a row
 * @param height number of rows of squares
 * @param step edge of a square in pixels, over which the mean is taken
 */
record Reduced(float[] values, int width, int height, int step) {

    /** Shares of pixels below and above the range that is stretched. */
    private static final double TAIL = 0.001;

    /** The darkest pictures are amplified so much, but not more, lest rounding become structure. */
    private static final double MOST_GAIN = 8;

    private static final int LEVELS = 4096;

    /** A square is textured when grey values within this distance differ by more than 2. */
    private static final int NEAR = 4;
    private static final double CONTRAST = 2;

    static Reduced of(Specimen specimen, int mostPixels, Monitor monitor) {
        var pixels = (double) specimen.width() * specimen.height();
        var step = Math.max(1, (int) Math.ceil(Math.sqrt(pixels / mostPixels)));
        var width = specimen.width() / step;
        var height = specimen.height() / step;
        var values = new float[width * height];
        var row = new double[specimen.width()];
        var sums = new double[width];
        for (int y = 0; y < height; y++) {
            monitor.check();
            Arrays.fill(sums, 0);
            for (int k = 0; k < step; k++) {
                specimen.luminanceRow(y * step + k, row);
                for (int x = 0; x < width * step; x++) {
                    sums[x / step] += Double.isFinite(row[x]) ? row[x] : 0;
                }
            }
            for (int x = 0; x < width; x++) {
                values[y * width + x] = (float) (sums[x] / (step * step));
            }
        }
        stretch(values);
        return new Reduced(values, width, height, step);
    }

    private static void stretch(float[] values) {
        var counts = new int[LEVELS];
        for (var value : values) {
            counts[level(value)]++;
        }
        var outside = (int) (TAIL * values.length);
        int low = 0;
        for (int seen = counts[0]; seen <= outside; seen += counts[low]) {
            low++;
        }
        int high = LEVELS - 1;
        for (int seen = counts[high]; seen <= outside; seen += counts[high]) {
            high--;
        }
        var from = low * 255.0 / LEVELS;
        var gain = Math.min(MOST_GAIN, (double) LEVELS / (high - low + 1));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - from) * gain);
        }
    }

    private static int level(float value) {
        return (int) Math.min(LEVELS - 1, Math.max(0, value * LEVELS / 255));
    }

    /** Which squares have some contrast near them; null if none has. */
    boolean[] textured() {
        var across = new float[2][values.length];
        for (int i = 0; i < values.length; i++) {
            int x = i % width;
            var low = Float.POSITIVE_INFINITY;
            var high = Float.NEGATIVE_INFINITY;
            for (int k = i - Math.min(NEAR, x); k <= i + Math.min(NEAR, width - 1 - x); k++) {
                low = Math.min(low, values[k]);
                high = Math.max(high, values[k]);
            }
            across[0][i] = low;
            across[1][i] = high;
        }
        var textured = new boolean[values.length];
        var any = false;
        for (int i = 0; i < values.length; i++) {
            int y = i / width;
            var low = Float.POSITIVE_INFINITY;
            var high = Float.NEGATIVE_INFINITY;
            for (int row = Math.max(0, y - NEAR); row <= Math.min(height - 1, y + NEAR); row++) {
                low = Math.min(low, across[0][row * width + i % width]);
                high = Math.max(high, across[1][row * width + i % width]);
            }
            textured[i] = high - low > CONTRAST;
            any |= textured[i];
        }
        return any ? textured : null;
    }
}
