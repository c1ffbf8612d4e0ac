package io.palimpsest.detect.clone;

import java.util.Arrays;
import java.util.List;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Similar;
import io.palimpsest.core.Specimen;

/**
 * The luminance of a picture, made smaller by means over squares where it is very large.
 *
 * @param values height x width values row by row
 * @param width in squares
 * @param height in squares
 * @param factor edge of a square in pixels
 */
record ReducedLuminance(float[] values, int width, int height, int factor) {

    /** Offsets between squares are kept in 16 bits. */
    private static final int LONGEST = Short.MAX_VALUE;

    /** Shares of squares below and above the range that is stretched. */
    private static final double TAIL = 0.001;

    /** The darkest pictures are amplified so much, but not more, lest rounding become structure. */
    private static final double MOST_GAIN = 8;

    private static final int LEVELS = 4096;

    /** A square is textured when grey values within this distance differ by more than 2. */
    private static final int NEAR = 4;
    private static final double CONTRAST = 2;

    /** Reduces by the least whole factor that leaves at most so many squares; incomplete ones have a mean too. */
    static ReducedLuminance of(Specimen specimen, int most, Monitor monitor) {
        int factor = 1;
        while ((long) across(specimen.width(), factor) * across(specimen.height(), factor) > most
                || across(Math.max(specimen.width(), specimen.height()), factor) > LONGEST) {
            factor++;
        }
        var width = across(specimen.width(), factor);
        var height = across(specimen.height(), factor);
        var values = new float[width * height];
        var row = new double[specimen.width()];
        var sums = new double[width];
        for (int y = 0; y < height; y++) {
            monitor.check();
            Arrays.fill(sums, 0);
            var end = Math.min(specimen.height(), (y + 1) * factor);
            for (int from = y * factor; from < end; from++) {
                specimen.luminanceRow(from, row);
                for (int x = 0; x < row.length; x++) {
                    sums[x / factor] += row[x];
                }
            }
            for (int x = 0; x < width; x++) {
                var pixels = (end - y * factor) * (Math.min(row.length, (x + 1) * factor) - x * factor);
                values[y * width + x] = (float) (sums[x] / pixels);
            }
        }
        return new ReducedLuminance(values, width, height, factor);
    }

    private static int across(int size, int factor) {
        return (size + factor - 1) / factor;
    }

    /** The same squares with nearly all values stretched to the range from 0 to 255. */
    ReducedLuminance stretched() {
        var counts = new int[LEVELS];
        for (var value : values) {
            counts[(int) Math.min(LEVELS - 1, Math.max(0, value * LEVELS / 255))]++;
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
        var stretched = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            stretched[i] = (float) ((values[i] - from) * gain);
        }
        return new ReducedLuminance(stretched, width, height, factor);
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

    /** Transforms of the squares as transforms of the picture's pixels. */
    List<Similar> enlarged(List<Similar> links) {
        var middle = (factor - 1) / 2.0;
        return links.stream().map(link -> {
            var t = link.transform();
            return new Similar(link.part(), link.partner(), new Affine(t.xx(), t.xy(),
                    factor * t.x0() + middle * (1 - t.xx() - t.xy()), t.yx(), t.yy(),
                    factor * t.y0() + middle * (1 - t.yx() - t.yy())));
        }).toList();
    }
}
