package io.palimpsest.jpeg;

import java.awt.image.BufferedImage;
import java.util.Random;


/** Pictures for tests. */
public final class TestJpegs {

    private TestJpegs() {}

    /** A picture with slopes, edges and fine grain, the same for the same seed. */
    public static BufferedImage texture(int width, int height, boolean grey, long seed) {
        var random = new Random(seed);
        var image = new BufferedImage(
                width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        var raster = image.getRaster();
        var bands = raster.getNumBands();
        var line = new int[width * bands];
        var phase = 6 * random.nextDouble();
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                var slope = 110 + 60 * Math.sin(phase + x / 37.0) * Math.cos(y / 53.0);
                var edge = ((x / 61 + y / 47) % 3 == 0 ? 35 : 0) + 12 * Math.sin(x * 0.9 + y * 0.4);
                for (var b = 0; b < bands; b++) {
                    var value = slope + edge + 15 * b * Math.sin(x / 90.0 + b) + 6 * random.nextGaussian();
                    line[x * bands + b] = (int) Math.max(0, Math.min(255, value));
                }
            }
            raster.setPixels(0, y, width, 1, line);
        }
        return image;
    }
}
