package io.palimpsest.detect.noise;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.Dct8;
import io.palimpsest.signal.TaskLoop;

/**
 * Local noise from the concentration of kurtosis: variance and kurtosis of {@value #CHANNELS} band-pass channels in sliding
 * windows.
 *
 * <p>The channels are the responses to basis functions of the orthonormal 8x8 cosine transform at every position at which
 * they lie within the picture. Sums of powers are made for cells of {@value #CELL}x{@value
 * #CELL} responses and added up to windows, so that windows move by one cell.
 */
final class KurtosisNoise {

    /** Edge of a cell in pixels, and of a filter. */
    static final int CELL = 8;

    /**
     * Smallest sum of both frequencies of a channel. Responses to coarser functions are so much alike within a window that
     * their kurtosis says nothing.
     */
    private static final int COARSEST = 6;
    private static final int CHANNELS = 64 - COARSEST * (COARSEST + 1) / 2;
    private static final int POWERS = 4;

    /** Windows along either edge of the tiles that are done at once. */
    private static final int TILE = 32;

    /** Smallest variance of a channel, and that relative to its mean square, that is no rounding error. */
    private static final double LEAST_VARIANCE = 1e-6;
    private static final double LEAST_SHARE = 1e-5;

    /** Mean root of kurtosis that windows of white noise stay below; 32x32 responses have about 0.14, at most 0.27. */
    private static final double PURE_NOISE = 0.3;

    private static final double[][] FILTERS = IntStream.range(0, CELL).mapToObj(Dct8::basis).toArray(double[][]::new);

    private final float[] luminance;
    private final int width;
    private final int cells;
    private final int wide;
    private final int high;
    private final float[] noise;

    private KurtosisNoise(Specimen specimen, int cells) {
        luminance = specimen.luminance();
        width = specimen.width();
        this.cells = cells;
        wide = Math.max(0, (specimen.width() - CELL + 1) / CELL - cells + 1);
        high = Math.max(0, (specimen.height() - CELL + 1) / CELL - cells + 1);
        noise = new float[wide * high];
        Arrays.fill(noise, Float.NaN);
    }

    /**
     * Standard deviation of the noise in grey levels in cells at the middle of windows, NaN where the model fails.
     *
     * @param cells edge of a window in cells
     */
    static RawMap of(Specimen specimen, int cells, Monitor monitor) {
        var result = new KurtosisNoise(specimen, cells);
        var across = (result.wide + TILE - 1) / TILE;
        TaskLoop.run(across * ((result.high + TILE - 1) / TILE),
                tile -> result.new Tile(tile % across * TILE, tile / across * TILE, monitor).run());
        return result.map();
    }

    private RawMap map() {
        var margin = (cells * CELL / 2 + 3) / CELL * CELL;
        return new RawMap(noise, wide, high, margin, margin, CELL, RawMap.Border.NEAREST);
    }

    /**
     * Least squares of root kurtosis = root + slope / variance over the channels: noise of variance s in a picture of one
     * kurtosis k gives the root of k as intercept and -s times that root as slope. The slope must hence be negative, but
     * in noise alone, where all kurtosis is near 0 and the harmonic mean of the variances is that of the noise.
     */
    private void estimate(double[] window, int at) {
        var count = (double) cells * cells * CELL * CELL;
        double inverse = 0;
        double inverseSquare = 0;
        double root = 0;
        double product = 0;
        for (int i = 0; i < window.length; i += POWERS) {
            var mean = window[i] / count;
            var second = window[i + 1] / count;
            var variance = second - mean * mean;
            if (!(variance > LEAST_VARIANCE && variance > LEAST_SHARE * second)) {
                return;
            }
            var fourth = window[i + 3] / count - 4 * mean * window[i + 2] / count
                    + 6 * mean * mean * second - 3 * mean * mean * mean * mean;
            var kurtosis = Math.max(0, fourth / (variance * variance) - 3);
            inverse += 1 / variance / CHANNELS;
            inverseSquare += 1 / (variance * variance) / CHANNELS;
            root += Math.sqrt(kurtosis) / CHANNELS;
            product += Math.sqrt(kurtosis) / variance / CHANNELS;
        }
        var slope = (product - root * inverse) / (inverseSquare - inverse * inverse);
        if (root < PURE_NOISE) {
            noise[at] = (float) Math.sqrt(1 / inverse);
        } else if (slope < 0) {
            noise[at] = (float) Math.sqrt(-slope / (root - slope * inverse));
        }
    }

    /** Windows side by side, with the power sums of the cells that they cover. */
    private final class Tile {

        private final int left;
        private final int top;
        private final int windows;
        private final int lines;
        private final int columns;
        private final double[][] sums;
        private final double[][] vertical;
        private final double[][] powers;
        private final Monitor monitor;

        Tile(int left, int top, Monitor monitor) {
            this.left = left;
            this.top = top;
            this.monitor = monitor;
            windows = Math.min(TILE, wide - left);
            lines = Math.min(TILE, high - top);
            columns = windows + cells - 1;
            sums = new double[(lines + cells - 1) * columns][CHANNELS * POWERS];
            vertical = new double[CELL][columns * CELL + CELL - 1];
            powers = new double[POWERS][columns * CELL];
        }

        void run() {
            for (int row = 0; row < lines + cells - 1; row++) {
                monitor.check();
                int channel = 0;
                for (int v = 0; v < CELL; v++) {
                    filterColumns((top + row) * CELL, FILTERS[v]);
                    for (int u = Math.max(0, COARSEST - v); u < CELL; u++) {
                        sumPowers(FILTERS[u]);
                        collect(row * columns, POWERS * channel++);
                    }
                }
            }
            var window = new double[CHANNELS * POWERS];
            for (int row = 0; row < lines; row++) {
                monitor.check();
                for (int column = 0; column < windows; column++) {
                    sumWindow(row, column, window);
                    estimate(window, (top + row) * wide + left + column);
                }
            }
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

        private void collect(int cell, int at) {
            for (int column = 0; column < columns; column++) {
                for (int power = 0; power < POWERS; power++) {
                    double sum = 0;
                    for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                        sum += powers[power][x];
                    }
                    sums[cell + column][at + power] = sum;
                }
            }
        }

        private void sumWindow(int row, int column, double[] window) {
            Arrays.fill(window, 0);
            for (int i = 0; i < cells * cells; i++) {
                var cell = sums[(row + i / cells) * columns + column + i % cells];
                for (int at = 0; at < window.length; at++) {
                    window[at] += cell[at];
                }
            }
        }
    }
}
