package io.palimpsest.detect.jpeg;

import java.util.concurrent.atomic.AtomicInteger;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.Blocking;
import io.palimpsest.signal.TaskLoop;

/**
 * The blocks of a grid over blocking artefacts.
 *
 * @param blocking the artefacts
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param left column at which the first block starts
 * @param top row at which the first block starts
 */
record BlockGrid(Blocking blocking, int width, int height, int left, int top) {

    /** With this share of regular blocks or less there is no grid; from the next one on it is beyond doubt. */
    private static final double NO_GRID = 0.6;
    private static final double CLEAR_GRID = 0.8;

    /**
     * Where the grid starts along one axis: where the inner lines stay furthest below the weaker border line; the first
     * such place.
     *
     * @param phases mean strength of the lines of each phase, 8 values
     * @param size of the picture along the axis, at least 8
     * @return 0 to 7, so that a whole block is left
     */
    static int offset(double[] phases, int size) {
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int start = 0; start <= Math.min(7, size - 8); start++) {
            var line = folded(phases, start);
            if (violation(line) < lowest) {
                lowest = violation(line);
                best = start;
            }
        }
        return best;
    }

    /** The grid that fits a picture of at least 8 x 8 pixels best. */
    static BlockGrid of(Blocking blocking, int width, int height) {
        return new BlockGrid(blocking, width, height, offset(blocking.columnPhases(), width),
                offset(blocking.rowPhases(), height));
    }

    /**
     * How clearly there is a grid at all, 0 to 1: how many of the blocks violate it less than one that is shifted by half
     * a block, of which half do by chance.
     */
    double clarity(Monitor monitor) {
        var regular = new AtomicInteger();
        var compared = new AtomicInteger();
        TaskLoop.run(high(), row -> {
            monitor.check();
            for (int column = 0; column < wide(); column++) {
                var x = left + 8 * column;
                var y = top + 8 * row;
                if (x + 12 <= width && y + 12 <= height) {
                    var own = violation(x, y);
                    var shifted = violation(x + 4, y + 4);
                    regular.addAndGet(own < shifted ? 1 : 0);
                    compared.addAndGet(own == shifted ? 0 : 1);
                }
            }
        });
        var share = compared.get() == 0 ? 0 : regular.get() / (double) compared.get();
        return Math.min(1, Math.max(0, (share - NO_GRID) / (CLEAR_GRID - NO_GRID)));
    }

    /** Number of blocks in a row, an incomplete one included. */
    int wide() {
        return (width - left + 7) / 8;
    }

    /** Number of block rows, an incomplete one included. */
    int high() {
        return (height - top + 7) / 8;
    }

    /** How far a block violates the grid; beyond the picture there is nothing. */
    double violation(int x, int y) {
        return violation(lines(x, y, true)) + violation(lines(x, y, false));
    }

    /** How far the inner lines of a block differ, whatever its borders are: the strength of its texture. */
    double texture(int x, int y) {
        return spread(lines(x, y, true)) + spread(lines(x, y, false));
    }

    /** By how much the borders of a mean block exceed its inner lines; 0 if they do not. */
    double strength() {
        var mean = violation(folded(blocking.columnPhases(), left)) + violation(folded(blocking.rowPhases(), top));
        return Math.max(0, -6 * mean);
    }

    /** Sums of the six inner pixels of a block's columns or rows. */
    private double[] lines(int x, int y, boolean columns) {
        var lines = new double[8];
        var artefacts = blocking.artefacts();
        for (int r = columns ? 1 : 0; r < Math.min(columns ? 7 : 8, height - y); r++) {
            for (int c = columns ? 0 : 1; c < Math.min(columns ? 8 : 7, width - x); c++) {
                lines[columns ? c : r] += artefacts[(y + r) * width + x + c];
            }
        }
        return lines;
    }

    /** The strongest of the six inner lines less the weaker of the two outer ones. */
    private static double violation(double[] lines) {
        var strongest = lines[1];
        for (int i = 2; i < 7; i++) {
            strongest = Math.max(strongest, lines[i]);
        }
        return strongest - Math.min(lines[0], lines[7]);
    }

    private static double spread(double[] lines) {
        var strongest = lines[1];
        var weakest = lines[1];
        for (int i = 2; i < 7; i++) {
            strongest = Math.max(strongest, lines[i]);
            weakest = Math.min(weakest, lines[i]);
        }
        return strongest - weakest;
    }

    private static double[] folded(double[] phases, int start) {
        var lines = new double[8];
        for (int i = 0; i < 8; i++) {
            lines[i] = phases[(start + i) % 8];
        }
        return lines;
    }

    /** Share of a block's pixels that have an edge; 0 for an incomplete block. */
    double edges(int x, int y) {
        if (x + 8 > width || y + 8 > height) {
            return 0;
        }
        int count = 0;
        for (int r = 0; r < 8; r++) {
            for (int c = 0; c < 8; c++) {
                count += blocking.edges()[(y + r) * width + x + c] ? 1 : 0;
            }
        }
        return count / 64.0;
    }
}
