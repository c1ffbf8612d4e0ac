package io.palimpsest.evaluate.attack;

/** What each new sample along one axis is made of: weights, of sum 1, of neighbouring old samples. */
final class Weights {

    private static final double REACH = 4;

    private final int from;
    private final int[] first;
    private final double[][] weights;

    private Weights(int from, int to) {
        this.from = from;
        first = new int[to];
        weights = new double[to][];
    }

    /** A triangle as wide as two old or two new samples, whichever are larger. */
    static Weights linear(int from, int to) {
        var result = new Weights(from, to);
        var scale = (double) from / to;
        var radius = Math.max(1, scale);
        for (int i = 0; i < to; i++) {
            var centre = (i + 0.5) * scale - 0.5;
            var start = (int) Math.ceil(centre - radius);
            var end = (int) Math.floor(centre + radius);
            var row = new double[end - start + 1];
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.max(0, 1 - Math.abs(start + k - centre) / radius);
            }
            result.set(i, start, row);
        }
        return result;
    }

    static Weights gaussian(int size, double sigma) {
        var result = new Weights(size, size);
        var radius = (int) Math.ceil(REACH * sigma);
        for (int i = 0; i < size; i++) {
            var row = new double[2 * radius + 1];
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.exp(-(k - radius) * (k - radius) / (2 * sigma * sigma));
            }
            result.set(i, i - radius, row);
        }
        return result;
    }

    private void set(int index, int start, double[] row) {
        double sum = 0;
        for (var weight : row) {
            sum += weight;
        }
        for (int k = 0; k < row.length; k++) {
            row[k] /= sum;
        }
        first[index] = start;
        weights[index] = row;
    }

    int size() {
        return weights.length;
    }

    double[] of(int index) {
        return weights[index];
    }

    /** The old sample that a weight belongs to; beyond the ends they are reflected. */
    int at(int index, int k) {
        var at = first[index] + k;
        if (at >= 0 && at < from) {
            return at;
        }
        var folded = Math.floorMod(at, 2 * from);
        return folded < from ? folded : 2 * from - 1 - folded;
    }
}
