package io.palimpsest.match;

/**
 * Grey values that can be read between pixels.
 *
 * @param values height x width values row by row
 * @param width length of a row
 * @param height number of rows
 */
record Raster(float[] values, int width, int height) {

    boolean holds(double x, double y) {
        return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1;
    }

    /** By bilinear interpolation; the place must be inside. */
    float at(double x, double y) {
        var column = Math.min(Math.max(0, width - 2), (int) x);
        var row = Math.min(Math.max(0, height - 2), (int) y);
        var alongX = (float) (x - column);
        var alongY = (float) (y - row);
        var at = row * width + column;
        var right = width > 1 ? 1 : 0;
        var below = height > 1 ? width : 0;
        var upper = values[at] + alongX * (values[at + right] - values[at]);
        var lower = values[at + below] + alongX * (values[at + below + right] - values[at + below]);
        return upper + alongY * (lower - upper);
    }
}
