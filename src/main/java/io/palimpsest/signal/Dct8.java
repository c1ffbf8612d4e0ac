package io.palimpsest.signal;

/**
 * Orthonormal 8x8 cosine transform (DCT-II) of flat blocks and its inverse, by sums and differences of opposite samples,
 * which takes a third of the plain sum's operations.
 */
public final class Dct8 {

    private static final double C1 = half(1);
    private static final double C2 = half(2);
    private static final double C3 = half(3);
    private static final double C4 = half(4);
    private static final double C5 = half(5);
    private static final double C6 = half(6);
    private static final double C7 = half(7);

    private Dct8() {}

    private static double half(int sixteenths) {
        return 0.5 * Math.cos(Math.PI * sixteenths / 16);
    }

    /**
     * Transforms one block in place.
     *
     * @param block 64 values in row order; receives the coefficients, index 8 x row frequency + column frequency
     */
    public static void forward(double[] block) {
        for (int row = 0; row < 64; row += 8) {
            forward(block, row, 1);
        }
        for (int column = 0; column < 8; column++) {
            forward(block, column, 8);
        }
    }

    /**
     * Takes the coefficients of one block back to its values, in place.
     *
     * @param block 64 coefficients as from {@link #forward}; receives the values in row order
     */
    public static void inverse(double[] block) {
        for (int column = 0; column < 8; column++) {
            inverse(block, column, 8);
        }
        for (int row = 0; row < 64; row += 8) {
            inverse(block, row, 1);
        }
    }

    private static void forward(double[] b, int at, int step) {
        var s0 = b[at] + b[at + 7 * step];
        var d0 = b[at] - b[at + 7 * step];
        var s1 = b[at + step] + b[at + 6 * step];
        var d1 = b[at + step] - b[at + 6 * step];
        var s2 = b[at + 2 * step] + b[at + 5 * step];
        var d2 = b[at + 2 * step] - b[at + 5 * step];
        var s3 = b[at + 3 * step] + b[at + 4 * step];
        var d3 = b[at + 3 * step] - b[at + 4 * step];
        var ss0 = s0 + s3;
        var sd0 = s0 - s3;
        var ss1 = s1 + s2;
        var sd1 = s1 - s2;
        b[at] = C4 * (ss0 + ss1);
        b[at + step] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3;
        b[at + 2 * step] = C2 * sd0 + C6 * sd1;
        b[at + 3 * step] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3;
        b[at + 4 * step] = C4 * (ss0 - ss1);
        b[at + 5 * step] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3;
        b[at + 6 * step] = C6 * sd0 - C2 * sd1;
        b[at + 7 * step] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3;
    }

    private static void inverse(double[] b, int at, int step) {
        var f1 = b[at + step];
        var f3 = b[at + 3 * step];
        var f5 = b[at + 5 * step];
        var f7 = b[at + 7 * step];
        var mean = C4 * (b[at] + b[at + 4 * step]);
        var change = C4 * (b[at] - b[at + 4 * step]);
        var outer = C2 * b[at + 2 * step] + C6 * b[at + 6 * step];
        var inner = C6 * b[at + 2 * step] - C2 * b[at + 6 * step];
        var d0 = C1 * f1 + C3 * f3 + C5 * f5 + C7 * f7;
        var d1 = C3 * f1 - C7 * f3 - C1 * f5 - C5 * f7;
        var d2 = C5 * f1 - C1 * f3 + C7 * f5 + C3 * f7;
        var d3 = C7 * f1 - C5 * f3 + C3 * f5 - C1 * f7;
        b[at] = mean + outer + d0;
        b[at + 7 * step] = mean + outer - d0;
        b[at + step] = change + inner + d1;
        b[at + 6 * step] = change + inner - d1;
        b[at + 2 * step] = change - inner + d2;
        b[at + 5 * step] = change - inner - d2;
        b[at + 3 * step] = mean - outer + d3;
        b[at + 4 * step] = mean - outer - d3;
    }

    /** The basis function of a frequency from 0 to 7 along one axis, 8 values. */
    public static double[] basis(int frequency) {
        var basis = new double[8];
        for (int x = 0; x < 8; x++) {
            basis[x] = 0.5 * Math.cos(Math.PI * (2 * x + 1) * frequency / 16) / (frequency == 0 ? Math.sqrt(2) : 1);
        }
        return basis;
    }
}
