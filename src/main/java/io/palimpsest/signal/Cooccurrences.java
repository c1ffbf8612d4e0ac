package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Counts of four-pixel patterns of the third-order residual, per cell of an image.
 *
 * <p>The picture is differentiated three times along rows and along columns. Each residual is quantised to -1, 0 or 1
 * in steps of 3q = 6 grey levels, and four successive values, along the row and along the column, make one of 81
 * patterns. Patterns that are mirror images or negatives of each other share one of 25 classes. Class numbers 0 to 24
 * of a cell count the patterns that run across the direction of differentiation, 25 to 49 those that run along it.
 *
 * <p>Luminance is in grey levels, 0 to 255. With levels scaled by 1/256 (as the authors do, rather than 1/255) the
 * quantiser is {@code sgn(r) * floor(|r| / (6/256) + 1/2)} clipped to -1..1, which is exactly "|residual| >= 3 levels".
 * Residuals of floats in this range are exact in double precision, so that whole-numbered pictures meet the boundary
 * exactly. Counts are whole numbers, hence independent of the order of summation.
 *
 * <p>D. Cozzolino, G. Poggi, L. Verdoliva, "Splicebuster: a new blind image splicing detector", WIFS 2015.
 */
final class Cooccurrences {

    /** Classes of patterns in one of the two directions. */
    static final int CLASSES = 25;

    /** Counts per cell. */
    static final int BINS = 2 * CLASSES;

    /** Pixels next to each border that have no pattern. */
    static final int MARGIN = 4;

    private static final int PATTERNS = 81;

    private static final byte[] CLASS_OF = classes();

    private static final double HALF_STEP = 3;

    private Cooccurrences() {}

    /** The class, 0 to 24 in order of first appearance, of each base-3 pattern. */
    static byte[] classes() {
        var classOf = new byte[PATTERNS];
        Arrays.fill(classOf, (byte) -1);
        var next = 0;
        for (var code = 0; code < PATTERNS; code++) {
            if (classOf[code] < 0) {
                var reversed = code % 3 * 27 + code / 3 % 3 * 9 + code / 9 % 3 * 3 + code / 27;
                for (var same : new int[] {code, reversed, PATTERNS - 1 - code, PATTERNS - 1 - reversed}) {
                    classOf[same] = (byte) next;
                }
                next++;
            }
        }
        return classOf;
    }

    /**
     * Counts the patterns of unsaturated pixels.
     *
     * @param usable per pixel of the image
     * @return {@link #BINS} counts for each cell; the first (or last) 25 sum to twice the number of usable pixels
     */
    static CellCounts count(float[] luminance, boolean[] usable, CooccurrenceGrid grid, Monitor monitor) {
        var counts = CellCounts.none(grid, BINS);
        TaskLoop.run(grid.cellRows(), cellRow -> {
            monitor.check();
            var band = new Band(grid, cellRow);
            band.quantise(luminance);
            counts.visit(cellRow, usable, band);
        });
        return counts;
    }

    /** One row of cells, with the quantised residuals that its patterns need. */
    private static final class Band implements CellCounts.Visitor {

        private final CooccurrenceGrid grid;
        private final int width;
        private final int top;
        private final byte[] across;
        private final byte[] down;

        Band(CooccurrenceGrid grid, int cellRow) {
            this.grid = grid;
            width = grid.width();
            top = cellRow * grid.stride();
            across = new byte[(grid.stride() + 3) * width];
            down = new byte[across.length];
        }

        /** Residual (row, column) has its middle at pixel (row + 2, column + 2), half a pixel on in its direction. */
        private void quantise(float[] x) {
            for (var row = 0; row < grid.stride() + 3; row++) {
                var middle = (top + row + 2) * width;
                for (var column = 0; column < width - 4; column++) {
                    var p = middle + column + 1;
                    across[row * width + column] = level((double) x[p] - x[p + 3] - 3 * ((double) x[p + 1] - x[p + 2]));
                    p = middle + column + 2;
                    down[row * width + column] = level((double) x[p - width] - x[p + 2 * width]
                            - 3 * ((double) x[p] - x[p + width]));
                }
            }
        }

        private static byte level(double residual) {
            return (byte) (1 + (residual >= HALF_STEP ? 1 : 0) - (residual <= -HALF_STEP ? 1 : 0));
        }

        /** Patterns of pixel (row + 4, column + 4) begin at residual (row, column + 2) or (row + 2, column). */
        @Override
        public void add(int pixel, byte[] counts, int cell) {
            var at = pixel - (top + MARGIN) * width - MARGIN;
            counts[cell + CLASS_OF[pattern(across, at + 2, width)]]++;
            counts[cell + CLASS_OF[pattern(down, at + 2 * width, 1)]]++;
            counts[cell + CLASSES + CLASS_OF[pattern(across, at + 2 * width, 1)]]++;
            counts[cell + CLASSES + CLASS_OF[pattern(down, at + 2, width)]]++;
        }

        private static int pattern(byte[] levels, int at, int step) {
            return levels[at] + 3 * levels[at + step] + 9 * levels[at + 2 * step] + 27 * levels[at + 3 * step];
        }
    }
}
