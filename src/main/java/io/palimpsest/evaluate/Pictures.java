package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/** Pictures of 8 bits as forgeries are made of them, and the files in which they are saved. */
final class Pictures {

    /** Bytes before the pixels of a BMP file. */
    private static final int HEADER = 54;

    private Pictures() {}

    /** The first three channels of 8 bits, or the luminance of anything else. */
    static BufferedImage of(Specimen specimen) {
        var image = new BufferedImage(specimen.width(), specimen.height(), BufferedImage.TYPE_INT_RGB);
        var pixels = specimen.pixels();
        var colour = specimen.depth() == 8 && pixels.dimension(2) == 3;
        var access = pixels.randomAccess();
        var luminance = colour ? null : specimen.luminance();
        for (int y = 0; y < specimen.height(); y++) {
            for (int x = 0; x < specimen.width(); x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    var value = colour
                            ? (int) access.setPositionAndGet(x, y, c).getRealDouble()
                            : Math.round(luminance[y * specimen.width() + x]);
                    rgb = rgb << 8 | value;
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /** What is left of a picture after it was a JPEG. */
    static BufferedImage compressed(Specimen specimen, int quality) {
        return JpegEncoder.read(jpeg(of(specimen), quality));
    }

    /** A JPEG file, 4:4:4. */
    static byte[] jpeg(BufferedImage picture, int quality) {
        return JpegEncoder.write(picture, quality, Sampling.FULL, false);
    }

    /** A file without loss: a BMP of 24 bits. */
    static byte[] lossless(BufferedImage picture) {
        var width = picture.getWidth();
        var height = picture.getHeight();
        var line = (3 * width + 3) / 4 * 4;
        var file = ByteBuffer.allocate(HEADER + line * height).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(HEADER);
        file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        for (int y = height - 1; y >= 0; y--) {
            file.position(HEADER + (height - 1 - y) * line);
            for (int x = 0; x < width; x++) {
                var rgb = picture.getRGB(x, y);
                file.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
            }
        }
        return file.array();
    }

    /** What bilinear interpolation makes of one sample for each pixel: red, green / green, blue. */
    static BufferedImage demosaiced(BufferedImage picture) {
        var width = picture.getWidth();
        var height = picture.getHeight();
        var result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int rgb = 0;
            for (int channel = 0; channel < 3; channel++) {
                rgb = rgb << 8 | sample(picture, i % width, i / width, channel);
            }
            result.setRGB(i % width, i / width, rgb);
        }
        return result;
    }

    /** The sample of a channel if the pixel has one, else the mean of its neighbours that have. */
    private static int sample(BufferedImage picture, int x, int y, int channel) {
        if ((x & 1) + (y & 1) == channel) {
            return picture.getRGB(x, y) >> 16 - 8 * channel & 0xff;
        }
        int sum = 0;
        int count = 0;
        var reach = channel == 1 ? 1 : 2;
        for (int i = 0; i < 9; i++) {
            var column = x + i % 3 - 1;
            var row = y + i / 3 - 1;
            var steps = Math.abs(column - x) + Math.abs(row - y);
            if (steps <= reach && column >= 0 && row >= 0 && column < picture.getWidth() && row < picture.getHeight()
                    && (column & 1) + (row & 1) == channel) {
                sum += picture.getRGB(column, row) >> 16 - 8 * channel & 0xff;
                count++;
            }
        }
        return count == 0 ? 0 : (2 * sum + count) / (2 * count);
    }
}
