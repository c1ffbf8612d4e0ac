package io.palimpsest.detect.jpeg;

/** What the last compression of a picture did to the coefficients on other grids than its own. */
final class ShiftNoise {

    /** Variance of rounding red, green and blue, and of the luminance before them. */
    private static final double ROUNDING = 0.15;

    /** Inner products of basis functions, index frequency, frequency on the file's grid, shift and part. */
    private static final double[][][][] OVERLAPS = overlaps();

    private final double[] variances;

    /** Variances of the errors in each position on the file's own grid, natural order. */
    ShiftNoise(double[] variances) {
        this.variances = variances;
    }

    /** No later compression. */
    static ShiftNoise none() {
        return new ShiftNoise(new double[64]);
    }

    /** The errors that the steps of a file make in its own coefficients. */
    static ShiftNoise of(LumaCoefficients source) {
        var variances = new double[64];
        for (int position = 0; position < 64; position++) {
            var values = source.at(position);
            int zeros = 0;
            for (var value : values) {
                zeros += value == 0 ? 1 : 0;
            }
            variances[position] = variance(source.step(position), zeros / (double) values.length);
        }
        return new ShiftNoise(variances);
    }

    /**
     * Variance of the error that quantisation makes in a position: that of a uniform error where the value is not rounded
     * to 0; there that of a Laplacian distribution that has so many zeros.
     *
     * @param zeros share of the values that are rounded to 0
     */
    static double variance(int step, double zeros) {
        var uniform = step * step / 12.0;
        if (zeros <= 0 || zeros >= 1) {
            return zeros <= 0 ? uniform : 0;
        }
        var half = step / 2.0;
        var scale = -half / Math.log(1 - zeros);
        var within = (2 * scale * scale - (1 - zeros) * (half * half + 2 * half * scale + 2 * scale * scale)) / zeros;
        return zeros * Math.min(uniform, within) + (1 - zeros) * uniform;
    }

    /** The error of a coefficient on a grid that starts x columns and y rows later than the file's. */
    HalfNormal error(int x, int y, int position) {
        return new HalfNormal(Math.sqrt(variance(x, y, position)));
    }

    double variance(int x, int y, int position) {
        double sum = ROUNDING;
        for (int own = 0; own < 64; own++) {
            for (int part = 0; part < 4; part++) {
                var overlap = OVERLAPS[position % 8][own % 8][x][part % 2] * OVERLAPS[position / 8][own / 8][y][part / 2];
                sum += variances[own] * overlap * overlap;
            }
        }
        return sum;
    }

    private static double[][][][] overlaps() {
        var overlaps = new double[8][8][8][2];
        for (int i = 0; i < 8 * 8 * 8 * 2 * 8; i++) {
            var at = i % 8;
            var part = i / 8 % 2;
            var shift = i / 16 % 8;
            var own = i / 128 % 8;
            var frequency = i / 1024;
            var there = at + shift - 8 * part;
            if (there >= 0 && there < 8) {
                overlaps[frequency][own][shift][part] += GridDct.basis(frequency, at) * GridDct.basis(own, there);
            }
        }
        return overlaps;
    }
}
