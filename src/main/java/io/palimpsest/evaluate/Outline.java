package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.function.IntBinaryOperator;

/** An irregular closed outline: a circle with a few lobes and a fine wave. */
record Outline(double centreX, double centreY, double radius, double phase, int lobes) {

    /** The largest distance from the centre, as a multiple of the radius. */
    static final double REACH = 1.25;

    /** Distance of the centre from the picture's borders as a multiple of the radius, where there is room. */
    private static final double MARGIN = 1.4;

    private static final double SHARE = 0.1;

    /** An outline around about a tenth of a picture. */
    static Outline of(BufferedImage picture, Random random) {
        return circle(picture, random).lobed(random);
    }

    /** A circle at a random place around about a tenth of a picture, with its fine wave. */
    static Outline circle(BufferedImage picture, Random random) {
        var width = picture.getWidth();
        var height = picture.getHeight();
        var radius = Math.sqrt(SHARE / Math.PI * width * height);
        var margin = MARGIN * radius;
        return new Outline(margin + random.nextDouble() * Math.max(0, width - 2 * margin),
                margin + random.nextDouble() * Math.max(0, height - 2 * margin), radius, 0, 0);
    }

    /** The same at the same place, with random lobes. */
    Outline lobed(Random random) {
        return new Outline(centreX, centreY, radius, random.nextDouble() * 2 * Math.PI, 3 + random.nextInt(3));
    }

    boolean contains(double x, double y) {
        var angle = Math.atan2(y - centreY, x - centreX);
        var edge = radius * (1 + 0.2 * Math.sin(lobes * angle + phase) + 0.05 * Math.sin(11 * angle));
        return Math.hypot(x - centreX, y - centreY) < edge;
    }

    /**
     * Fills what is inside.
     *
     * @param picture is changed
     * @param colour red, green and blue of column and row, asked for row by row
     * @return height x width values row by row, true inside
     */
    boolean[] fill(BufferedImage picture, IntBinaryOperator colour) {
        var inside = new boolean[picture.getWidth() * picture.getHeight()];
        for (int i = 0; i < inside.length; i++) {
            var x = i % picture.getWidth();
            var y = i / picture.getWidth();
            if (contains(x, y)) {
                inside[i] = true;
                picture.setRGB(x, y, colour.applyAsInt(x, y));
            }
        }
        return inside;
    }
}
