package io.palimpsest.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiPredicate;


/** The published steps one by one, with two-dimensional arrays of doubles and no thought of speed. */
final class NaiveSplicebuster {

    private NaiveSplicebuster() {}

    /** Levels scaled by 1/256. */
    static double[][] scaled(float[] luminance, int width) {
        var image = new double[luminance.length / width][width];
        for (var i = 0; i < luminance.length; i++) {
            image[i / width][i % width] = luminance[i] / 256.0;
        }
        return image;
    }

    static double[][] transposed(double[][] image) {
        var result = new double[image[0].length][image.length];
        for (var r = 0; r < image.length; r++) {
            for (var c = 0; c < image[0].length; c++) {
                result[c][r] = image[r][c];
            }
        }
        return result;
    }

    /** Quantised horizontal residual of size (H-4) x (W-4), values 0 to 2. */
    static int[][] horizontal(double[][] x) {
        var delta = 3 * 2 / 256.0;
        var result = new int[x.length - 4][x[0].length - 4];
        for (var r = 0; r < result.length; r++) {
            for (var c = 0; c < result[0].length; c++) {
                var row = x[r + 2];
                var residual = row[c + 1] - 3 * row[c + 2] + 3 * row[c + 3] - row[c + 4];
                var level = Math.signum(residual) * Math.floor(Math.abs(residual) / delta + 0.5);
                result[r][c] = (int) Math.max(-1, Math.min(1, level)) + 1;
            }
        }
        return result;
    }

    static int[][] vertical(double[][] x) {
        var turned = horizontal(transposed(x));
        var result = new int[turned[0].length][turned.length];
        for (var r = 0; r < result.length; r++) {
            for (var c = 0; c < result[0].length; c++) {
                result[r][c] = turned[c][r];
            }
        }
        return result;
    }

    static List<Integer> canonical(int code) {
        var digits = new int[] {code % 3, code / 3 % 3, code / 9 % 3, code / 27};
        var all = new ArrayList<Integer>();
        for (var negate : new boolean[] {false, true}) {
            for (var reverse : new boolean[] {false, true}) {
                var value = 0;
                for (var k = 0; k < 4; k++) {
                    var digit = digits[reverse ? 3 - k : k];
                    value = 3 * value + (negate ? 2 - digit : digit);
                }
                all.add(value);
            }
        }
        return all;
    }

    /** Class numbers by the rank of the smallest code of each class. */
    static int[] classes() {
        var smallest = new int[81];
        for (var code = 0; code < 81; code++) {
            // digits are read in the other order here, which is one of the symmetries
            smallest[code] = canonical(code).stream().min(Integer::compare).orElseThrow();
        }
        var ranks = List.copyOf(new TreeSet<>(Arrays.stream(smallest).boxed().toList()));
        return Arrays.stream(smallest).map(ranks::indexOf).toArray();
    }

    static int code(int[][] levels, int row, int column, int down, int across) {
        var code = 0;
        for (var k = 3; k >= 0; k--) {
            code = 3 * code + levels[row + k * down][column + k * across];
        }
        return code;
    }

    /** Weighted histograms of one block given by its first code position: 50 features and, last, the weight. */
    static double[] block(int[][] h, int[][] v, boolean[][] usable, int top, int left, int side) {
        var classes = classes();
        var result = new double[51];
        for (var r = top; r < top + side; r++) {
            for (var c = left; c < left + side; c++) {
                if (usable[r + 4][c + 4]) {
                    result[classes[code(h, r, c + 2, 1, 0)]]++;
                    result[classes[code(v, r + 2, c, 0, 1)]]++;
                    result[25 + classes[code(h, r + 2, c, 0, 1)]]++;
                    result[25 + classes[code(v, r, c + 2, 1, 0)]]++;
                    result[50]++;
                }
            }
        }
        var weight = result[50] / (side * side);
        for (var i = 0; i < 50; i++) {
            result[i] = Math.sqrt(result[i] / (side * side) / Math.max(1e-20, weight));
        }
        result[50] = weight;
        return result;
    }

    /** 50 features and the weight of each block, in row-major order. */
    static List<double[]> blocks(float[] luminance, int width, int height) {
        var small = width * height <= 20000;
        var side = small ? 64 : 128;
        var stride = small ? 4 : 8;
        var image = scaled(luminance, width);
        var result = new ArrayList<double[]>();
        if (width < 8 + side || height < 8 + side) {
            return result;
        }
        var h = horizontal(image);
        var v = vertical(image);
        var usable = unsaturated(image);
        for (var r = 0; r + side <= (height - 8) / stride * stride; r += stride) {
            for (var c = 0; c + side <= (width - 8) / stride * stride; c += stride) {
                result.add(block(h, v, usable, r, c, side));
            }
        }
        return result;
    }

    static boolean[][] unsaturated(double[][] x) {
        var dark = new boolean[x.length][x[0].length];
        var bright = new boolean[x.length][x[0].length];
        for (var r = 0; r < x.length; r++) {
            for (var c = 0; c < x[0].length; c++) {
                dark[r][c] = x[r][c] * 256 < 6;
                bright[r][c] = x[r][c] * 256 > 252;
            }
        }
        dark = morph(morph(dark, 3, disk(3), false), 3, disk(3), true);
        bright = morph(morph(bright, 2, disk(2), false), 2, disk(2), true);
        for (var r = 0; r < x.length; r++) {
            for (var c = 0; c < x[0].length; c++) {
                dark[r][c] = !(dark[r][c] || bright[r][c]);
            }
        }
        return morph(dark, 4, (dx, dy) -> true, false);
    }

    static BiPredicate<Integer, Integer> disk(int radius) {
        return (dx, dy) -> dx * dx + dy * dy <= radius * radius;
    }

    /** Looks at every pixel of every element; outside pixels are passed over. */
    static boolean[][] morph(boolean[][] mask, int radius, BiPredicate<Integer, Integer> element, boolean dilate) {
        var result = new boolean[mask.length][mask[0].length];
        for (var r = 0; r < mask.length; r++) {
            for (var c = 0; c < mask[0].length; c++) {
                result[r][c] = !dilate;
                for (var y = Math.max(0, r - radius); y <= Math.min(mask.length - 1, r + radius); y++) {
                    for (var x = Math.max(0, c - radius); x <= Math.min(mask[0].length - 1, c + radius); x++) {
                        if (element.test(x - c, y - r) && mask[y][x] == dilate) {
                            result[r][c] = dilate;
                        }
                    }
                }
            }
        }
        return result;
    }
}
