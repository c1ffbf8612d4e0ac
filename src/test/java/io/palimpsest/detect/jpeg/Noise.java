package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Seeded pictures without JPEG history. */
final class Noise {

    private Noise() {}

    /** Slopes with grain of changing strength, the same in all channels. */
    static BufferedImage picture(int width, int height, int type) {
        var random = new Random(width * 31L + height);
        var image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            var slope = 128 + 50 * Math.sin(i % width / 40.0) * Math.cos(i / width / 55.0);
            var grain = 12 + 10 * Math.sin(i % width / 90.0 + i / width / 70.0);
            var level = (int) Math.max(0, Math.min(255, slope + grain * random.nextGaussian()));
            image.getRaster().setPixel(i % width, i / width, new int[] {level, level, level});
        }
        return image;
    }
}
