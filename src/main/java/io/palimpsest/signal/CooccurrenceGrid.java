package io.palimpsest.signal;

import io.palimpsest.core.RawMap;

/**
 * Where the overlapping square blocks of {@link CooccurrenceAnomaly} lie in an image.
 *
 * <p>Pictures of more than 20,000 pixels have blocks of 128 pixels every 8 pixels, smaller ones blocks of 64 every 4.
 * Codes exist only 4 pixels or more from the border. A picture with room for no block has 0 columns and 0 rows.
 *
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param stride between neighbouring blocks, and side of a cell, in pixels
 * @param cells on a side of a block
 * @param columns of blocks
 * @param rows of blocks
 */
public record CooccurrenceGrid(int width, int height, int stride, int cells, int columns, int rows) {

    /** Pixels next to each border that have no code. */
    static final int MARGIN = 4;

    private static final int CELLS = 16;

    private static final int LARGEST_SMALL_IMAGE = 20_000;

    /** The grid for an image of this size. */
    public static CooccurrenceGrid of(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "An image of " + width + " x " + height + " pixels is not within 1 to 2^31 - 1; analyse a crop");
        }
        var stride = width * height > LARGEST_SMALL_IMAGE ? 8 : 4;
        var columns = blocks(width, stride);
        var rows = blocks(height, stride);
        return columns * rows == 0
                ? new CooccurrenceGrid(width, height, stride, CELLS, 0, 0)
                : new CooccurrenceGrid(width, height, stride, CELLS, columns, rows);
    }

    private static int blocks(int length, int stride) {
        return Math.max(0, (length - 2 * MARGIN) / stride - CELLS + 1);
    }

    /** Number of blocks; block {@code (row, column)} is number {@code row * columns + column} in every array. */
    public int size() {
        return columns * rows;
    }

    /** Pixel coordinate, with whole numbers at pixel centres, of the centre of a block row or column. */
    public double centre(int index) {
        return MARGIN + (stride - 1) / 2.0 + stride * (index + (cells - 1) / 2.0);
    }

    /**
     * A map in which each pixel has the value of the block whose centre is nearest, beyond the outermost centres too.
     *
     * @param blocks one value per block
     * @return the map; painted to the image's size it is all NaN where there is no block
     */
    public RawMap map(float[] blocks) {
        var edge = (int) Math.ceil(centre(0) - stride / 2.0);
        return new RawMap(blocks, columns, rows, edge, edge, stride, RawMap.Border.NEAREST);
    }

    int cellColumns() {
        return columns == 0 ? 0 : columns + cells - 1;
    }

    int cellRows() {
        return rows == 0 ? 0 : rows + cells - 1;
    }
}
