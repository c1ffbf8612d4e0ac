package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;

/** Colours between the pixels of a picture by the cubic kernel of Catmull and Rom; beyond its edge the nearest pixel. */
final class Bicubic {

    private Bicubic() {}

    /** The colour at a place in pixels, with 0, 0 in the middle of the first one. */
    static int at(BufferedImage image, double x, double y) {
        var left = (int) Math.floor(x);
        var top = (int) Math.floor(y);
        var across = weights(x - left);
        var down = weights(y - top);
        var sums = new double[3];
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 4; i++) {
                var rgb = image.getRGB(Math.min(image.getWidth() - 1, Math.max(0, left - 1 + i)),
                        Math.min(image.getHeight() - 1, Math.max(0, top - 1 + j)));
                for (int c = 0; c < 3; c++) {
                    sums[c] += across[i] * down[j] * (rgb >> 16 - 8 * c & 0xff);
                }
            }
        }
        int colour = 0;
        for (var sum : sums) {
            colour = colour << 8 | (int) Math.round(Math.min(255, Math.max(0, sum)));
        }
        return colour;
    }

    private static double[] weights(double t) {
        return new double[] {((-t + 2) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((-3 * t + 4) * t + 1) * t / 2,
                (t - 1) * t * t / 2};
    }
}
