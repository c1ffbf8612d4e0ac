package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.List;

/** The DCT detector as plainly as its description reads: Fourier sums, written-out convolutions, 1-based indices. */
final class NaiveDct {

    private NaiveDct() {}

    static double[] map(int wide, int high, NaiveAdq1.Source source, int[] steps, boolean corrected) {
        var map = new double[wide * high];
        for (var place : zigzag().subList(1, 32)) {
            var u = place[0];
            var v = place[1];
            var values = new int[map.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = source.at(i / wide, i % wide, u, v) * steps[8 * u + v];
            }
            double q = step(values, corrected);
            for (int i = 0; i < values.length && q > 0; i++) {
                var times = values[i] / q;
                map[i] += Math.abs(values[i] - q * Math.signum(times) * Math.floor(Math.abs(times) + 0.5));
            }
        }
        return map;
    }

    /** The 64 positions from walking the diagonals, upwards on even ones. */
    private static List<int[]> zigzag() {
        var places = new ArrayList<int[]>();
        for (int diagonal = 0; diagonal < 15; diagonal++) {
            for (int i = 0; i <= diagonal; i++) {
                var row = diagonal % 2 == 0 ? diagonal - i : i;
                if (row < 8 && diagonal - row < 8) {
                    places.add(new int[] {row, diagonal - row});
                }
            }
        }
        return places;
    }

    static int step(int[] values, boolean corrected) {
        var h = new double[514];
        var filled = new java.util.TreeSet<Integer>();
        for (var value : values) {
            if (value >= -256 && value <= 256) {
                h[value + 257]++;
                filled.add(value);
            }
        }
        if (filled.size() < 2) {
            return 0; // the spectrum is level and has no valley
        }
        var p = new double[514];
        for (int k = 1; k <= 513; k++) {
            double re = 0;
            double im = 0;
            for (var value : filled) {
                var angle = 2 * Math.PI * ((k - 1) * (value + 256) % 513) / 513;
                re += h[value + 257] * Math.cos(angle);
                im += h[value + 257] * Math.sin(angle);
            }
            p[k] = Math.sqrt(re * re + im * im);
        }
        var s = smooth(p, 3);
        int i = 1;
        while (i < 513 && s[i] <= s[i + 1]) {
            i++;
        }
        i++;
        while (i < 512 && s[i] >= s[i + 1]) {
            i++;
        }
        if (2 * i >= 0.8 * 513) {
            return 0;
        }
        var second = new double[513 - 2 * i];
        for (int k = 1; k < second.length; k++) {
            var at = i + k - 1;
            second[k] = p[at + 2] - p[at + 1] - (p[at + 1] - p[at]);
        }
        var t = smooth(second, 5);
        var least = Double.MAX_VALUE;
        for (int k = 1; k < t.length; k++) {
            least = Math.min(least, t[k]);
        }
        var run = new ArrayList<Double>();
        for (int k = 1; k < t.length; k++) {
            double kept = t[k] > least / 5 ? 0 : t[k];
            if (run.isEmpty() || run.get(run.size() - 1) != kept) {
                run.add(kept);
            }
        }
        var kinds = new ArrayList<Integer>();
        for (int k = 1; k < run.size() - 1; k++) {
            if (run.get(k) < run.get(k - 1) && run.get(k) < run.get(k + 1)) {
                kinds.add(-1);
            } else if (run.get(k) > run.get(k - 1) && run.get(k) > run.get(k + 1)) {
                kinds.add(1);
            }
        }
        int minima;
        if (kinds.isEmpty()) {
            minima = run.size() > 1 ? 1 : 0;
        } else {
            minima = (int) kinds.stream().filter(kind -> kind < 0).count() + (kinds.get(0) > 0 ? 1 : 0)
                    + (kinds.get(kinds.size() - 1) > 0 ? 1 : 0);
        }
        return corrected ? minima + 1 : minima;
    }

    /** From index 1 on; nothing beyond the ends. */
    private static double[] smooth(double[] x, double sigma) {
        double total = 0;
        for (int d = -25; d <= 25; d++) {
            total += Math.exp(-d * d / (2 * sigma * sigma));
        }
        var y = new double[x.length];
        for (int k = 1; k < x.length; k++) {
            for (int d = -25; d <= 25; d++) {
                if (k + d >= 1 && k + d < x.length) {
                    y[k] += x[k + d] * Math.exp(-d * d / (2 * sigma * sigma)) / total;
                }
            }
        }
        return y;
    }
}
