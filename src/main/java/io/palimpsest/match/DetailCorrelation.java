package io.palimpsest.match;

import io.palimpsest.core.Affine;
import io.palimpsest.signal.TaskLoop;

/**
 * How well the fine detail of small windows agrees with that at their places under a transform.
 *
 * <p>Detail is the luminance less its mean over about 9x9 pixels (two means of 5x5, a spread of 2 pixels). Things that
 * look alike agree in their outlines and differ in their detail; a copy has the same detail, noise included.
 */
final class DetailCorrelation {

    /** Edge of a window in pixels. */
    static final int WINDOW = 12;

    /** Least standard deviation of the detail, in grey levels, that a correlation says something about. */
    static final double DETAILED = 0.7;

    private static final int BOX = 2;

    /** Added to each variance, so that rounding to grey levels does not pass for detail. */
    private static final double ROUNDING = 0.25;

    private final float[] luminance;
    private final float[] detail;
    private final int width;
    private final int height;

    DetailCorrelation(float[] luminance, int width, int height) {
        this.luminance = luminance;
        this.width = width;
        this.height = height;
        detail = luminance.clone();
        for (int pass = 0; pass < 2; pass++) {
            mean(detail, width, 1, height, width);
            mean(detail, height, width, width, 1);
        }
        for (int i = 0; i < detail.length; i++) {
            detail[i] = luminance[i] - detail[i];
        }
    }

    /** Replaces each value by the mean of the five around it, along lines of {@code n} values; edges are repeated. */
    private static void mean(float[] values, int n, int step, int lines, int lineStep) {
        TaskLoop.run(lines, line -> {
            var copy = new float[n];
            for (int i = 0; i < n; i++) {
                copy[i] = values[line * lineStep + i * step];
            }
            for (int i = 0; i < n; i++) {
                float sum = 0;
                for (int k = -BOX; k <= BOX; k++) {
                    sum += copy[Math.min(n - 1, Math.max(0, i + k))];
                }
                values[line * lineStep + i * step] = sum / (2 * BOX + 1);
            }
        });
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Luminance less its neighbourhood's. */
    double detail(int x, int y) {
        return detail[y * width + x];
    }

    /** Share of the pixels of cells that differ from the next one to the right or below, 0 to 1. */
    double grain(int[] cells, int columns, int step) {
        long all = 0;
        long differ = 0;
        for (var cell : cells) {
            for (int y = cell / columns * step; y < Math.min(height - 1, (cell / columns + 1) * step); y++) {
                for (int x = cell % columns * step; x < Math.min(width - 1, (cell % columns + 1) * step); x++) {
                    var at = y * width + x;
                    all++;
                    differ += luminance[at] == luminance[at + 1] && luminance[at] == luminance[at + width] ? 0 : 1;
                }
            }
        }
        return all == 0 ? 0 : differ / (double) all;
    }

    /**
     * Compares a window with its place under a transform.
     *
     * @param correlation of the detail, -1 to 1; not a number if half of the window or more lies outside the picture
     * @param weakest the smaller of the two standard deviations of the detail, in grey levels
     * @param change root of the mean squared difference of the luminances
     */
    record Match(double correlation, double weakest, double change) {}

    /** Compares the window whose middle is a pixel's upper left corner. */
    Match compare(int x, int y, Affine transform) {
        double n = 0;
        double a = 0;
        double b = 0;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        double change = 0;
        for (int fromY = Math.max(0, y - WINDOW / 2); fromY < Math.min(height, y + WINDOW / 2); fromY++) {
            for (int fromX = Math.max(0, x - WINDOW / 2); fromX < Math.min(width, x + WINDOW / 2); fromX++) {
                var toX = transform.x(fromX, fromY);
                var toY = transform.y(fromX, fromY);
                if (toX < 0 || toY < 0 || toX > width - 1 || toY > height - 1) {
                    continue;
                }
                var left = Math.min((int) toX, width - 2);
                var top = Math.min((int) toY, height - 2);
                var shareX = toX - left;
                var shareY = toY - top;
                var at = top * width + left;
                double one = detail[fromY * width + fromX];
                var other = between(detail, at, shareX, shareY);
                var difference = luminance[fromY * width + fromX] - between(luminance, at, shareX, shareY);
                n++;
                a += one;
                b += other;
                aa += one * one;
                bb += other * other;
                ab += one * other;
                change += difference * difference;
            }
        }
        if (2 * n <= WINDOW * WINDOW) {
            return new Match(Double.NaN, 0, Double.NaN);
        }
        return new Match(correlation(n, a, b, aa, bb, ab), Math.sqrt(Math.min(variance(n, a, aa), variance(n, b, bb))),
                Math.sqrt(change / n));
    }

    /** Correlation of n pairs from the sums of their values, squares and products. */
    static double correlation(double n, double a, double b, double aa, double bb, double ab) {
        return (ab / n - a * b / n / n)
                / Math.sqrt((variance(n, a, aa) + ROUNDING) * (variance(n, b, bb) + ROUNDING));
    }

    private static double variance(double n, double sum, double squares) {
        return Math.max(0, squares / n - sum * sum / n / n);
    }

    private double between(float[] values, int at, double shareX, double shareY) {
        return (1 - shareY) * ((1 - shareX) * values[at] + shareX * values[at + 1])
                + shareY * ((1 - shareX) * values[at + width] + shareX * values[at + width + 1]);
    }
}
