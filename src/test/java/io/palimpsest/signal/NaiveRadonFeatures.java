package io.palimpsest.signal;

/** Resampling features as plainly as their description reads: mirrored look-ups, a rotated canvas, sums of cosines. */
final class NaiveRadonFeatures {

    private NaiveRadonFeatures() {}

    static double[] of(float[][] patch) {
        var canvas = new double[46][46];
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (var channel : patch) {
                    var laplacian = at(channel, x - 1, y) + at(channel, x + 1, y) + at(channel, x, y - 1)
                            + at(channel, x, y + 1) - 4 * at(channel, x, y);
                    canvas[y + 7][x + 7] += Math.sqrt(Math.abs(laplacian)) / patch.length;
                }
            }
        }
        var magnitudes = new double[10][24];
        for (int angle = 0; angle < 10; angle++) {
            var projection = projection(canvas, angle * Math.PI / 10);
            for (int k = 0; k < 24; k++) {
                double real = 0;
                double imaginary = 0;
                for (int x = 0; x < 46; x++) {
                    real += projection[x] * Math.cos(2 * Math.PI * k * x / 46);
                    imaginary -= projection[x] * Math.sin(2 * Math.PI * k * x / 46);
                }
                magnitudes[angle][k] = Math.hypot(real, imaginary);
            }
        }
        var features = new double[240];
        for (int k = 0; k < 24; k++) {
            double mean = 0;
            for (int angle = 0; angle < 10; angle++) {
                mean += magnitudes[angle][k] / 10;
            }
            for (int angle = 0; angle < 10; angle++) {
                features[angle * 24 + k] = magnitudes[angle][k] / (mean + 1e-16) - 1;
            }
        }
        return features;
    }

    private static double at(float[] channel, int x, int y) {
        var column = x < 0 ? -1 - x : x > 31 ? 63 - x : x;
        var row = y < 0 ? -1 - y : y > 31 ? 63 - y : y;
        return channel[row * 32 + column];
    }

    private static double[] projection(double[][] canvas, double a) {
        var sums = new double[46];
        for (int x = 0; x < 46; x++) {
            for (int y = 0; y < 46; y++) {
                sums[x] += bilinear(canvas, Math.cos(a) * x + Math.sin(a) * y - 23 * (Math.cos(a) + Math.sin(a) - 1),
                        -Math.sin(a) * x + Math.cos(a) * y - 23 * (Math.cos(a) - Math.sin(a) - 1));
            }
        }
        return sums;
    }

    private static double bilinear(double[][] canvas, double x, double y) {
        var x0 = (int) Math.floor(x);
        var y0 = (int) Math.floor(y);
        var upper = (1 - (x - x0)) * pixel(canvas, x0, y0) + (x - x0) * pixel(canvas, x0 + 1, y0);
        var lower = (1 - (x - x0)) * pixel(canvas, x0, y0 + 1) + (x - x0) * pixel(canvas, x0 + 1, y0 + 1);
        return (1 - (y - y0)) * upper + (y - y0) * lower;
    }

    private static double pixel(double[][] canvas, int x, int y) {
        return x < 0 || y < 0 || x > 45 || y > 45 ? 0 : canvas[y][x];
    }
}
