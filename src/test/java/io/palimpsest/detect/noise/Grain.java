package io.palimpsest.detect.noise;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

import io.palimpsest.core.Specimen;

/** Seeded pictures with known noise. */
final class Grain {

    private Grain() {}

    /** Whether a pixel lies in the disc around 0.62, 0.4 that is altered, about a tenth of the picture. */
    static boolean[] disc(int width, int height) {
        var disc = new boolean[width * height];
        var radius = Math.sqrt(0.1 / Math.PI * width * height);
        for (int i = 0; i < disc.length; i++) {
            disc[i] = Math.hypot(i % width - 0.62 * width, i / width - 0.4 * height) < radius;
        }
        return disc;
    }

    /** Slopes with sparse soft edges, and Gaussian noise of one strength in the disc and another around it. */
    static BufferedImage picture(int width, int height, double around, double inside, long seed) {
        var random = new Random(seed);
        var disc = disc(width, height);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < disc.length; i++) {
            var x = i % width;
            var y = i / width;
            var level = 125 + 40 * Math.sin(x / 37.0) * Math.cos(y / 51.0) + 25 * Math.tanh(3 * Math.sin(x / 90.0 + y / 60.0));
            var value = Math.round(level + (disc[i] ? inside : around) * random.nextGaussian());
            var grey = (int) Math.max(0, Math.min(255, value));
            image.setRGB(x, y, grey * 0x10101);
        }
        return image;
    }

    static Specimen specimen(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
            return Specimen.of("grain", bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Intersection over union of what was reported and what was made. */
    static double overlap(byte[] mask, boolean[] made) {
        int hit = 0;
        int all = 0;
        for (int i = 0; i < mask.length; i++) {
            hit += made[i] && mask[i] != 0 ? 1 : 0;
            all += made[i] || mask[i] != 0 ? 1 : 0;
        }
        return hit / (double) all;
    }
}
