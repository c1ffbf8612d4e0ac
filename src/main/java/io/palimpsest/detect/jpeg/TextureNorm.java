package io.palimpsest.detect.jpeg;

import java.util.Arrays;

/**
 * How far values lie from what is usual in the same picture for cells of the same texture.
 *
 * <p>Cells are sorted by texture into groups of one size. Median and scaled median absolute deviation of the groups,
 * linear in between, say what is usual.
 */
final class TextureNorm {

    private static final int GROUPS = 16;

    /** Cells that a group has at least, so that a few odd ones do not make their own norm. */
    private static final int SMALLEST_GROUP = 128;

    /** From the median absolute deviation to the standard deviation of a normal distribution. */
    private static final double NORMAL = 1.4826;

    private final double[] textures;
    private final double[] medians;
    private final double[] deviations;

    /**
     * Learns what is usual.
     *
     * @param values of all cells; NaN = left out
     * @param texture of all cells, in the scale in which it is to be interpolated
     * @param least smallest deviation that counts as usual
     */
    TextureNorm(float[] values, float[] texture, double least) {
        var order = order(values, texture);
        var groups = Math.max(1, Math.min(GROUPS, order.length / SMALLEST_GROUP));
        textures = new double[groups];
        medians = new double[groups];
        deviations = new double[groups];
        for (int group = 0; group < groups; group++) {
            var from = (int) ((long) order.length * group / groups);
            var to = (int) ((long) order.length * (group + 1) / groups);
            var members = new float[to - from];
            for (int i = from; i < to; i++) {
                members[i - from] = values[(int) order[i]];
            }
            textures[group] = to == from ? 0 : texture[(int) order[(from + to) / 2]];
            medians[group] = median(members);
            for (int i = 0; i < members.length; i++) {
                members[i] = (float) Math.abs(members[i] - medians[group]);
            }
            deviations[group] = Math.max(least, NORMAL * median(members));
        }
    }

    /** Distance of a value from what is usual for its texture, in standard deviations. */
    double deviation(double value, double texture) {
        int high = 0;
        while (high < textures.length && textures[high] < texture) {
            high++;
        }
        if (high == 0 || high == textures.length) {
            var end = high == 0 ? 0 : high - 1;
            return (value - medians[end]) / deviations[end];
        }
        var share = (texture - textures[high - 1]) / (textures[high] - textures[high - 1]);
        return (value - medians[high - 1] - share * (medians[high] - medians[high - 1]))
                / (deviations[high - 1] + share * (deviations[high] - deviations[high - 1]));
    }

    /** Places of the cells that count, by rising texture, then place; in the lower 32 bits. */
    private static long[] order(float[] values, float[] texture) {
        var order = new long[values.length];
        int count = 0;
        for (int cell = 0; cell < values.length; cell++) {
            if (!Float.isNaN(values[cell])) {
                var bits = Float.floatToIntBits(texture[cell]);
                order[count++] = (long) (bits < 0 ? bits ^ Integer.MAX_VALUE : bits) << 32 | cell;
            }
        }
        order = Arrays.copyOf(order, count);
        Arrays.sort(order);
        return order;
    }

    private static double median(float[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : (values[(values.length - 1) / 2] + (double) values[values.length / 2]) / 2;
    }
}
