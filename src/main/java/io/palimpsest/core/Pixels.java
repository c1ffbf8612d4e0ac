package io.palimpsest.core;

import java.util.Arrays;
import java.util.List;

import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The samples of one plane: one flat array per channel, in the depth of the source.
 *
 * <p>Never written to after construction. Arrays are {@code byte[]} (unsigned), {@code short[]} (unsigned) or
 * {@code float[]}, row by row.
 */
final class Pixels {

    private static final double[] REC_601 = {0.299, 0.587, 0.114};

    private final int width;
    private final int height;
    private final List<Object> channels;
    private final double black;
    private final double white;

    private Pixels(int width, int height, List<Object> channels, double black, double white) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.black = black;
        this.white = white;
    }

    static Pixels of(int width, int height, List<?> channels) {
        var range = range(channels);
        return new Pixels(width, height, List.copyOf(channels), range[0], range[1]);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int channelCount() {
        return channels.size();
    }

    /** Sample bits of the source: 8, 16 or 32. */
    int depth() {
        var first = channels.get(0);
        return first instanceof byte[] ? 8 : first instanceof short[] ? 16 : 32;
    }

    /** The samples of one channel without a copy. */
    RandomAccessibleInterval<? extends RealType<?>> channel(int index) {
        return view(channels.get(index));
    }

    private RandomAccessibleInterval<? extends RealType<?>> view(Object plane) {
        if (plane instanceof byte[] bytes) {
            return ArrayImgs.unsignedBytes(bytes, width, height);
        }
        return plane instanceof short[] shorts
                ? ArrayImgs.unsignedShorts(shorts, width, height)
                : ArrayImgs.floats((float[]) plane, width, height);
    }

    /**
     * All channels together, in the order x, y, channel.
     *
     * <p>The cast is safe: all channels of one picture have the same type.
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    RandomAccessibleInterval<? extends RealType<?>> image() {
        List planes = channels.stream().map(this::view).toList();
        return Views.stack((List<RandomAccessibleInterval<net.imglib2.type.numeric.integer.UnsignedByteType>>) planes);
    }

    /** One row of luminance on the scale 0 to 255, not rounded, written into {@code row}. */
    void luminanceRow(int y, double[] row) {
        Arrays.fill(row, 0, width, 0);
        var scale = 255 / (white - black);
        for (int c = 0; c < channels.size(); c++) {
            var weight = channels.size() == 3 ? REC_601[c] : 1.0 / channels.size();
            addRow(channels.get(c), y, weight, scale, row);
        }
    }

    /** One row of red, green and blue on the scale 0 to 255; of other than three channels three times their mean. */
    void rgbRow(int y, double[][] rgb) {
        var scale = 255 / (white - black);
        for (int c = 0; c < 3; c++) {
            Arrays.fill(rgb[c], 0, width, 0);
        }
        if (channels.size() == 3) {
            for (int c = 0; c < 3; c++) {
                addRow(channels.get(c), y, 1, scale, rgb[c]);
            }
            return;
        }
        for (var plane : channels) {
            addRow(plane, y, 1.0 / channels.size(), scale, rgb[0]);
        }
        System.arraycopy(rgb[0], 0, rgb[1], 0, width);
        System.arraycopy(rgb[0], 0, rgb[2], 0, width);
    }

    private void addRow(Object plane, int y, double weight, double scale, double[] row) {
        var start = y * width;
        if (plane instanceof byte[] bytes) {
            for (int x = 0; x < width; x++) {
                row[x] += weight * (bytes[start + x] & 0xff);
            }
        } else if (plane instanceof short[] shorts) {
            for (int x = 0; x < width; x++) {
                row[x] += weight * (scale * (shorts[start + x] & 0xffff));
            }
        } else {
            var floats = (float[]) plane;
            for (int x = 0; x < width; x++) {
                var value = floats[start + x];
                row[x] += weight * (Float.isFinite(value) ? scale * (value - black) : 0);
            }
        }
    }

    Pixels crop(Interval box) {
        var x = Math.toIntExact(box.min(0));
        var y = Math.toIntExact(box.min(1));
        var w = Math.toIntExact(box.dimension(0));
        var h = Math.toIntExact(box.dimension(1));
        if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > width || y + h > height) {
            throw new IllegalArgumentException("The region " + x + "," + y + " " + w + "x" + h
                    + " does not lie within the picture of " + width + "x" + height + " pixels");
        }
        List<Object> parts = channels.stream().map(plane -> crop(plane, x, y, w, h)).toList();
        return new Pixels(w, h, parts, black, white);
    }

    private Object crop(Object plane, int x, int y, int w, int h) {
        var part = java.lang.reflect.Array.newInstance(plane.getClass().getComponentType(), w * h);
        for (int row = 0; row < h; row++) {
            System.arraycopy(plane, (y + row) * width + x, part, row * w, w);
        }
        return part;
    }

    boolean sameSamples(Pixels other) {
        if (width != other.width || height != other.height || channels.size() != other.channels.size()) {
            return false;
        }
        for (int c = 0; c < channels.size(); c++) {
            if (!Arrays.deepEquals(new Object[] {channels.get(c)}, new Object[] {other.channels.get(c)})) {
                return false;
            }
        }
        return true;
    }

    List<Object> planes() {
        return channels;
    }

    /**
     * The values that count as 0 and as 255. 8 bits: 0 and 255. 16 bits: 0 and the largest value of the bits in use, at
     * least 8, since a 12-bit camera leaves the upper four empty. 32 bits: 0 and 1 when all lie there, 0 and 255 when
     * all lie there, else smallest and largest.
     */
    private static double[] range(List<?> channels) {
        if (channels.get(0) instanceof byte[]) {
            return new double[] {0, 255};
        }
        var low = Double.POSITIVE_INFINITY;
        var high = Double.NEGATIVE_INFINITY;
        for (var plane : channels) {
            if (plane instanceof short[] shorts) {
                low = 0;
                for (var value : shorts) {
                    high = Math.max(high, value & 0xffff);
                }
            } else {
                for (var value : (float[]) plane) {
                    if (Float.isFinite(value)) {
                        low = Math.min(low, value);
                        high = Math.max(high, value);
                    }
                }
            }
        }
        if (channels.get(0) instanceof short[]) {
            var bits = Math.max(8, 32 - Integer.numberOfLeadingZeros((int) high));
            return new double[] {0, (1 << bits) - 1};
        }
        if (low >= 0 && high <= 255) {
            return new double[] {0, high <= 1 ? 1 : 255};
        }
        return high > low ? new double[] {low, high} : new double[] {0, 1};
    }
}
