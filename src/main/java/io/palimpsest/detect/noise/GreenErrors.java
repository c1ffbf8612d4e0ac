package io.palimpsest.detect.noise;


import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * How well the green of each pixel follows from its four neighbours, apart for the two halves of the chessboard on which
 * colour filter arrays have green: the local variance of the prediction error, averaged geometrically over blocks.
 */
final class GreenErrors {

    /** Rows that are measured at once, or one row of blocks if it is higher; windows between bands are made twice. */
    private static final int BAND = 32;

    private final int block;
    private final int wide;
    private final int high;
    private final float[] even;
    private final float[] odd;
    private final boolean[] coloured;

    private GreenErrors(int width, int height, int block) {
        this.block = block;
        wide = width / block;
        high = height / block;
        even = new float[wide * high];
        odd = new float[wide * high];
        coloured = new boolean[high];
    }

    /** Measures a picture of at least 4x4 pixels in whole blocks of the given edge, an even number. */
    static GreenErrors of(Specimen specimen, int block, Monitor monitor) {
        var errors = new GreenErrors(specimen.width(), specimen.height(), block);
        var rows = Math.max(1, BAND / block);
        TaskLoop.run((errors.high + rows - 1) / rows, band -> {
            var variances = new ErrorVariances(specimen);
            for (int row = band * rows; row < Math.min(errors.high, (band + 1) * rows); row++) {
                monitor.check();
                errors.measure(row, variances);
            }
        });
        return errors;
    }

    int wide() {
        return wide;
    }

    int high() {
        return high;
    }

    /** Per block the mean logarithm of the error's variance where column + row is even. */
    float[] even() {
        return even;
    }

    /** Per block the mean logarithm of the error's variance where column + row is odd. */
    float[] odd() {
        return odd;
    }

    /** Whether any pixel has different channels. */
    boolean coloured() {
        for (var row : coloured) {
            if (row) {
                return true;
            }
        }
        return false;
    }

    private void measure(int blockRow, ErrorVariances variances) {
        var logarithms = new double[2][wide];
        for (int y = blockRow * block; y < (blockRow + 1) * block; y++) {
            collect(variances.row(y), logarithms[y % 2], logarithms[1 - y % 2]);
        }
        var scale = 2.0 / (block * block);
        for (int column = 0; column < wide; column++) {
            even[blockRow * wide + column] = (float) (scale * logarithms[0][column]);
            odd[blockRow * wide + column] = (float) (scale * logarithms[1][column]);
        }
        coloured[blockRow] = variances.coloured();
    }

    /** Adds logarithms of products of at most 16 variances, which neither overflow nor vanish. */
    private void collect(double[] variance, double[] first, double[] second) {
        for (int column = 0; column < wide; column++) {
            var end = (column + 1) * block;
            for (int from = column * block; from < end; from += 32) {
                double one = 1;
                double other = 1;
                for (int x = from; x < Math.min(end, from + 32); x += 2) {
                    one *= variance[x];
                    other *= variance[x + 1];
                }
                first[column] += Math.log(one);
                second[column] += Math.log(other);
            }
        }
    }
}
