package io.palimpsest.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steps on a fingerprint one by one, with no thought of speed; the fingerprint varies everywhere. */
final class NaiveFingerprint {

    private NaiveFingerprint() {}

    /** A quartile bounds two levels; sorted values of all pixels that are not saturated or next to the border. */
    static double[] quartiles(float[] fingerprint, boolean[] saturated, int width) {
        var values = new ArrayList<Float>();
        for (var i = 0; i < fingerprint.length; i++) {
            var x = i % width;
            var y = i / width;
            if (!saturated[i] && Math.min(x, width - 1 - x) >= 17 && Math.min(y, fingerprint.length / width - 1 - y) >= 17) {
                values.add(fingerprint[i]);
            }
        }
        values.sort(Float::compare);
        return new double[] {values.get(values.size() / 4), values.get(values.size() / 2), values.get(values.size() * 3 / 4)};
    }

    static int level(float value, double[] quartiles) {
        return (int) Arrays.stream(quartiles).filter(bound -> value > bound).count();
    }

    /** Base-4 number of four values, the first being its last digit. */
    static int code(int... levels) {
        var text = new StringBuilder();
        for (var level : levels) {
            text.insert(0, level);
        }
        return Integer.parseInt(text.toString(), 4);
    }

    static int across(int[][] levels, int y, int x) {
        return code(levels[y][x - 1], levels[y][x], levels[y][x + 1], levels[y][x + 2]);
    }

    static int down(int[][] levels, int y, int x) {
        return code(levels[y - 1][x], levels[y][x], levels[y + 1][x], levels[y + 2][x]);
    }

    static int[][] levels(byte[] flat, int width) {
        var levels = new int[flat.length / width][width];
        for (var i = 0; i < flat.length; i++) {
            levels[i / width][i % width] = flat[i];
        }
        return levels;
    }

    /** No pixel within 17 of it, in either direction, is saturated. */
    static boolean usable(boolean[] saturated, int width, int x, int y) {
        for (var v = Math.max(0, y - 17); v <= Math.min(saturated.length / width - 1, y + 17); v++) {
            for (var u = Math.max(0, x - 17); u <= Math.min(width - 1, x + 17); u++) {
                if (saturated[v * width + u]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** 512 features and the share of usable pixels of each block of 64 pixels, two rings left out. */
    static List<double[]> blocks(float[] fingerprint, boolean[] saturated, int width) {
        var height = fingerprint.length / width;
        var quartiles = quartiles(fingerprint, saturated, width);
        var levels = new int[height][width];
        for (var i = 0; i < fingerprint.length; i++) {
            levels[i / width][i % width] = level(fingerprint[i], quartiles);
        }
        var result = new ArrayList<double[]>();
        for (var top = 20; top + 64 <= 20 + (height - 40) / 8 * 8; top += 8) {
            for (var left = 20; left + 64 <= 20 + (width - 40) / 8 * 8; left += 8) {
                result.add(block(levels, saturated, width, top, left));
            }
        }
        return result;
    }

    private static double[] block(int[][] levels, boolean[] saturated, int width, int top, int left) {
        var features = new double[513];
        for (var y = top; y < top + 64; y++) {
            for (var x = left; x < left + 64; x++) {
                if (usable(saturated, width, x, y)) {
                    features[across(levels, y, x)]++;
                    features[256 + down(levels, y, x)]++;
                    features[512]++;
                }
            }
        }
        for (var i = 0; i < 512; i++) {
            features[i] = Math.sqrt(features[i] / features[512]);
        }
        features[512] /= 64 * 64;
        return features;
    }
}
