package io.palimpsest.match;

/**
 * SIFT keypoints with the square roots of their descriptors (RootSIFT), rounded to integers so that all sums of
 * products are exact.
 *
 * @param x column of each in pixels
 * @param y row of each in pixels
 * @param size diameter of what it describes in pixels
 * @param angle its orientation in radians, from the x axis towards the y axis
 * @param descriptors {@value #LENGTH} integers for each, of norm about {@value #NORM}
 */
record Keypoints(float[] x, float[] y, float[] size, float[] angle, float[] descriptors) {

    static final int LENGTH = 128;

    /** Squares of norms stay below 2^24, within which floats are exact integers. */
    static final int NORM = 512;

    private static final int CELLS = 4;
    private static final int DIRECTIONS = 8;

    int count() {
        return x.length;
    }

    /** The descriptor of {@code from} of SIFT's own kind as RootSIFT of norm {@value #NORM}. */
    static void root(float[] from, int fromOffset, float[] to, int toOffset) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += Math.max(0, from[fromOffset + i]);
        }
        for (int i = 0; i < LENGTH; i++) {
            var share = sum == 0 ? 0 : Math.max(0, from[fromOffset + i]) / sum;
            to[toOffset + i] = Math.round(NORM * Math.sqrt(share));
        }
    }

    /**
     * The descriptors that the mirror image of each keypoint's surroundings has: reflected in the keypoint's own
     * direction, rows of cells change places and directions change sign.
     */
    float[] mirrored() {
        var result = new float[descriptors.length];
        for (int base = 0; base < result.length; base += LENGTH) {
            for (int i = 0; i < LENGTH; i++) {
                var row = i / (CELLS * DIRECTIONS);
                var column = i / DIRECTIONS % CELLS;
                var direction = (DIRECTIONS - i % DIRECTIONS) % DIRECTIONS;
                result[base + ((CELLS - 1 - row) * CELLS + column) * DIRECTIONS + direction] = descriptors[base + i];
            }
        }
        return result;
    }
}
