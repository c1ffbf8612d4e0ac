package io.palimpsest.match;

import java.util.Arrays;
import java.util.BitSet;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.match.DetailCorrelation.Match;
import io.palimpsest.signal.Morphology;

/**
 * All cells that agree with their place under a transform, from a first few on.
 *
 * <p>Cells whose detail correlates carry the growth and bridge a few flat ones of the same brightness, which matching
 * leaves out; flat cells belong to the part where correlating ones surround them.
 *
 * @param correlation compares windows
 * @param columns number of cells in a row
 * @param rows number of rows of cells
 * @param step edge of a cell in pixels
 */
record CellGrowth(DetailCorrelation correlation, int columns, int rows, int step) {

    private static final double CORRELATED = 0.5;

    /** Largest difference, in grey levels, of flat cells that may belong to a copy. */
    private static final double SAME = 4;

    /** So many flat cells in a row are crossed. */
    private static final int CROSSED = 4;

    private static final byte UNKNOWN = CROSSED + 1;
    private static final byte DIFFERENT = CROSSED + 2;

    /** The detail of a cell and of its place. */
    Match compare(int cell, Affine transform) {
        return correlation.compare(cell % columns * step + step / 2, cell / columns * step + step / 2, transform);
    }

    static boolean correlates(Match match) {
        return match.correlation() >= CORRELATED && match.weakest() >= DetailCorrelation.DETAILED;
    }

    /**
     * Grows a part.
     *
     * @param seeds first cells
     * @param taken cells that may not belong to it
     * @param nearest least length of an offset in pixels
     * @return its cells in rising order; none if no seed correlates
     */
    int[] grow(int[] seeds, BitSet taken, Affine transform, int nearest, Monitor monitor) {
        var depth = new byte[columns * rows];
        Arrays.fill(depth, UNKNOWN);
        var levels = new IntQueue[CROSSED + 1];
        Arrays.setAll(levels, level -> new IntQueue());
        for (var seed : seeds) {
            if (depth[seed] == UNKNOWN) {
                depth[seed] = depth(seed, CROSSED, taken, transform, nearest);
                if (depth[seed] == 0) {
                    levels[0].add(seed);
                } else {
                    depth[seed] = UNKNOWN;
                }
            }
        }
        int level = 0;
        while (level <= CROSSED) {
            if (levels[level].isEmpty()) {
                level++;
                continue;
            }
            monitor.check();
            var cell = levels[level].take();
            if (depth[cell] < level) {
                continue;
            }
            for (int i = 0; i < 9; i++) {
                var column = cell % columns + i % 3 - 1;
                var row = cell / columns + i / 3 - 1;
                if (column >= 0 && row >= 0 && column < columns && row < rows) {
                    var next = row * columns + column;
                    var before = depth[next];
                    if (before == UNKNOWN) {
                        depth[next] = depth(next, level, taken, transform, nearest);
                    } else if (before > level + 1 && before != DIFFERENT) {
                        depth[next] = (byte) (level + 1);
                    }
                    if (depth[next] < before && depth[next] <= CROSSED) {
                        levels[depth[next]].add(next);
                    }
                }
            }
            level = levels[0].isEmpty() ? level : 0;
        }
        return surrounded(depth);
    }

    /** 0 for a cell that correlates, one more than its neighbour's for a flat one of the same brightness. */
    private byte depth(int cell, int level, BitSet taken, Affine transform, int nearest) {
        double x = cell % columns * step;
        double y = cell / columns * step;
        if (taken.get(cell) || Math.hypot(transform.x(x, y) - x, transform.y(x, y) - y) < nearest) {
            return DIFFERENT;
        }
        var match = compare(cell, transform);
        if (correlates(match)) {
            return 0;
        }
        return match.weakest() < DetailCorrelation.DETAILED && match.change() <= SAME
                ? (byte) Math.min(UNKNOWN, level + 1) : DIFFERENT;
    }

    /** The correlating cells, and those between them that were crossed. */
    private int[] surrounded(byte[] depth) {
        int left = columns;
        int top = rows;
        int right = -1;
        int bottom = -1;
        for (int i = 0; i < depth.length; i++) {
            if (depth[i] == 0) {
                left = Math.min(left, i % columns);
                right = Math.max(right, i % columns);
                top = Math.min(top, i / columns);
                bottom = i / columns;
            }
        }
        if (right < 0) {
            return new int[0];
        }
        var wide = right - left + 1;
        var high = bottom - top + 1;
        var inside = new boolean[wide * high];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = depth[(top + i / wide) * columns + left + i % wide] == 0;
        }
        var disc = Morphology.disk(CROSSED);
        var closed = disc.erode(disc.dilate(inside, wide, high), wide, high);
        var cells = new IntQueue();
        for (int i = 0; i < inside.length; i++) {
            var cell = (top + i / wide) * columns + left + i % wide;
            if (depth[cell] == 0 || closed[i] && depth[cell] <= CROSSED) {
                cells.add(cell);
            }
        }
        return cells.toArray();
    }

    /** First in, first out. */
    private static final class IntQueue {
        private int[] values = new int[64];
        private int first;
        private int end;

        void add(int value) {
            if (end == values.length) {
                values = Arrays.copyOf(values, 2 * end);
            }
            values[end++] = value;
        }

        int take() {
            return values[first++];
        }

        boolean isEmpty() {
            return first == end;
        }

        int[] toArray() {
            return Arrays.copyOfRange(values, first, end);
        }
    }
}
