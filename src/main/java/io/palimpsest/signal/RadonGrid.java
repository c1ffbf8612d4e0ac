package io.palimpsest.signal;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;

/**
 * {@link RadonFeatures} of the patches of a picture.
 *
 * <p>Patches start at multiples of the stride and lie wholly inside; at a stride of 32 they are the blocks of the
 * picture, 8 rows of 8 in one of 256x256 pixels.
 *
 * @param columns number of patches in a row
 * @param rows number of rows of patches
 * @param stride between neighbouring patches, in pixels
 * @param features {@link RadonFeatures#COUNT} values of each patch, the patches row by row
 * @param means the mean magnitudes, {@link RadonFeatures#FREQUENCIES} of each patch
 * @param clipped share of each patch's pixels that are black or white or nearly so, 0 to 1
 */
public record RadonGrid(int columns, int rows, int stride, float[] features, float[] means,
        float[] clipped) {

    private static final int SIDE = RadonFeatures.SIDE;

    /** Levels of the mean of the channels that may have been clipped. */
    private static final float DARKEST = 4;
    private static final float BRIGHTEST = 250;

    /**
     * Computes the features of all patches.
     *
     * @param specimen the picture
     * @param stride between neighbouring patches, at least 1 pixel
     * @param monitor asked before each row of patches
     * @return the features; no patches if the picture is smaller than one
     */
    public static RadonGrid of(Specimen specimen, int stride, Monitor monitor) {
        if (stride < 1) {
            throw new IllegalArgumentException("A stride of " + stride + " pixels does not move on; use 1 or more");
        }
        var small = specimen.width() < SIDE || specimen.height() < SIDE;
        var columns = small ? 0 : (specimen.width() - SIDE) / stride + 1;
        var rows = small ? 0 : (specimen.height() - SIDE) / stride + 1;
        var grid = new RadonGrid(columns, rows, stride, new float[columns * rows * RadonFeatures.COUNT],
                new float[columns * rows * RadonFeatures.FREQUENCIES], new float[columns * rows]);
        TaskLoop.run(rows, row -> {
            monitor.check();
            grid.fill(row, band(specimen, row * stride));
        });
        return grid;
    }

    /** SIDE rows of the three channels. */
    private static float[][] band(Specimen specimen, int top) {
        var width = specimen.width();
        var band = new float[3][SIDE * width];
        var line = new double[3][width];
        for (int y = 0; y < SIDE; y++) {
            specimen.rgbRow(top + y, line);
            for (int channel = 0; channel < 3; channel++) {
                for (int x = 0; x < width; x++) {
                    band[channel][y * width + x] = (float) line[channel][x];
                }
            }
        }
        return band;
    }

    private void fill(int row, float[][] band) {
        var kernel = new RadonFeatures();
        var patch = new float[3][SIDE * SIDE];
        var values = new double[RadonFeatures.COUNT];
        var strengths = new double[RadonFeatures.FREQUENCIES];
        var width = band[0].length / SIDE;
        for (int column = 0; column < columns; column++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < SIDE; y++) {
                    System.arraycopy(band[channel], y * width + column * stride, patch[channel], y * SIDE, SIDE);
                }
            }
            kernel.of(patch, values, strengths);
            var cell = row * columns + column;
            for (int i = 0; i < values.length; i++) {
                features[cell * RadonFeatures.COUNT + i] = (float) values[i];
            }
            for (int i = 0; i < strengths.length; i++) {
                means[cell * RadonFeatures.FREQUENCIES + i] = (float) strengths[i];
            }
            clipped[cell] = clipped(patch);
        }
    }

    private static float clipped(float[][] patch) {
        int count = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            var mean = (patch[0][i] + patch[1][i] + patch[2][i]) / 3;
            count += mean < DARKEST || mean > BRIGHTEST ? 1 : 0;
        }
        return count / (float) (SIDE * SIDE);
    }
}
