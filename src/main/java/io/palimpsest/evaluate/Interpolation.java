package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;

/** Colours between the pixels of a picture, which is continued by reflection. */
enum Interpolation {

    /** A line between two pixels along each axis. */
    LINEAR(1) {
        @Override
        double weight(double distance) {
            return 1 - distance;
        }
    },

    /** A cubic through four pixels along each axis (Keys, a = -0.5). */
    CUBIC(2) {
        @Override
        double weight(double distance) {
            return distance < 1
                    ? (1.5 * distance - 2.5) * distance * distance + 1
                    : ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
        }
    };

    private final int reach;

    Interpolation(int reach) {
        this.reach = reach;
    }

    abstract double weight(double distance);

    /**
     * The colour at a point.
     *
     * @param source the picture
     * @param x column, whole at pixel centres
     * @param y row, whole at pixel centres
     * @return red, green and blue as in {@link BufferedImage#getRGB}, but not opaque
     */
    int rgb(BufferedImage source, double x, double y) {
        var column = (int) Math.floor(x);
        var row = (int) Math.floor(y);
        double red = 0;
        double green = 0;
        double blue = 0;
        for (int j = 1 - reach; j <= reach; j++) {
            for (int i = 1 - reach; i <= reach; i++) {
                var weight = weight(Math.abs(x - column - i)) * weight(Math.abs(y - row - j));
                var rgb = source.getRGB(reflect(column + i, source.getWidth()), reflect(row + j, source.getHeight()));
                red += weight * (rgb >> 16 & 0xff);
                green += weight * (rgb >> 8 & 0xff);
                blue += weight * (rgb & 0xff);
            }
        }
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    /** Where a line of pixels is read that goes on beyond its ends by reflection. */
    static int reflect(int at, int size) {
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }

    /** The nearest of 256 levels. */
    static int level(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
