package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.core.Specimen;

/** NOI1 and NOI2 as plainly as their papers read: every coefficient and every window by itself, as sums over pixels. */
final class NaiveNoise {

    /** High-pass filter of Daubechies' wavelet with eight vanishing moments. */
    static final double[] HIGH = {-1.1747678400228192e-4, -6.754494059985568e-4, -3.917403729959771e-4,
        4.87035299301066e-3, 8.746094047015655e-3, -1.3981027917015516e-2, -4.408825393106472e-2, 1.736930100202211e-2,
        0.128747426620186, -4.7248457399797254e-4, -0.2840155429624281, 1.5829105256023893e-2, 0.5853546836548691,
        -0.6756307362980128, 0.3128715909144659, -5.441584224308161e-2};

    private final double[] luminance;
    private final int width;
    private final int height;

    NaiveNoise(Specimen specimen) {
        width = specimen.width();
        height = specimen.height();
        luminance = new double[width * height];
        var row = new double[width];
        for (int i = 0; i < luminance.length; i++) {
            specimen.luminanceRow(i / width, row);
            luminance[i] = row[i % width];
        }
    }

    private double at(int x, int y) {
        int column = x;
        int row = y;
        while (column < 0 || column >= width) {
            column = column < 0 ? -1 - column : 2 * width - 1 - column;
        }
        while (row < 0 || row >= height) {
            row = row < 0 ? -1 - row : 2 * height - 1 - row;
        }
        return luminance[row * width + column];
    }

    static double[] low() {
        var low = new double[HIGH.length];
        for (int i = 0; i < low.length; i++) {
            low[i] = HIGH[low.length - 1 - i] * (i % 2 == 0 ? -1 : 1);
        }
        return low;
    }

    private double coefficient(int column, int row, double[] across, double[] down) {
        double sum = 0;
        for (int k = 0; k < 16; k++) {
            for (int l = 0; l < 16; l++) {
                sum += across[l] * down[k] * at(2 * column - 7 + l, 2 * row - 7 + k);
            }
        }
        return sum;
    }

    /** Noise per block of 16x16 pixels in one of the subbands. */
    double[][] wavelet(double[] across, double[] down) {
        var blocks = new double[height / 16][width / 16];
        for (int row = 0; row < blocks.length; row++) {
            for (int column = 0; column < blocks[0].length; column++) {
                var values = new double[64];
                for (int i = 0; i < 64; i++) {
                    values[i] = Math.abs(coefficient(column * 8 + i % 8, row * 8 + i / 8, across, down));
                }
                Arrays.sort(values);
                blocks[row][column] = (values[31] + values[32]) / 2 / 0.6745;
            }
        }
        return blocks;
    }

    /** Noise from kurtosis in the window of {@code edge} responses whose first one is at x, y. */
    double kurtosis(int x, int y, int edge) {
        var variances = new double[43];
        var roots = new double[43];
        int known = 0;
        for (int channel = 1; channel < 64; channel++) {
            if (channel % 8 + channel / 8 < 6) {
                continue;
            }
            var responses = new double[edge * edge];
            for (int i = 0; i < responses.length; i++) {
                responses[i] = response(x + i % edge, y + i / edge, channel % 8, channel / 8);
            }
            var mean = Arrays.stream(responses).average().orElseThrow();
            var variance = Arrays.stream(responses).map(r -> Math.pow(r - mean, 2)).average().orElseThrow();
            var fourth = Arrays.stream(responses).map(r -> Math.pow(r - mean, 4)).average().orElseThrow();
            if (variance < 1e-6) {
                return Double.NaN;
            }
            variances[known] = variance;
            roots[known++] = Math.sqrt(Math.max(0, fourth / variance / variance - 3));
        }
        return Math.sqrt(concentration(variances, roots));
    }

    private double response(int x, int y, int u, int v) {
        double sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += Math.cos((2 * (i % 8) + 1) * u * Math.PI / 16) * Math.cos((2 * (i / 8) + 1) * v * Math.PI / 16)
                    * (float) luminance[(y + i / 8) * width + x + i % 8];
        }
        return sum / 4 / Math.sqrt((u == 0 ? 2 : 1) * (v == 0 ? 2 : 1));
    }

    /** The closed form of the paper with its means over channels. */
    private static double concentration(double[] variances, double[] roots) {
        double root = 0;
        double inverse = 0;
        double product = 0;
        double square = 0;
        for (int i = 0; i < 43; i++) {
            root += roots[i] / 43;
            inverse += 1 / variances[i] / 43;
            product += roots[i] / variances[i] / 43;
            square += 1 / variances[i] / variances[i] / 43;
        }
        if (root < 0.3) {
            return 1 / inverse;
        }
        var kurtosis = (root * square - product * inverse) / (square - inverse * inverse);
        var noise = 1 / inverse - root / (kurtosis * inverse);
        return noise > 0 && kurtosis > root ? noise : Double.NaN;
    }
}
