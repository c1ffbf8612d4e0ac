package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A part with an irregular outline, about a tenth of the picture, that is filled from another picture.
 *
 * @param inside height x width values row by row, true inside the part
 * @param width of the picture
 * @param random goes on from the outline to whatever else is left to chance
 */
record Patch(boolean[] inside, int width, Random random) {

    private static final double SHARE = 0.1;

    /** Bytes of a BMP file before its pixels. */
    private static final int HEADER = 54;

    private static final double LEAST_NOISE = 3;
    private static final double MOST_NOISE = 8;

    static Patch of(int width, int height, Random random) {
        var radius = Math.sqrt(SHARE / Math.PI * width * height);
        var centreX = radius * 1.3 + random.nextDouble() * Math.max(0, width - 2.6 * radius);
        var centreY = radius * 1.3 + random.nextDouble() * Math.max(0, height - 2.6 * radius);
        var phase = random.nextDouble() * 2 * Math.PI;
        var lobes = 2 + random.nextInt(4);
        var inside = new boolean[width * height];
        for (int i = 0; i < inside.length; i++) {
            var x = i % width - centreX;
            var y = i / width - centreY;
            inside[i] = Math.hypot(x, y) < radius * (1 + 0.25 * Math.sin(lobes * Math.atan2(y, x) + phase));
        }
        return new Patch(inside, width, random);
    }

    /** The host with a part of the donor at its own size, with Gaussian noise of one strength in all channels. */
    BufferedImage noisy(BufferedImage host, BufferedImage donor) {
        var strength = LEAST_NOISE + (MOST_NOISE - LEAST_NOISE) * random.nextDouble();
        var left = random.nextInt(donor.getWidth());
        var top = random.nextInt(donor.getHeight());
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                var rgb = donor.getRGB(Splice.reflect(left + i % width, donor.getWidth()),
                        Splice.reflect(top + i / width, donor.getHeight()));
                int noisy = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    var value = Math.round((rgb >> shift & 0xff) + strength * random.nextGaussian());
                    noisy |= (int) Math.max(0, Math.min(255, value)) << shift;
                }
                host.setRGB(i % width, i / width, noisy);
            }
        }
        return host;
    }

    /** The host with a part of the donor at half its size. */
    BufferedImage halved(BufferedImage host, BufferedImage donor) {
        var left = random.nextInt(donor.getWidth());
        var top = random.nextInt(donor.getHeight());
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                var rgb = Splice.half(donor, left + i % width * 2, top + i / width * 2);
                host.setRGB(i % width, i / width, rgb);
            }
        }
        return host;
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

    /** The picture without loss, as a BMP file of 24 bits. */
    static byte[] file(BufferedImage picture) {
        var width = picture.getWidth();
        var height = picture.getHeight();
        var stride = (3 * width + 3) / 4 * 4;
        var file = ByteBuffer.allocate(HEADER + stride * height).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(HEADER);
        file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
        for (int y = height - 1; y >= 0; y--) {
            file.position(HEADER + (height - 1 - y) * stride);
            for (int x = 0; x < width; x++) {
                var rgb = picture.getRGB(x, y);
                file.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
            }
        }
        return file.array();
    }
}
