package io.palimpsest.signal;

import io.palimpsest.core.RawMap;

/**
 * Where the overlapping square blocks of {@link CooccurrenceAnomaly} lie in an image. A picture with room for no block has
 * 0 columns and 0 rows.
 *
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param margin pixels next to each border that belong to no cell
 * @param stride between neighbouring blocks, and side of a cell, in pixels
 * @param cells on a side of a block
 * @param columns of blocks
 * @param rows of blocks
 */
public record CooccurrenceGrid(int width, int height, int margin, int stride, int cells, int columns, int rows) {

    /**
     * A grid of some kind for an image of some size.
     *
     * @throws IllegalArgumentException if the image has no pixel or too many for an array
     */
    static CooccurrenceGrid of(int width, int height, int margin, int stride, int cells) {
        if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "An image of " + width + " x " + height + " pixels is not within 1 to 2^31 - 1; analyse a crop");
        }
        var columns = Math.max(0, (width - 2 * margin) / stride - cells + 1);
        var rows = Math.max(0, (height - 2 * margin) / stride - cells + 1);
        return columns * rows == 0
                ? new CooccurrenceGrid(width, height, margin, stride, cells, 0, 0)
                : new CooccurrenceGrid(width, height, margin, stride, cells, columns, rows);
    }

    /** Number of blocks; block {@code (row, column)} is number {@code row * columns + column} in every array. */
    public int size() {
        return columns * rows;
    }

    /** Pixel coordinate, with whole numbers at pixel centres, of the centre of a block row or column. */
    public double centre(int index) {
        return margin + (stride - 1) / 2.0 + stride * (index + (cells - 1) / 2.0);
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
