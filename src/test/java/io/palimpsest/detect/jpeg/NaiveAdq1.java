package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** ADQ1 as plainly as its description reads: maps for histograms, a Fourier sum for the FFT, 1-based indices. */
final class NaiveAdq1 {

    /** The coefficient of a block at a row and a column frequency. */
    interface Source {
        int at(int row, int column, int u, int v);
    }

    record Posteriors(int period, double[] once, double[] twice) {}

    private NaiveAdq1() {}

    static double[] map(int wide, int high, Source source) {
        var altered = new double[wide * high];
        var pristine = new double[wide * high];
        java.util.Arrays.fill(altered, 1);
        java.util.Arrays.fill(pristine, 1);
        for (int u = 0; u < 8; u++) {
            for (int v = 0; v < 8; v++) {
                if (u + v > 4) {
                    continue;
                }
                var values = new short[wide * high];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (short) source.at(i / wide, i % wide, u, v);
                }
                var posteriors = posteriors(values);
                for (int i = 0; i < values.length; i++) {
                    altered[i] *= posteriors.once[i];
                    pristine[i] *= posteriors.twice[i];
                }
            }
        }
        for (int i = 0; i < altered.length; i++) {
            altered[i] /= altered[i] + pristine[i];
            altered[i] = Double.isNaN(altered[i]) ? 0 : altered[i];
        }
        return altered;
    }

    static Posteriors posteriors(short[] values) {
        var counts = new TreeMap<Integer, Integer>();
        for (var value : values) {
            counts.merge((int) value, 1, Integer::sum);
        }
        var first = counts.firstKey() - 1;
        var h = new double[counts.lastKey() + 1 - first + 1 + 1]; // 1-based
        counts.forEach((value, count) -> h[value - first + 1] = count);
        var length = h.length - 1;
        int s0 = 1;
        for (int i = 2; i <= length; i++) {
            s0 = h[i] > h[s0] ? i : s0;
        }
        var period = period(h, length);
        var once = new double[values.length];
        var twice = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            var a = values[i] - first + 1;
            once[i] = 0.5;
            twice[i] = 0.5;
            if (period > 1) {
                double sum = 0;
                for (var bin : bins(a, s0, period, length)) {
                    sum += h[bin];
                }
                var pu = h[a] / sum;
                var pt = 1.0 / period;
                once[i] = pt / (pu + pt);
                twice[i] = pu / (pu + pt);
            }
        }
        return new Posteriors(period, once, twice);
    }

    private static List<Integer> bins(int a, int s0, int period, int length) {
        var start = a - (a - s0) % period;
        var bins = new ArrayList<Integer>();
        for (int i = 0; i < period; i++) {
            var bin = start >= s0 ? start + i : start - i;
            if (bin > length) {
                bin -= period;
            }
            if (bin < 1) {
                bin += period;
            }
            bins.add(bin);
        }
        return bins;
    }

    private static int period(double[] h, int length) {
        var f = new double[length + 1];
        for (int k = 1; k <= length; k++) {
            double re = 0;
            double im = 0;
            for (int n = 1; n <= length; n++) {
                var angle = -2 * Math.PI * ((long) (k - 1) * (n - 1) % length) / length;
                re += h[n] * Math.cos(angle);
                im += h[n] * Math.sin(angle);
            }
            f[k] = Math.sqrt(re * re + im * im);
        }
        int valley = 1;
        while (valley < length - 1 && f[valley] >= f[valley + 1]) {
            valley++;
        }
        var last = length / 2;
        if (valley > last) {
            return 1;
        }
        int peak = valley;
        var lowest = f[valley];
        for (int k = valley; k <= last; k++) {
            peak = f[k] > f[peak] ? k : peak;
            lowest = Math.min(lowest, f[k]);
        }
        if (f[peak] < f[1] / 5 || lowest / f[peak] > 0.9) {
            return 1;
        }
        return (int) Math.floor(length / (double) (peak - 1) + 0.5);
    }

    /** Rounded cosine coefficients of luminance blocks, by the double sum of the definition. */
    static Source ofPixels(float[] luminance, int width) {
        return (row, column, u, v) -> {
            double sum = 0;
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    sum += (luminance[(8 * row + y) * width + 8 * column + x] - 128)
                            * Math.cos(Math.PI * (2 * y + 1) * u / 16) * Math.cos(Math.PI * (2 * x + 1) * v / 16);
                }
            }
            sum *= 0.25 * (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1);
            return (int) (Math.signum(sum) * Math.floor(Math.abs(sum) + 0.5));
        };
    }
}
