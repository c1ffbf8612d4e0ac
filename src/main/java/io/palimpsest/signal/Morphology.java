package io.palimpsest.signal;

import java.util.Arrays;

/**
 * Binary dilation, erosion and opening of flat row-major masks, with squares or discs.
 *
 * <p>What lies beyond the border changes nothing: it counts as {@code false} in a dilation and as {@code true} in an
 * erosion, so that a region that touches the border is not worn away from there. The work does not depend on the size
 * of a square; it grows with the diameter of a disc. No method changes its argument.
 */
public final class Morphology {

    /** For each row of the structuring element, from the top, how far it reaches to either side of its middle. */
    private final int[] reach;

    /** How far the rows are then spread up and down; 0 for a disc, whose rows differ. */
    private final int columnRadius;

    private Morphology(int[] reach, int columnRadius) {
        this.reach = reach;
        this.columnRadius = columnRadius;
    }

    /** A square of {@code 2 * radius + 1} pixels on a side. */
    public static Morphology square(int radius) {
        return new Morphology(new int[] {requireRadius(radius)}, radius);
    }

    /** All pixels at most {@code radius} from the middle: x^2 + y^2 &lt;= radius^2. */
    public static Morphology disk(int radius) {
        var reach = new int[2 * requireRadius(radius) + 1];
        for (var row = 0; row < reach.length; row++) {
            var y = row - radius;
            while ((reach[row] + 1) * (reach[row] + 1) + y * y <= radius * radius) {
                reach[row]++;
            }
        }
        return new Morphology(reach, 0);
    }

    /** True where the element, centred there, meets the mask. */
    public boolean[] dilate(boolean[] mask, int width, int height) {
        return spread(mask, width, height, true);
    }

    /** True where the element, centred there, lies within the mask. */
    public boolean[] erode(boolean[] mask, int width, int height) {
        return spread(mask, width, height, false);
    }

    /** The union of all places of the element that lie within the mask: erosion, then dilation. */
    public boolean[] open(boolean[] mask, int width, int height) {
        return dilate(erode(mask, width, height), width, height);
    }

    private boolean[] spread(boolean[] mask, int width, int height, boolean value) {
        if (width < 0 || height < 0 || mask.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "A mask of " + mask.length + " pixels is not " + width + " x " + height + "; pass its true size");
        }
        var across = spreadRows(mask, width, height, value);
        return columnRadius == 0 ? across : spreadColumns(across, width, height, value);
    }

    /** Gives {@code value} to every pixel whose element holds a pixel of that value. */
    private boolean[] spreadRows(boolean[] mask, int width, int height, boolean value) {
        var result = new boolean[mask.length];
        if (!value) {
            Arrays.fill(result, true);
        }
        var radius = reach.length / 2;
        var before = new int[width + 1];
        for (var row = 0; row < height; row++) {
            count(mask, row * width, before, value);
            if (before[width] == 0) {
                continue;
            }
            for (var y = Math.max(0, row - radius); y <= Math.min(height - 1, row + radius); y++) {
                mark(before, reach[y - row + radius], result, y * width, value);
            }
        }
        return result;
    }

    private static void count(boolean[] mask, int offset, int[] before, boolean value) {
        for (var x = 0; x < before.length - 1; x++) {
            before[x + 1] = before[x] + (mask[offset + x] == value ? 1 : 0);
        }
    }

    private static void mark(int[] before, int reach, boolean[] result, int offset, boolean value) {
        var width = before.length - 1;
        if (before[width] == width) {
            Arrays.fill(result, offset, offset + width, value);
            return;
        }
        for (var x = 0; x < width; x++) {
            if (before[Math.min(width, x + reach + 1)] > before[Math.max(0, x - reach)]) {
                result[offset + x] = value;
            }
        }
    }

    private boolean[] spreadColumns(boolean[] mask, int width, int height, boolean value) {
        var radius = columnRadius;
        var result = new boolean[mask.length];
        var counts = new int[width];
        for (var y = -radius; y < height; y++) {
            addRow(mask, y + radius, height, counts, value, 1);
            addRow(mask, y - radius - 1, height, counts, value, -1);
            for (var x = 0; y >= 0 && x < width; x++) {
                result[y * width + x] = (counts[x] > 0) == value;
            }
        }
        return result;
    }

    private static void addRow(boolean[] mask, int row, int height, int[] counts, boolean value, int sign) {
        if (row < 0 || row >= height) {
            return;
        }
        for (var x = 0; x < counts.length; x++) {
            counts[x] += mask[row * counts.length + x] == value ? sign : 0;
        }
    }

    private static int requireRadius(int radius) {
        if (radius < 0 || radius > 10_000) {
            throw new IllegalArgumentException("The radius " + radius + " is not within 0 to 10000 pixels");
        }
        return radius;
    }
}
