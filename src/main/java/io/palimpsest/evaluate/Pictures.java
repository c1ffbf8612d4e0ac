package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/** Pictures of 8 bits as forgeries are made of them, and the files in which they are saved. */
final class Pictures {

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

    /** Pixels of its own. */
    static BufferedImage copy(BufferedImage picture) {
        var copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        copy.createGraphics().drawImage(picture, 0, 0, null);
        return copy;
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
        var planes = new byte[3][picture.getWidth() * picture.getHeight()];
        for (int i = 0; i < planes[0].length; i++) {
            var rgb = picture.getRGB(i % picture.getWidth(), i / picture.getWidth());
            for (int c = 0; c < planes.length; c++) {
                planes[c][i] = (byte) (rgb >> 16 - 8 * c);
            }
        }
        return Bitmap.file(picture.getWidth(), picture.getHeight(), planes);
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
