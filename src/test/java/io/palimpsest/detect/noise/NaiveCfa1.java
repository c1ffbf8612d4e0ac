package io.palimpsest.detect.noise;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.palimpsest.core.Specimen;

/** CFA1 as plainly as its paper reads, pixel by pixel with two-dimensional windows and look-ups by reflection. */
final class NaiveCfa1 {

    private final double[][] green;
    private final double[][] error;
    private final int width;
    private final int height;

    NaiveCfa1(Specimen specimen) {
        width = specimen.width();
        height = specimen.height();
        green = new double[height][width];
        error = new double[height][width];
        var access = specimen.pixels().randomAccess();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                green[y][x] = access.setPositionAndGet(x, y, 1).getRealDouble();
            }
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                error[y][x] = at(green, x, y) - 0.25 * at(green, x - 1, y) - 0.25 * at(green, x + 1, y)
                        - 0.25 * at(green, x, y - 1) - 0.25 * at(green, x, y + 1);
            }
        }
    }

    private double at(double[][] values, int x, int y) {
        var column = x < 0 ? -x : x >= width ? 2 * width - 2 - x : x;
        var row = y < 0 ? -y : y >= height ? 2 * height - 2 - y : y;
        return values[row][column];
    }

    private double variance(int x, int y) {
        double total = 0;
        double squared = 0;
        double mean = 0;
        double square = 0;
        for (int dy = -3; dy <= 3; dy++) {
            for (int dx = -3; dx <= 3; dx++) {
                if ((dx + dy) % 2 == 0) {
                    var weight = Math.exp(-(dx * dx + dy * dy) / 2.0);
                    total += weight;
                    squared += weight * weight;
                    mean += weight * at(error, x + dx, y + dy);
                    square += weight * at(error, x + dx, y + dy) * at(error, x + dx, y + dy);
                }
            }
        }
        mean /= total;
        square /= total;
        return Math.max(0.01, (square - mean * mean) / (1 - squared / total / total));
    }

    /** Mean logarithms of the variances in a block, where column + row is even and where it is odd. */
    double[] logarithms(int left, int top, int block) {
        var sums = new double[2];
        for (int y = top; y < top + block; y++) {
            for (int x = left; x < left + block; x++) {
                sums[(x + y) % 2] += Math.log(variance(x, y)) * 2 / block / block;
            }
        }
        return sums;
    }

    /** Normal density. */
    static double density(double value, double mean, double deviation) {
        return Math.exp(-Math.pow((value - mean) / deviation, 2) / 2) / deviation / Math.sqrt(2 * Math.PI);
    }

    /** Mean, deviation, deviation without a trace and share after many rounds of plain expectation and maximisation. */
    static double[] mixture(double[] values) {
        double mean = 1;
        double with = 1;
        double without = 1;
        double share = 0.5;
        for (int round = 0; round < 2000; round++) {
            double n = 0;
            double sum = 0;
            double square = 0;
            double rest = 0;
            for (var value : values) {
                var a = share * density(value, mean, with);
                var b = (1 - share) * density(value, 0, without);
                var weight = a / (a + b);
                n += weight;
                sum += weight * value;
                square += weight * value * value;
                rest += (1 - weight) * value * value;
            }
            mean = sum / n;
            with = Math.sqrt(square / n - mean * mean);
            without = Math.sqrt(rest / (values.length - n));
            share = n / values.length;
        }
        return new double[] {mean, with, without, share};
    }

    /** Median of the known values within two blocks. */
    static double median(double[][] values, int column, int row) {
        List<Double> known = new ArrayList<>();
        for (int y = row - 2; y <= row + 2; y++) {
            for (int x = column - 2; x <= column + 2; x++) {
                if (y >= 0 && x >= 0 && y < values.length && x < values[0].length && !Double.isNaN(values[y][x])) {
                    known.add(values[y][x]);
                }
            }
        }
        Collections.sort(known);
        return (known.get((known.size() - 1) / 2) + known.get(known.size() / 2)) / 2;
    }
}
