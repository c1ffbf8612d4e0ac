package io.palimpsest.detect.noise;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.palimpsest.signal.Dct8;

/**
 * Sums of the first four powers of {@value #CHANNELS} band-pass channels over cells of {@value #CELL}x{@value #CELL}
 * responses.
 *
 * <p>The channels are the responses to basis functions of the orthonormal 8x8 cosine transform at every position at which
 * they lie within the picture.
 */
final class ChannelPowers {

    /** Edge of a cell in pixels, and of a filter. */
    static final int CELL = 8;

    /**
     * Smallest sum of both frequencies of a channel. Responses to coarser functions are so much alike within a window that
     * their kurtosis says nothing.
     */
    private static final int COARSEST = 6;

    static final int CHANNELS = 64 - COARSEST * (COARSEST + 1) / 2;
    static final int POWERS = 4;

    private static final double[][] FILTERS = IntStream.range(0, CELL).mapToObj(Dct8::basis).toArray(double[][]::new);

    private final float[] luminance;
    private final int width;
    private final int left;
    private final int columns;
    private final double[][] vertical;
    private final double[][] powers;

    /** Of a number of columns of cells, from a first one on, in a picture of the given width. */
    ChannelPowers(float[] luminance, int width, int left, int columns) {
        this.luminance = luminance;
        this.width = width;
        this.left = left;
        this.columns = columns;
        vertical = new double[CELL][columns * CELL + CELL - 1];
        powers = new double[POWERS][columns * CELL];
    }

    /** For each cell of a row the sums of all powers, one channel after the other. */
    double[][] row(int row) {
        var sums = new double[columns][CHANNELS * POWERS];
        int channel = 0;
        for (int v = 0; v < CELL; v++) {
            filterColumns(row * CELL, FILTERS[v]);
            for (int u = Math.max(0, COARSEST - v); u < CELL; u++) {
                sumPowers(FILTERS[u]);
                collect(sums, POWERS * channel++);
            }
        }
        return sums;
    }

    private void filterColumns(int y, double[] filter) {
        for (int row = 0; row < CELL; row++) {
            var target = vertical[row];
            Arrays.fill(target, 0);
            for (int k = 0; k < CELL; k++) {
                var start = (y + row + k) * width + left * CELL;
                var weight = filter[k];
                for (int x = 0; x < target.length; x++) {
                    target[x] += weight * luminance[start + x];
                }
            }
        }
    }

    /** Sums the first four powers of the responses down the rows of a cell. */
    private void sumPowers(double[] filter) {
        double a = filter[0], b = filter[1], c = filter[2], d = filter[3];
        double e = filter[4], f = filter[5], g = filter[6], h = filter[7];
        double[] first = powers[0], second = powers[1], third = powers[2], fourth = powers[3];
        for (var sum : powers) {
            Arrays.fill(sum, 0);
        }
        for (var line : vertical) {
            for (int x = 0; x < first.length; x++) {
                var response = a * line[x] + b * line[x + 1] + c * line[x + 2] + d * line[x + 3]
                        + (e * line[x + 4] + f * line[x + 5] + g * line[x + 6] + h * line[x + 7]);
                var square = response * response;
                first[x] += response;
                second[x] += square;
                third[x] += square * response;
                fourth[x] += square * square;
            }
        }
    }

    private void collect(double[][] sums, int at) {
        for (int column = 0; column < columns; column++) {
            for (int power = 0; power < POWERS; power++) {
                double sum = 0;
                for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                    sum += powers[power][x];
                }
                sums[column][at + power] = sum;
            }
        }
    }
}
