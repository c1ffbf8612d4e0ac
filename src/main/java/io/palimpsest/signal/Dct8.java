package io.palimpsest.signal;

import java.util.Arrays;

/** Orthonormal 8x8 cosine transform (DCT-II) of flat blocks, rows then columns. */
public final class Dct8 {

    private static final double[] BASIS = basis();

    private Dct8() {}

    /**
     * Transforms one block in place.
     *
     * @param block 64 values in row order; receives the coefficients, index 8 x row frequency + column frequency
     * @param work 64 values of scratch
     */
    public static void forward(double[] block, double[] work) {
        for (int row = 0; row < 8; row++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int x = 0; x < 8; x++) {
                    sum += BASIS[u * 8 + x] * block[row * 8 + x];
                }
                work[row * 8 + u] = sum;
            }
        }
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int y = 0; y < 8; y++) {
                    sum += BASIS[v * 8 + y] * work[y * 8 + u];
                }
                block[v * 8 + u] = sum;
            }
        }
    }

    /** The basis function of a frequency from 0 to 7 along one axis, 8 values. */
    public static double[] basis(int frequency) {
        return Arrays.copyOfRange(BASIS, frequency * 8, frequency * 8 + 8);
    }

    private static double[] basis() {
        var basis = new double[64];
        for (int u = 0; u < 8; u++) {
            for (int x = 0; x < 8; x++) {
                basis[u * 8 + x] = 0.5 * Math.cos(Math.PI * (2 * x + 1) * u / 16) / (u == 0 ? Math.sqrt(2) : 1);
            }
        }
        return basis;
    }
}
