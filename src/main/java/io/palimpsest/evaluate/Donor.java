package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.function.IntBinaryOperator;

/** What a region is filled with: the colours of another picture from a random place on, by column and row. */
final class Donor {

    private static final double SMALLEST_SCALE = 1.1;
    private static final double LARGEST_SCALE = 1.6;
    private static final double LARGEST_ANGLE = 45;

    private static final double LEAST_NOISE = 3;
    private static final double MOST_NOISE = 8;

    private Donor() {}

    /** With its blocks of 8x8 pixels on the host's grid; repeated by whole blocks, so that it keeps one grid. */
    static IntBinaryOperator onGrid(BufferedImage source, Random random) {
        return blocks(source, 0, random);
    }

    /** Moved off the host's grid by other than multiples of 8 pixels; repeated by whole blocks. */
    static IntBinaryOperator offGrid(BufferedImage source, Random random) {
        return blocks(source, 1 + random.nextInt(63), random);
    }

    private static IntBinaryOperator blocks(BufferedImage source, int shift, Random random) {
        var wide = source.getWidth() / 8 * 8;
        var high = source.getHeight() / 8 * 8;
        var left = 8 * random.nextInt(wide / 8) + shift % 8;
        var top = 8 * random.nextInt(high / 8) + shift / 8;
        return (x, y) -> source.getRGB((x + left) % wide, (y + top) % high);
    }

    /** At half its size, the mean of four pixels each. */
    static IntBinaryOperator halved(BufferedImage source, Random random) {
        var left = random.nextInt(source.getWidth());
        var top = random.nextInt(source.getHeight());
        return (x, y) -> {
            int red = 2;
            int green = 2;
            int blue = 2;
            for (int i = 0; i < 4; i++) {
                var rgb = at(source, left + 2 * x + i % 2, top + 2 * y + i / 2);
                red += rgb >> 16 & 0xff;
                green += rgb >> 8 & 0xff;
                blue += rgb & 0xff;
            }
            return red / 4 << 16 | green / 4 << 8 | blue / 4;
        };
    }

    /** 1.1 to 1.6 times as large, every other time also rotated by up to 45 degrees, with linear or cubic interpolation. */
    static IntBinaryOperator enlarged(BufferedImage source, Random random) {
        var scale = SMALLEST_SCALE + (LARGEST_SCALE - SMALLEST_SCALE) * random.nextDouble();
        var angle = random.nextBoolean() ? Math.toRadians(LARGEST_ANGLE * (2 * random.nextDouble() - 1)) : 0;
        var interpolation = random.nextBoolean() ? Interpolation.CUBIC : Interpolation.LINEAR;
        var left = random.nextInt(source.getWidth());
        var top = random.nextInt(source.getHeight());
        var alongX = Math.cos(angle) / scale;
        var alongY = Math.sin(angle) / scale;
        return (x, y) -> interpolation.rgb(source, left + x * alongX - y * alongY, top + x * alongY + y * alongX);
    }

    /** At its own size, with Gaussian noise of one strength in all channels. */
    static IntBinaryOperator noisy(BufferedImage source, Random random) {
        var strength = LEAST_NOISE + (MOST_NOISE - LEAST_NOISE) * random.nextDouble();
        var left = random.nextInt(source.getWidth());
        var top = random.nextInt(source.getHeight());
        return (x, y) -> {
            var rgb = at(source, left + x, top + y);
            int noisy = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                noisy |= Interpolation.level((rgb >> shift & 0xff) + strength * random.nextGaussian()) << shift;
            }
            return noisy;
        };
    }

    private static int at(BufferedImage source, int x, int y) {
        return source.getRGB(Interpolation.reflect(x, source.getWidth()), Interpolation.reflect(y, source.getHeight()));
    }
}
