package io.palimpsest.detect.clone;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
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
}
