package io.palimpsest.signal;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Magnitudes of Zernike moments of the disc around each pixel, which do not change when the picture is turned or
 * mirrored.
 *
 * <p>The functions are scaled to be orthonormal over the disc and the moments to the disc's area, so that the first is
 * the mean and the squares of the others add up to the part of the variance that they describe. Beyond its border the
 * picture is continued by reflection. The work per pixel is a quarter of the disc for each function: sums and
 * differences of the four quadrants are made first.
 */
public final class ZernikeMoments {

    private static final int CHUNK = 128;

    private final int radius;
    private final int count;
    private final Kernel[] kernels;

    /** One function's real or imaginary part on the quadrant x, y &gt;= 0, and to which moment it adds. */
    private record Kernel(int moment, boolean oddX, boolean oddY, double[] weights) {}

    /**
     * Prepares the functions.
     *
     * @param order largest order, from 0
     * @param radius of the disc in pixels, from 1; pixels at most that far from its middle belong to it
     */
    public ZernikeMoments(int order, int radius) {
        this.radius = radius;
        var list = new ArrayList<Kernel>();
        int moments = 0;
        for (int n = 0; n <= order; n++) {
            for (int m = n % 2; m <= n; m += 2) {
                var odd = m % 2 == 1;
                list.add(new Kernel(moments, odd, false, weights(n, m, false)));
                if (m > 0) {
                    list.add(new Kernel(moments, !odd, true, weights(n, m, true)));
                }
                moments++;
            }
        }
        count = moments;
        kernels = list.toArray(Kernel[]::new);
    }

    /** Number of moments: 12 up to order 5. */
    public int count() {
        return count;
    }

    private double[] weights(int n, int m, boolean sine) {
        var side = radius + 1;
        var weights = new double[side * side];
        double pixels = 0;
        double sum = 0;
        for (int y = 0; y <= radius; y++) {
            for (int x = 0; x <= radius; x++) {
                if (inDisc(x, y)) {
                    var angle = m * Math.atan2(y, x);
                    weights[y * side + x] = Math.sqrt((m == 0 ? 1 : 2) * (n + 1)) * (sine ? Math.sin(angle)
                            : Math.cos(angle)) * radial(n, m, Math.hypot(x, y) / (radius + 0.5));
                    var images = (x == 0 ? 1 : 2) * (y == 0 ? 1 : 2);
                    pixels += images;
                    sum += images * weights[y * side + x];
                }
            }
        }
        // On pixels the functions are not quite orthogonal; none but the first is to answer to brightness.
        var level = n == 0 || m % 2 == 1 || sine ? 0 : sum / pixels;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = inDisc(i % side, i / side) ? (weights[i] - level) / pixels : 0;
        }
        return weights;
    }

    private boolean inDisc(int x, int y) {
        return x * x + y * y <= radius * radius;
    }

    /** The radial polynomial, 1 at 1. */
    static double radial(int n, int m, double rho) {
        double sum = 0;
        for (int k = 0; k <= (n - m) / 2; k++) {
            double term = Math.pow(rho, n - 2 * k);
            for (int i = 2; i <= n - k; i++) {
                term *= i;
            }
            for (int i = 2; i <= k; i++) {
                term /= i;
            }
            for (int i = 2; i <= (n + m) / 2 - k; i++) {
                term /= i;
            }
            for (int i = 2; i <= (n - m) / 2 - k; i++) {
                term /= i;
            }
            sum += k % 2 == 0 ? term : -term;
        }
        return sum;
    }

    /** Work space of {@link #row}; one for each thread. */
    public final class Scratch {
        private final double[][] parts = new double[kernels.length][CHUNK];
        private final double[] sum = new double[CHUNK + 2 * radius];
        private final double[] difference = new double[CHUNK + 2 * radius];
        private final double[][] folded = new double[4][CHUNK];
    }

    /**
     * The magnitudes of one row.
     *
     * @param image height x width values row by row, finite
     * @param width of the image
     * @param height of the image
     * @param y the row
     * @param scratch from {@code new}
     * @param magnitudes receives, for each moment, the width's number of values
     */
    public void row(float[] image, int width, int height, int y, Scratch scratch, float[][] magnitudes) {
        for (int from = 0; from < width; from += CHUNK) {
            var n = Math.min(CHUNK, width - from);
            for (var part : scratch.parts) {
                Arrays.fill(part, 0);
            }
            for (int dy = 0; dy <= radius; dy++) {
                var below = reflect(y + dy, height) * width;
                var above = reflect(y - dy, height) * width;
                for (int i = 0; i < n + 2 * radius; i++) {
                    var x = reflect(from + i - radius, width);
                    scratch.sum[i] = (double) image[below + x] + image[above + x];
                    scratch.difference[i] = (double) image[below + x] - image[above + x];
                }
                var share = dy == 0 ? 0.5 : 1;
                for (int dx = 0; dx <= radius && inDisc(dx, dy); dx++) {
                    fold(scratch, dx, n, dx == 0 ? share / 2 : share);
                    for (int k = 0; k < kernels.length; k++) {
                        var kernel = kernels[k];
                        if ((dx > 0 || !kernel.oddX) && (dy > 0 || !kernel.oddY)) {
                            add(scratch.parts[k], kernel.weights[dy * (radius + 1) + dx],
                                    scratch.folded[(kernel.oddX ? 1 : 0) + (kernel.oddY ? 2 : 0)], n);
                        }
                    }
                }
            }
            finish(scratch, from, n, magnitudes);
        }
    }

    /** Sums and differences of the left and the right, of the sums and differences of above and below. */
    private void fold(Scratch scratch, int dx, int n, double share) {
        var right = radius + dx;
        var left = radius - dx;
        var sum = scratch.sum;
        var difference = scratch.difference;
        double[] ee = scratch.folded[0], oe = scratch.folded[1], eo = scratch.folded[2], oo = scratch.folded[3];
        for (int i = 0; i < n; i++) {
            ee[i] = share * (sum[i + right] + sum[i + left]);
            oe[i] = share * (sum[i + right] - sum[i + left]);
        }
        for (int i = 0; i < n; i++) {
            eo[i] = share * (difference[i + right] + difference[i + left]);
            oo[i] = share * (difference[i + right] - difference[i + left]);
        }
    }

    private static void add(double[] part, double weight, double[] values, int n) {
        for (int i = 0; i < n; i++) {
            part[i] += weight * values[i];
        }
    }

    private void finish(Scratch scratch, int from, int n, float[][] magnitudes) {
        for (int k = 0; k < kernels.length; k++) {
            var moment = kernels[k].moment;
            var paired = k + 1 < kernels.length && kernels[k + 1].moment == moment;
            var real = scratch.parts[k];
            var imaginary = paired ? scratch.parts[++k] : null;
            for (int i = 0; i < n; i++) {
                magnitudes[moment][from + i] = (float) (paired
                        ? Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i])
                        : Math.abs(real[i]));
            }
        }
    }

    private static int reflect(int at, int size) {
        if (at >= 0 && at < size) {
            return at;
        }
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }
}
