package io.palimpsest.detect.jpeg;

/** What neighbouring blocks say together: an altered region is larger than a block. */
final class Neighbours {

    private Neighbours() {}

    /** Means of 3x3 blocks, fewer at the border. */
    static float[] mean(float[] values, int wide, int high) {
        var mean = new float[values.length];
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                float sum = 0;
                int count = 0;
                for (int y = Math.max(0, row - 1); y <= Math.min(high - 1, row + 1); y++) {
                    for (int x = Math.max(0, column - 1); x <= Math.min(wide - 1, column + 1); x++) {
                        sum += values[y * wide + x];
                        count++;
                    }
                }
                mean[row * wide + column] = sum / count;
            }
        }
        return mean;
    }
}
