package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.IntBinaryOperator;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/** Made forgeries: a region with an irregular outline, about a tenth of the picture, from another picture. */
final class Paste {

    private static final double SHARE = 0.1;

    private static final int COARSEST = 60;
    private static final int FINEST = 80;

    private static final double SMALLEST_SCALE = 1.1;
    private static final double LARGEST_SCALE = 1.6;
    private static final double LARGEST_ANGLE = 45;

    /** Bytes before the pixels of a BMP file. */
    private static final int HEADER = 54;

    private Paste() {}

    /**
     * A region of a coarsely compressed JPEG, moved by other than multiples of 8 pixels into a host that is not
     * compressed so; saved without loss for even seeds, else at quality 96 to 99.
     */
    static Forgery.Made shifted(Specimen host, Specimen donor, long seed) {
        var random = new Random(seed);
        var source = JpegEncoder.read(JpegEncoder.write(Splice.image(donor), between(random, COARSEST, FINEST),
                Sampling.FULL, false));
        var wide = donor.width() / 8 * 8;
        var high = donor.height() / 8 * 8;
        var shift = 1 + random.nextInt(63);
        var left = 8 * random.nextInt(wide / 8) + shift % 8;
        var top = 8 * random.nextInt(high / 8) + shift / 8;
        var picture = Splice.image(host);
        var altered = paste(picture, random, (x, y) -> source.getRGB((x + left) % wide, (y + top) % high));
        return new Forgery.Made(seed % 2 == 0 ? lossless(picture)
                : JpegEncoder.write(picture, between(random, 96, 99), Sampling.FULL, false), altered);
    }

    /**
     * A region that was enlarged 1.1 to 1.6 times, every other one also rotated by up to 45 degrees, with bilinear or
     * cubic interpolation; saved without loss for even seeds, else at quality 95.
     */
    static Forgery.Made resampled(Specimen host, Specimen donor, long seed) {
        var random = new Random(seed);
        var source = Splice.image(donor);
        var scale = SMALLEST_SCALE + (LARGEST_SCALE - SMALLEST_SCALE) * random.nextDouble();
        var angle = random.nextBoolean() ? Math.toRadians(LARGEST_ANGLE * (2 * random.nextDouble() - 1)) : 0;
        var cubic = random.nextBoolean();
        var left = random.nextInt(donor.width());
        var top = random.nextInt(donor.height());
        var alongX = Math.cos(angle) / scale;
        var alongY = Math.sin(angle) / scale;
        var picture = Splice.image(host);
        var altered = paste(picture, random, (x, y) -> Interpolation.rgb(source, left + x * alongX - y * alongY,
                top + x * alongY + y * alongX, cubic));
        return new Forgery.Made(seed % 2 == 0 ? lossless(picture) : JpegEncoder.write(picture, 95, Sampling.FULL, false),
                altered);
    }

    /** Fills a region at a random place; true inside. */
    private static boolean[] paste(BufferedImage picture, Random random, IntBinaryOperator rgb) {
        var width = picture.getWidth();
        var height = picture.getHeight();
        var radius = Math.sqrt(SHARE / Math.PI * width * height);
        var reach = Outline.REACH * radius;
        var outline = new Outline(reach + random.nextDouble() * Math.max(0, width - 2 * reach),
                reach + random.nextDouble() * Math.max(0, height - 2 * reach), radius,
                random.nextDouble() * 2 * Math.PI, 3 + random.nextInt(3));
        var altered = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (outline.contains(x, y)) {
                    altered[y * width + x] = true;
                    picture.setRGB(x, y, rgb.applyAsInt(x, y));
                }
            }
        }
        return altered;
    }

    private static int between(Random random, int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** A BMP file of 24 bits. */
    private static byte[] lossless(BufferedImage picture) {
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
}
