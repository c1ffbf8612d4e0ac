package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;

/** Colours between the pixels of a picture, which is continued by reflection. */
final class Interpolation {

    private Interpolation() {}

    /**
     * The colour at a point.
     *
     * @param source the picture
     * @param x column, whole at pixel centres
     * @param y row, whole at pixel centres
     * @param cubic whether to fit a cubic (Keys, a = -0.5) to four pixels along each axis, not a line to two
     * @return red, green and blue as in {@link BufferedImage#getRGB}
     */
    static int rgb(BufferedImage source, double x, double y, boolean cubic) {
        var column = (int) Math.floor(x);
        var row = (int) Math.floor(y);
        double red = 0;
        double green = 0;
        double blue = 0;
        for (int j = cubic ? -1 : 0; j <= (cubic ? 2 : 1); j++) {
            for (int i = cubic ? -1 : 0; i <= (cubic ? 2 : 1); i++) {
                var weight = weight(x - column - i, cubic) * weight(y - row - j, cubic);
                var rgb = source.getRGB(reflect(column + i, source.getWidth()), reflect(row + j, source.getHeight()));
                red += weight * (rgb >> 16 & 0xff);
                green += weight * (rgb >> 8 & 0xff);
                blue += weight * (rgb & 0xff);
            }
        }
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private static double weight(double distance, boolean cubic) {
        var d = Math.abs(distance);
        if (!cubic) {
            return 1 - d;
        }
        return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2;
    }

    private static int level(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    private static int reflect(int at, int size) {
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }
}
