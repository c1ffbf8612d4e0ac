package io.palimpsest.evaluate;

import java.util.Random;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/**
 * A made forgery: a region of a coarsely compressed JPEG, moved by other than multiples of 8 pixels into a host that was
 * not compressed so, both saved together more finely.
 *
 * <p>The region has an irregular outline and covers about a tenth of the picture.
 */
final class Misaligned {

    private static final int COARSEST = 60;
    private static final int FINEST = 75;
    private static final int FINAL_COARSEST = 90;
    private static final int FINAL_FINEST = 95;

    private Misaligned() {}

    /** The forgery, 4:4:4; where the donor is too small it is repeated by whole blocks, so that it keeps one grid. */
    static Forgery.Made of(Specimen host, Specimen donor, long seed) {
        var random = new Random(seed);
        var width = host.width();
        var height = host.height();
        var picture = Splice.image(host);
        var source = JpegEncoder.read(JpegEncoder.write(Splice.image(donor), between(random, COARSEST, FINEST),
                Sampling.FULL, false));
        var wide = donor.width() / 8 * 8;
        var high = donor.height() / 8 * 8;
        var radius = Math.sqrt(0.1 / Math.PI * width * height);
        var reach = Outline.REACH * radius;
        var outline = new Outline(reach + random.nextDouble() * Math.max(0, width - 2 * reach),
                reach + random.nextDouble() * Math.max(0, height - 2 * reach), radius,
                random.nextDouble() * 2 * Math.PI, 3 + random.nextInt(3));
        var shift = 1 + random.nextInt(63);
        var left = 8 * random.nextInt(wide / 8) + shift % 8;
        var top = 8 * random.nextInt(high / 8) + shift / 8;
        var altered = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (outline.contains(x, y)) {
                    altered[y * width + x] = true;
                    picture.setRGB(x, y, source.getRGB((x + left) % wide, (y + top) % high));
                }
            }
        }
        return new Forgery.Made(JpegEncoder.write(picture, between(random, FINAL_COARSEST, FINAL_FINEST),
                Sampling.FULL, false), altered);
    }

    private static int between(Random random, int low, int high) {
        return low + random.nextInt(high - low + 1);
    }
}
