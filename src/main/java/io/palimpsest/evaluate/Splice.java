package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.util.Random;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/**
 * A made forgery: a region without JPEG history in a host that was compressed before, both saved again together.
 *
 * <p>The region has an irregular outline, covers about a tenth of the picture and comes from another picture at half
 * its size, so that it keeps no JPEG grid.
 *
 * @param picture the host with the region in it, before it is saved
 * @param altered height x width values row by row, true inside the region
 */
public record Splice(BufferedImage picture, boolean[] altered) {

    /** Quality of the host's first compression. */
    public static final int HOST_QUALITY = 60;

    /** Quality at which the whole is saved. */
    public static final int FINAL_QUALITY = 90;

    /**
     * Makes a forgery.
     *
     * @param host the picture that is altered, at least 64 pixels wide and high
     * @param donor the picture that the region comes from; where it is too small it is continued by reflection
     * @param seed decides outline and places
     * @return the forgery
     */
    public static Splice of(Specimen host, Specimen donor, long seed) {
        var random = new Random(seed);
        var width = host.width();
        var height = host.height();
        var once = JpegEncoder.read(JpegEncoder.write(image(host), HOST_QUALITY, Sampling.FULL, false));
        var source = image(donor);
        var radius = Math.sqrt(0.1 / Math.PI * width * height);
        var centreX = radius * 1.4 + random.nextDouble() * Math.max(0, width - 2.8 * radius);
        var centreY = radius * 1.4 + random.nextDouble() * Math.max(0, height - 2.8 * radius);
        var offsetX = random.nextInt(donor.width());
        var offsetY = random.nextInt(donor.height());
        var phase = random.nextDouble() * 2 * Math.PI;
        var lobes = 3 + random.nextInt(3);
        var altered = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                var angle = Math.atan2(y - centreY, x - centreX);
                var edge = radius * (1 + 0.2 * Math.sin(lobes * angle + phase) + 0.05 * Math.sin(11 * angle));
                if (Math.hypot(x - centreX, y - centreY) < edge) {
                    altered[y * width + x] = true;
                    once.setRGB(x, y, half(source, offsetX + 2 * x, offsetY + 2 * y));
                }
            }
        }
        return new Splice(once, altered);
    }

    /** The forgery as a JPEG file, 4:4:4. */
    public byte[] jpeg() {
        return JpegEncoder.write(picture, FINAL_QUALITY, Sampling.FULL, false);
    }

    /** Mean of four neighbouring pixels. */
    private static int half(BufferedImage source, int x, int y) {
        int red = 2;
        int green = 2;
        int blue = 2;
        for (int i = 0; i < 4; i++) {
            var rgb = source.getRGB(reflect(x + i % 2, source.getWidth()), reflect(y + i / 2, source.getHeight()));
            red += rgb >> 16 & 0xff;
            green += rgb >> 8 & 0xff;
            blue += rgb & 0xff;
        }
        return red / 4 << 16 | green / 4 << 8 | blue / 4;
    }

    private static int reflect(int at, int size) {
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }

    /** The first three channels of 8 bits, or the luminance of anything else. */
    static BufferedImage image(Specimen specimen) {
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
}
