package io.palimpsest.evaluate.attack;

import java.util.function.IntUnaryOperator;

import io.palimpsest.evaluate.metric.Truth;

/** Truths that follow their pictures, each pixel taking the value of the nearest one. */
final class Truths {

    private Truths() {}

    static Truth resized(Truth truth, int width, int height) {
        return taken(truth, width, height, x -> nearest(x, truth.width(), width),
                y -> nearest(y, truth.height(), height));
    }

    static Truth cropped(Truth truth, int columns, int rows) {
        return taken(truth, truth.width() - columns, truth.height() - rows, x -> x + columns, y -> y + rows);
    }

    private static int nearest(int at, int from, int to) {
        return (int) ((2L * at + 1) * from / (2L * to));
    }

    private static Truth taken(Truth truth, int width, int height, IntUnaryOperator column, IntUnaryOperator row) {
        var altered = new boolean[width * height];
        var instances = truth.instances() == null ? null : new int[width * height];
        for (int y = 0; y < height; y++) {
            var from = row.applyAsInt(y) * truth.width();
            for (int x = 0; x < width; x++) {
                var source = from + column.applyAsInt(x);
                altered[y * width + x] = truth.altered()[source];
                if (instances != null) {
                    instances[y * width + x] = truth.instances()[source];
                }
            }
        }
        return new Truth(width, height, altered, instances);
    }
}
