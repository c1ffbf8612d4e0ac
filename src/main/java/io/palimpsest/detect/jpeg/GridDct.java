package io.palimpsest.detect.jpeg;

import java.util.Arrays;

/** Low-frequency cosine coefficients (orthonormal 8x8 DCT-II) of a picture on a grid that may start anywhere. */
final class GridDct {

    private static final float[] BASIS = basis();

    private GridDct() {}

    /** One value of the transform's basis: 0.5 cos(pi (2 x + 1) u / 16), the constant one divided by sqrt 2. */
    static float basis(int frequency, int x) {
        return BASIS[8 * frequency + x];
    }

    /**
     * Transforms eight rows of pixels down their columns.
     *
     * @param luminance height x width values, row by row
     * @param from index of the first row's first value
     * @param frequency vertical, 0 to 7
     * @param down receives one value for each column
     */
    static void down(float[] luminance, int from, int width, int frequency, float[] down) {
        Arrays.fill(down, 0, width, 0);
        for (int y = 0; y < 8; y++) {
            var weight = basis(frequency, y);
            var at = from + y * width;
            for (int x = 0; x < width; x++) {
                down[x] += weight * luminance[at + x];
            }
        }
    }

    /**
     * The coefficient of a block whose columns were transformed by {@link #down}.
     *
     * @param x column of the block's left edge
     * @param frequency horizontal, 0 to 7
     */
    static float across(float[] down, int x, int frequency) {
        float sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += basis(frequency, i) * down[x + i];
        }
        return sum;
    }

    /**
     * The coefficients of every block start in a row of columns that were transformed by {@link #down}.
     *
     * @param count number of starts, at most the width less 7
     * @param across receives one value for each start
     */
    static void across(float[] down, int count, int frequency, float[] across) {
        Arrays.fill(across, 0, count, 0);
        for (int i = 0; i < 8; i++) {
            var weight = basis(frequency, i);
            for (int x = 0; x < count; x++) {
                across[x] += weight * down[x + i];
            }
        }
    }

    private static float[] basis() {
        var basis = new float[64];
        for (int i = 0; i < 64; i++) {
            basis[i] = (float) (0.5 * Math.cos(Math.PI * (2 * (i % 8) + 1) * (i / 8) / 16)
                    / (i < 8 ? Math.sqrt(2) : 1));
        }
        return basis;
    }
}
