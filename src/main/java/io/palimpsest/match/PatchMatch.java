package io.palimpsest.match;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * Looks for the most similar patch of every second pixel of every second row: PatchMatch with predictors of order zero and one.
 *
 * <p>Offsets spread from the neighbours that were looked at before, as they are, which follows parts that were moved,
 * and continued linearly, which follows parts that were turned, scaled or mirrored too; then places around the best one
 * are tried at random. Bands of rows are worked on side by side and see of each other what the last iteration left, so
 * that threads and their timing do not matter.
 */
final class PatchMatch {

    /** Distance in pixels of the places that are matched; matches themselves may be at any pixel. */
    static final int STEP = 2;

    private static final int BAND = 32;

    /** Reaches of the random search, largest last; after these comes the whole picture. */
    private static final int[] REACHES = {1, 4, 16, 64};

    private static final int NONE = -1;

    private final PatchFeatures features;
    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final int nearest;
    private final int[] target;
    private final int[] cost;
    private final AtomicLong compared = new AtomicLong();

    private PatchMatch(PatchFeatures features, int nearest) {
        this.features = features;
        this.width = features.width();
        this.height = features.height();
        this.nearest = nearest * nearest;
        this.columns = (width + STEP - 1) / STEP;
        this.rows = (height + STEP - 1) / STEP;
        this.target = new int[columns * rows];
        this.cost = new int[columns * rows];
        Arrays.fill(target, NONE);
        Arrays.fill(cost, Integer.MAX_VALUE);
    }

    /**
     * The match of each place, places row by row.
     *
     * @param target the pixel that matches best, as row times the picture's width plus column; -1 where it is flat
     * @param cost squared distance of the features
     * @param columns number of places in a row
     * @param rows number of rows of places
     * @param compared number of distances that were worked out
     */
    record Field(int[] target, int[] cost, int columns, int rows, long compared) {}

    /**
     * Matches a picture with itself.
     *
     * @param nearest least distance in pixels of a place and its match
     * @param iterations number of sweeps
     * @param seed of the random search
     */
    static Field match(PatchFeatures features, int nearest, int iterations, long seed, Monitor monitor) {
        var match = new PatchMatch(features, nearest);
        var bands = (match.rows + BAND - 1) / BAND;
        for (int iteration = 0; iteration < iterations; iteration++) {
            var forward = iteration % 2 == 0;
            var borders = match.borders(bands, forward);
            var stream = seed * 1_000_003 + iteration;
            TaskLoop.run(bands, band -> match.sweep(band, forward, borders[band],
                    new SplittableRandom(stream * 65_537 + band), monitor));
            match.reflect(monitor);
            monitor.step("matching", (iteration + 1.0) / iterations);
        }
        return new Field(match.target, match.cost, match.columns, match.rows, match.compared.get());
    }

    /** For each band the two rows that its sweep comes from, as they are now; nearest to the band first. */
    private int[][] borders(int bands, boolean forward) {
        var borders = new int[bands][2 * columns];
        for (int band = 0; band < bands; band++) {
            for (int i = 0; i < 2; i++) {
                var row = forward ? band * BAND - 1 - i : (band + 1) * BAND + i;
                if (row < 0 || row >= rows) {
                    Arrays.fill(borders[band], i * columns, (i + 1) * columns, NONE);
                } else {
                    System.arraycopy(target, row * columns, borders[band], i * columns, columns);
                }
            }
        }
        return borders;
    }

    private void sweep(int band, boolean forward, int[] border, SplittableRandom random, Monitor monitor) {
        var first = band * BAND;
        var end = Math.min(rows, first + BAND);
        long count = 0;
        for (int i = 0; i < end - first; i++) {
            monitor.check();
            var row = forward ? first + i : end - 1 - i;
            for (int j = 0; j < columns; j++) {
                var column = forward ? j : columns - 1 - j;
                if (cost[row * columns + column] > 0 && features.matchable(row * STEP * width + column * STEP)) {
                    count += spread(column, row, forward ? -1 : 1, first, end, border) + search(column, row, random);
                }
            }
        }
        compared.addAndGet(count);
    }

    /** Tries the offsets of the neighbours towards {@code back}: beside, and the three of the row before. */
    private int spread(int column, int row, int back, int first, int end, int[] border) {
        int count = 0;
        for (int neighbour = 0; neighbour < 4; neighbour++) {
            var dx = neighbour == 0 ? back : neighbour - 2;
            var dy = neighbour == 0 ? 0 : back;
            var near = at(column + dx, row + dy, first, end, border);
            if (near == NONE) {
                continue;
            }
            var nearX = near % width;
            var nearY = near / width;
            count += improve(column, row, nearX - STEP * dx, nearY - STEP * dy);
            var far = at(column + 2 * dx, row + 2 * dy, first, end, border);
            if (far != NONE) {
                var farX = far % width;
                var farY = far / width;
                if (farX != nearX + STEP * dx || farY != nearY + STEP * dy) {
                    count += improve(column, row, 2 * nearX - farX, 2 * nearY - farY);
                }
            }
        }
        return count;
    }

    private int at(int column, int row, int first, int end, int[] border) {
        if (column < 0 || column >= columns) {
            return NONE;
        }
        if (row < first) {
            return border[(first - 1 - row) * columns + column];
        }
        return row >= end ? border[(row - end) * columns + column] : target[row * columns + column];
    }

    private int search(int column, int row, SplittableRandom random) {
        int count = improve(column, row, random.nextInt(width), random.nextInt(height));
        for (int i = REACHES.length - 1; i >= 0; i--) {
            var best = target[row * columns + column];
            if (best != NONE) {
                var reach = REACHES[i];
                var bits = random.nextInt();
                count += improve(column, row, best % width + (bits & 0xffff) % (2 * reach + 1) - reach,
                        best / width + (bits >>> 16) % (2 * reach + 1) - reach);
            }
        }
        return count;
    }

    /** Takes a pixel as match if it is better than the one before; returns how many distances that took. */
    private int improve(int column, int row, int toX, int toY) {
        if (toX < 0 || toY < 0 || toX >= width || toY >= height) {
            return 0;
        }
        var x = column * STEP;
        var y = row * STEP;
        var place = row * columns + column;
        var to = toY * width + toX;
        if ((toX - x) * (toX - x) + (toY - y) * (toY - y) < nearest || to == target[place]) {
            return 0;
        }
        var distance = features.distance(y * width + x, to, cost[place]);
        if (distance < cost[place] && features.matchable(to)) {
            cost[place] = distance;
            target[place] = to;
        }
        return 1;
    }

    /** Offers to what matches a place the way back. */
    private void reflect(Monitor monitor) {
        for (int row = 0; row < rows; row++) {
            monitor.check();
            for (int column = 0; column < columns; column++) {
                var to = target[row * columns + column];
                if (to != NONE) {
                    var back = to / width / STEP * columns + to % width / STEP;
                    if (cost[row * columns + column] < cost[back]) {
                        improve(to % width / STEP, to / width / STEP, column * STEP - to % width % STEP,
                                row * STEP - to / width % STEP);
                    }
                }
            }
        }
    }
}
