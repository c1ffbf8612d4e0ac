package io.palimpsest.evaluate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes BMP files, which lose nothing: 24 bits of colour, or 8 bits with a palette of greys. */
public final class Bitmap {

    private static final int HEADER = 54;
    private static final int GREYS = 256;

    private Bitmap() {}

    /**
     * Writes a file.
     *
     * @param width in pixels
     * @param height in pixels
     * @param planes of height x width samples row by row: one of grey, or red, green and blue
     * @return its bytes
     */
    public static byte[] file(int width, int height, byte[][] planes) {
        var palette = planes.length == 1 ? GREYS : 0;
        var start = HEADER + 4 * palette;
        var line = (planes.length * width + 3) / 4 * 4;
        var size = start + (long) line * height;
        var file = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(start);
        file.putInt(40).putInt(width).putInt(height).putShort((short) 1)
                .putShort((short) (8 * planes.length));
        file.position(HEADER);
        for (int grey = 0; grey < palette; grey++) {
            file.putInt(grey * 0x010101);
        }
        for (int y = height - 1; y >= 0; y--) {
            file.position(start + (height - 1 - y) * line);
            for (int x = 0; x < width; x++) {
                for (int c = planes.length - 1; c >= 0; c--) {
                    file.put(planes[c][y * width + x]);
                }
            }
        }
        return file.array();
    }
}
