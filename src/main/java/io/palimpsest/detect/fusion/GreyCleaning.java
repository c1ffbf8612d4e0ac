package io.palimpsest.detect.fusion;

/** Morphological cleaning of a map of grey values; what lies beyond the border changes nothing. */
final class GreyCleaning {

    private GreyCleaning() {}

    /**
     * Opens with squares of 2 x 2 cells, which removes peaks that hold no such square, and closes with them, which fills
     * pits of the same kind.
     *
     * @param map height x width values row by row, no NaN
     * @param width of the map
     * @return a map of the same size
     */
    static float[] clean(float[] map, int width) {
        var opened = spread(spread(map, width, 0, false), width, -1, true);
        return spread(spread(opened, width, 0, true), width, -1, false);
    }

    /** The largest or smallest of the 2 x 2 values that begin {@code shift} cells to the right and below. */
    private static float[] spread(float[] map, int width, int shift, boolean largest) {
        var height = map.length / width;
        var result = new float[map.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                var value = map[y * width + x];
                for (int ny = Math.max(0, y + shift); ny <= Math.min(height - 1, y + shift + 1); ny++) {
                    for (int nx = Math.max(0, x + shift); nx <= Math.min(width - 1, x + shift + 1); nx++) {
                        var other = map[ny * width + nx];
                        value = largest ? Math.max(value, other) : Math.min(value, other);
                    }
                }
                result[y * width + x] = value;
            }
        }
        return result;
    }
}
