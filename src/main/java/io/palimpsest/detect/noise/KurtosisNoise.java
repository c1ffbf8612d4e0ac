package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * Local noise from the concentration of kurtosis: variance and kurtosis of band-pass channels in sliding windows.
 *
 * <p>Sums of powers are made for cells and added up to windows, so that windows move by one cell.
 */
final class KurtosisNoise {

    /** Edge of a cell in pixels, and of a filter. */
    static final int CELL = ChannelPowers.CELL;

    /** Windows along either edge of the tiles that are done at once. */
    private static final int TILE = 32;

    /** Smallest variance of a channel, and that relative to its mean square, that is no rounding error. */
    private static final double LEAST_VARIANCE = 1e-6;
    private static final double LEAST_SHARE = 1e-5;

    /** Mean root of kurtosis that windows of white noise stay below; 32x32 responses have about 0.14, at most 0.27. */
    private static final double PURE_NOISE = 0.3;

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
                tile -> result.measure(tile % across * TILE, tile / across * TILE, monitor));
        return result.map();
    }

    private RawMap map() {
        var margin = (cells * CELL / 2 + 3) / CELL * CELL;
        return new RawMap(noise, wide, high, margin, margin, CELL, RawMap.Border.NEAREST);
    }

    /** Measures windows side by side, which share the power sums of their cells. */
    private void measure(int left, int top, Monitor monitor) {
        var right = Math.min(left + TILE, wide);
        var bottom = Math.min(top + TILE, high);
        var columns = right - left + cells - 1;
        var powers = new ChannelPowers(luminance, width, left, columns);
        var sums = new double[(bottom - top + cells - 1) * columns][];
        for (int i = 0; i < sums.length; i += columns) {
            monitor.check();
            System.arraycopy(powers.row(top + i / columns), 0, sums, i, columns);
        }
        var window = new double[ChannelPowers.CHANNELS * ChannelPowers.POWERS];
        for (int row = top; row < bottom; row++) {
            monitor.check();
            for (int column = left; column < right; column++) {
                sum(sums, (row - top) * columns + column - left, columns, window);
                noise[row * wide + column] = estimate(window);
            }
        }
    }

    private void sum(double[][] sums, int first, int columns, double[] window) {
        Arrays.fill(window, 0);
        for (int i = 0; i < cells * cells; i++) {
            var cell = sums[first + i / cells * columns + i % cells];
            for (int at = 0; at < window.length; at++) {
                window[at] += cell[at];
            }
        }
    }

    /**
     * Least squares of root kurtosis = root + slope / variance over the channels: noise of variance s in a picture of one
     * kurtosis k gives the root of k as intercept and -s times that root as slope. The slope must hence be negative, but
     * in noise alone, where all kurtosis is near 0 and the harmonic mean of the variances is that of the noise.
     */
    private float estimate(double[] window) {
        var count = (double) cells * cells * CELL * CELL;
        double inverse = 0;
        double inverseSquare = 0;
        double root = 0;
        double product = 0;
        for (int i = 0; i < window.length; i += ChannelPowers.POWERS) {
            var mean = window[i] / count;
            var second = window[i + 1] / count;
            var variance = second - mean * mean;
            if (!(variance > LEAST_VARIANCE && variance > LEAST_SHARE * second)) {
                return Float.NaN;
            }
            var fourth = window[i + 3] / count - 4 * mean * window[i + 2] / count
                    + 6 * mean * mean * second - 3 * mean * mean * mean * mean;
            var kurtosis = Math.max(0, fourth / (variance * variance) - 3);
            inverse += 1 / variance / ChannelPowers.CHANNELS;
            inverseSquare += 1 / (variance * variance) / ChannelPowers.CHANNELS;
            root += Math.sqrt(kurtosis) / ChannelPowers.CHANNELS;
            product += Math.sqrt(kurtosis) / variance / ChannelPowers.CHANNELS;
        }
        var slope = (product - root * inverse) / (inverseSquare - inverse * inverse);
        if (root < PURE_NOISE) {
            return (float) Math.sqrt(1 / inverse);
        }
        return slope < 0 ? (float) Math.sqrt(-slope / (root - slope * inverse)) : Float.NaN;
    }
}
