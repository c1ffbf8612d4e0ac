package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * Noise in each block of {@value #BLOCK}x{@value #BLOCK} pixels from the details of one wavelet level: the median of
 * their absolute values over that of a normal variable of unit variance.
 *
 * <p>Coefficient (i, j) is centred on the pixels 2i, 2i + 1 and 2j, 2j + 1. Beyond the picture everything is mirrored,
 * border pixels included.
 */
final class WaveletNoise {

    /** Edge of a block in pixels, and in coefficients. */
    static final int BLOCK = 16;
    private static final int COEFFICIENTS = BLOCK / 2;

    /** Median of the absolute value of a normal variable of unit variance. */
    private static final double NORMAL_MEDIAN = 0.6745;

    /** Rows of blocks that are done together. */
    private static final int BAND = 4;

    /** Daubechies' low-pass filter of eight vanishing moments. */
    private static final double[] LOW = {0.05441584224308161, 0.3128715909144659, 0.6756307362980128,
        0.5853546836548691, -0.015829105256023893, -0.2840155429624281, 0.00047248457399797254, 0.128747426620186,
        -0.01736930100202211, -0.04408825393106472, 0.013981027917015516, 0.008746094047015655, -0.00487035299301066,
        -0.0003917403729959771, 0.0006754494059985568, -0.00011747678400228192};

    private static final double[] HIGH = mirrored();

    /** Pixels that a coefficient reaches before its first one. */
    private static final int BEFORE = HIGH.length / 2 - 1;

    private final int wide;
    private final int high;
    private final float[] diagonal;
    private final float[] coarser;

    private WaveletNoise(int wide, int high) {
        this.wide = wide;
        this.high = high;
        diagonal = new float[wide * high];
        coarser = new float[wide * high];
    }

    private static double[] mirrored() {
        var high = new double[LOW.length];
        for (int i = 0; i < high.length; i++) {
            high[i] = (i % 2 == 0 ? 1 : -1) * LOW[high.length - 1 - i];
        }
        return high;
    }

    /** Estimates the noise block by block; incomplete blocks are left out. */
    static WaveletNoise of(Specimen specimen, Monitor monitor) {
        var result = new WaveletNoise(specimen.width() / BLOCK, specimen.height() / BLOCK);
        TaskLoop.run((result.high + BAND - 1) / BAND, band -> {
            var rows = new Rows(specimen);
            var values = new double[COEFFICIENTS * COEFFICIENTS];
            var details = new double[3][COEFFICIENTS][result.wide * COEFFICIENTS];
            for (int row = band * BAND; row < Math.min(result.high, (band + 1) * BAND); row++) {
                monitor.check();
                for (int i = 0; i < COEFFICIENTS; i++) {
                    rows.transform(row * COEFFICIENTS + i, details[0][i], details[1][i], details[2][i]);
                }
                for (int column = 0; column < result.wide; column++) {
                    var block = row * result.wide + column;
                    result.diagonal[block] = (float) deviation(details[0], column, values);
                    result.coarser[block] = (float) Math.sqrt(
                            deviation(details[1], column, values) * deviation(details[2], column, values));
                }
            }
        });
        return result;
    }

    /** Number of blocks side by side. */
    int wide() {
        return wide;
    }

    /** Number of blocks below each other. */
    int high() {
        return high;
    }

    /** Per block the standard deviation of the noise in grey levels, from the diagonal detail. */
    float[] diagonal() {
        return diagonal;
    }

    /**
     * Per block the geometric mean of the same estimates from the horizontal and the vertical detail. White noise gives
     * all three alike; texture, which fades towards fine detail, gives more here.
     */
    float[] coarser() {
        return coarser;
    }

    private static double deviation(double[][] detail, int column, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(detail[i / COEFFICIENTS][column * COEFFICIENTS + i % COEFFICIENTS]);
        }
        Arrays.sort(values);
        return (values[values.length / 2 - 1] + values[values.length / 2]) / 2 / NORMAL_MEDIAN;
    }

    private static int mirror(int at, int size) {
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }

    /** Rows of luminance that are at hand, as many as a filter is long. */
    private static final class Rows {

        private final Specimen specimen;
        private final int width;
        private final double[][] luminance;
        private final int[] held = new int[HIGH.length];
        private final double[] high;
        private final double[] low;

        Rows(Specimen specimen) {
            this.specimen = specimen;
            width = specimen.width();
            luminance = new double[HIGH.length][width];
            high = new double[width + HIGH.length];
            low = new double[width + HIGH.length];
            Arrays.fill(held, Integer.MIN_VALUE);
        }

        /** One row of coefficients: high and high-pass, low and high-pass, high and low-pass. */
        void transform(int row, double[] diagonal, double[] vertical, double[] horizontal) {
            Arrays.fill(high, 0);
            Arrays.fill(low, 0);
            for (int k = 0; k < HIGH.length; k++) {
                var source = luminance(2 * row - BEFORE + k);
                add(source, HIGH[k], high);
                add(source, LOW[k], low);
            }
            extend(high);
            extend(low);
            filter(high, HIGH, diagonal);
            filter(low, HIGH, vertical);
            filter(high, LOW, horizontal);
        }

        private double[] luminance(int y) {
            var slot = Math.floorMod(y, held.length);
            if (held[slot] != y) {
                specimen.luminanceRow(mirror(y, specimen.height()), luminance[slot]);
                held[slot] = y;
            }
            return luminance[slot];
        }

        private static void add(double[] source, double weight, double[] sum) {
            for (int x = 0; x < source.length; x++) {
                sum[BEFORE + x] += weight * source[x];
            }
        }

        private void extend(double[] row) {
            for (int x = 0; x < BEFORE; x++) {
                row[x] = row[BEFORE + mirror(x - BEFORE, width)];
            }
            for (int x = width; x < row.length - BEFORE; x++) {
                row[BEFORE + x] = row[BEFORE + mirror(x, width)];
            }
        }

        private static void filter(double[] row, double[] filter, double[] target) {
            for (int i = 0; i < target.length; i++) {
                double sum = 0;
                for (int k = 0; k < HIGH.length; k++) {
                    sum += filter[k] * row[2 * i + k];
                }
                target[i] = sum;
            }
        }
    }
}
