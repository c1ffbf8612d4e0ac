package io.palimpsest.evaluate.attack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes BMP files: 24 bits of colour, or 8 bits with a palette of greys. */
final class Bitmap {

    private static final int HEADER = 54;
    private static final int GREYS = 256;

    private Bitmap() {}

    static byte[] file(Raster picture) {
        var planes = picture.planes();
        var palette = planes.length == 1 ? GREYS : 0;
        var start = HEADER + 4 * palette;
        var line = (planes.length * picture.width() + 3) / 4 * 4;
        var size = start + (long) line * picture.height();
        var file = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(start);
        file.putInt(40).putInt(picture.width()).putInt(picture.height()).putShort((short) 1)
                .putShort((short) (8 * planes.length));
        file.position(HEADER);
        for (int grey = 0; grey < palette; grey++) {
            file.putInt(grey * 0x010101);
        }
        for (int y = picture.height() - 1; y >= 0; y--) {
            file.position(start + (picture.height() - 1 - y) * line);
            for (int x = 0; x < picture.width(); x++) {
                for (int c = planes.length - 1; c >= 0; c--) {
                    file.put(planes[c][y * picture.width() + x]);
                }
            }
        }
        return file.array();
    }
}
