package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import io.palimpsest.core.Specimen;

/** BLK as plainly as its description reads: pixel by pixel, sorting each window, with mirrored look-ups. */
final class NaiveBlk {

    private final int width;
    private final int height;

    private NaiveBlk(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Sum of the artefacts in both directions, row by row. */
    static double[][] artefacts(Specimen specimen) {
        var naive = new NaiveBlk(specimen.width(), specimen.height());
        var y = new double[naive.height][naive.width];
        var access = specimen.pixels().randomAccess();
        var colour = specimen.pixels().dimension(2) == 3;
        for (int r = 0; r < naive.height; r++) {
            for (int c = 0; c < naive.width; c++) {
                var red = access.setPositionAndGet(c, r, 0).getRealDouble();
                var green = colour ? access.setPositionAndGet(c, r, 1).getRealDouble() : red;
                var blue = colour ? access.setPositionAndGet(c, r, 2).getRealDouble() : red;
                y[r][c] = (65.481 * red + 128.553 * green + 24.966 * blue) / 255 + 16;
            }
        }
        var across = naive.lines(y);
        var turned = new NaiveBlk(naive.height, naive.width);
        var down = turned.lines(transposed(y));
        for (int r = 0; r < naive.height; r++) {
            for (int c = 0; c < naive.width; c++) {
                across[r][c] += down[c][r];
            }
        }
        return across;
    }

    static double[] map(double[][] g, int left, int top) {
        var high = (int) Math.ceil((g.length - top) / 8.0);
        var wide = (int) Math.ceil((g[0].length - left) / 8.0);
        var map = new double[wide * high];
        for (int i = 0; i < map.length; i++) {
            var block = new double[8][8];
            for (int r = 0; r < 8; r++) {
                for (int c = 0; c < 8; c++) {
                    var y = top + i / wide * 8 + r;
                    var x = left + i % wide * 8 + c;
                    block[r][c] = y < g.length && x < g[0].length ? g[y][x] : 0;
                }
            }
            map[i] = half(block) + half(transposed(block));
        }
        return map;
    }

    private static double half(double[][] block) {
        var sums = new double[8];
        for (int c = 0; c < 8; c++) {
            for (int r = 1; r <= 6; r++) {
                sums[c] += block[r][c];
            }
        }
        return Arrays.stream(sums, 1, 7).max().getAsDouble() - Math.min(sums[0], sums[7]);
    }

    private static double[][] transposed(double[][] x) {
        var y = new double[x[0].length][x.length];
        for (int r = 0; r < x.length; r++) {
            for (int c = 0; c < x[0].length; c++) {
                y[c][r] = x[r][c];
            }
        }
        return y;
    }

    private double at(double[][] x, int r, int c) {
        int row = r;
        int column = c;
        while (row < 0 || row >= height) {
            row = row < 0 ? -1 - row : 2 * height - 1 - row;
        }
        while (column < 0 || column >= width) {
            column = column < 0 ? -1 - column : 2 * width - 1 - column;
        }
        return x[row][column];
    }

    private double[][] lines(double[][] y) {
        var d = new double[height][width];
        var s = new double[height][width];
        var e = new double[height][width];
        var g = new double[height][width];
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                var second = 2 * y[r][c] - y[Math.max(0, r - 1)][c] - y[Math.min(height - 1, r + 1)][c];
                d[r][c] = Math.abs(second) > 50 ? 0 : Math.abs(second);
            }
        }
        for (int i = 0; i < width * height; i++) {
            for (int k = -16; k <= 16; k++) {
                s[i / width][i % width] += at(d, i / width, i % width + k);
            }
        }
        for (int i = 0; i < width * height; i++) {
            var window = new double[33];
            for (int k = -16; k <= 16; k++) {
                window[k + 16] = at(s, i / width + k, i % width);
            }
            Arrays.sort(window);
            e[i / width][i % width] = s[i / width][i % width] - window[16];
        }
        for (int i = 0; i < width * height; i++) {
            var five = new double[5];
            for (int k = -2; k <= 2; k++) {
                five[k + 2] = at(e, i / width + 8 * k, i % width);
            }
            Arrays.sort(five);
            g[i / width][i % width] = five[2];
        }
        return g;
    }
}
