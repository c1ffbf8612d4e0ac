package io.palimpsest.core;

import java.util.Arrays;

/**
 * A detector's statistic in the paper's own units on the paper's own grid of square cells.
 *
 * @param values height x width values, row by row; NaN = not assessed
 * @param width number of cells in a row
 * @param height number of rows
 * @param left column of the first cell's left edge in the image, in pixels
 * @param top row of the first cell's upper edge in the image, in pixels
 * @param step edge of a cell in pixels
 * @param border what pixels beyond the cells get
 */
public record RawMap(float[] values, int width, int height, int left, int top, int step, Border border) {

    /** What pixels outside all cells get. */
    public enum Border {
        /** They are not assessed; the paper's map is the grid itself. */
        NONE,
        /** The value of the nearest cell; the paper's map is the painted one, of the image's size. */
        NEAREST
    }

    /** Checks that the array has the size that the grid says. */
    public RawMap {
        if (values.length != width * height) {
            throw new IllegalArgumentException(
                    values.length + " values do not fill a map of " + width + "x" + height + " cells");
        }
    }

    /** Cells aligned with the image's origin; pixels in incomplete cells are not assessed. */
    public static RawMap blocks(float[] values, int width, int height, int step) {
        return new RawMap(values, width, height, 0, 0, step, Border.NONE);
    }

    /** One value for each pixel. */
    public static RawMap pixels(float[] values, int width, int height) {
        return new RawMap(values, width, height, 0, 0, 1, Border.NONE);
    }

    /** The same cells with other values. */
    public RawMap with(float[] others) {
        return new RawMap(others, width, height, left, top, step, border);
    }

    /** Whether another map has the same cells. */
    boolean sameGrid(RawMap other) {
        return width == other.width && height == other.height && left == other.left && top == other.top
                && step == other.step && border == other.border;
    }

    /** First pixel column of cell {@code i}, or first row along the other axis; cell {@code count} ends the last. */
    int edge(int i, int count, int origin, int size) {
        if (border == Border.NEAREST && i == 0) {
            return 0;
        }
        if (border == Border.NEAREST && i == count) {
            return size;
        }
        return Math.min(size, Math.max(0, origin + i * step));
    }

    /**
     * First pixel column of a column of cells.
     *
     * @param column of cells; their number gives where the last ends
     * @param imageWidth width of the image in pixels
     * @return 0 to that size
     */
    public int edgeX(int column, int imageWidth) {
        return edge(column, width, left, imageWidth);
    }

    /**
     * First pixel row of a row of cells.
     *
     * @param row of cells; their number gives where the last ends
     * @param imageHeight height of the image in pixels
     * @return 0 to that size
     */
    public int edgeY(int row, int imageHeight) {
        return edge(row, height, top, imageHeight);
    }

    /**
     * The pixels that get a cell's value.
     *
     * @param cell its place in {@link #values()}
     * @param imageWidth width of the image in pixels
     * @param imageHeight height of the image in pixels
     * @return their number, 0 if the cell lies outside the image
     */
    public long area(int cell, int imageWidth, int imageHeight) {
        int column = cell % width;
        int row = cell / width;
        return (long) (edgeX(column + 1, imageWidth) - edgeX(column, imageWidth))
                * (edgeY(row + 1, imageHeight) - edgeY(row, imageHeight));
    }

    /**
     * Paints the cells to pixels by nearest neighbour.
     *
     * @param imageWidth width of the image in pixels
     * @param imageHeight height of the image in pixels
     * @return imageHeight x imageWidth values; NaN outside the cells
     */
    public float[] paint(int imageWidth, int imageHeight) {
        if (step == 1 && left == 0 && top == 0 && width == imageWidth && height == imageHeight) {
            return values.clone();
        }
        var pixels = new float[imageWidth * imageHeight];
        Arrays.fill(pixels, Float.NaN);
        for (int row = 0; row < height; row++) {
            var y0 = edgeY(row, imageHeight);
            var y1 = edgeY(row + 1, imageHeight);
            if (y0 >= y1) {
                continue;
            }
            for (int column = 0; column < width; column++) {
                var x0 = edgeX(column, imageWidth);
                var x1 = edgeX(column + 1, imageWidth);
                if (x0 < x1) {
                    Arrays.fill(pixels, y0 * imageWidth + x0, y0 * imageWidth + x1, values[row * width + column]);
                }
            }
            for (int y = y0 + 1; y < y1; y++) {
                System.arraycopy(pixels, y0 * imageWidth, pixels, y * imageWidth, imageWidth);
            }
        }
        return pixels;
    }
}
