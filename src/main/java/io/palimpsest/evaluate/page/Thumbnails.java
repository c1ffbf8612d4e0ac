package io.palimpsest.evaluate.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import io.palimpsest.core.MapImages;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.metric.Truth;

/** A picture, what was altered and what a detector says, side by side and small. */
final class Thumbnails {

    private static final int WIDTH = 240;
    private static final int HEIGHT = 480;
    private static final int GAP = 6;
    private static final int UNKNOWN = 0x808080;

    private Thumbnails() {}

    /**
     * Writes three pictures in one file.
     *
     * @param file a PNG: the picture, the altered part in white, the map in the colours of inferno from 0 to 1; grey = not
     *     assessed
     * @param map height x width values, 0 to 1, NaN = not assessed
     */
    static void write(Path file, Specimen specimen, Truth truth, float[] map) throws IOException {
        var shrunk = Math.min(1, Math.min((double) WIDTH / specimen.width(), (double) HEIGHT / specimen.height()));
        var wide = Math.max(1, (int) Math.round(specimen.width() * shrunk));
        var high = Math.max(1, (int) Math.round(specimen.height() * shrunk));
        var image = new BufferedImage(3 * wide + 2 * GAP, high, BufferedImage.TYPE_INT_RGB);
        var brush = image.createGraphics();
        brush.setColor(java.awt.Color.WHITE);
        brush.fillRect(0, 0, image.getWidth(), high);
        brush.dispose();
        var colours = MapImages.colours();
        var rgb = new double[3][specimen.width()];
        for (int y = 0; y < high; y++) {
            var row = (int) ((long) y * specimen.height() / high);
            specimen.rgbRow(row, rgb);
            for (int x = 0; x < wide; x++) {
                var column = (int) ((long) x * specimen.width() / wide);
                var at = row * specimen.width() + column;
                image.setRGB(x, y, level(rgb[0][column]) << 16 | level(rgb[1][column]) << 8 | level(rgb[2][column]));
                image.setRGB(wide + GAP + x, y, truth.altered()[at] ? 0xffffff : 0);
                image.setRGB(2 * (wide + GAP) + x, y, Float.isNaN(map[at])
                        ? UNKNOWN
                        : colours[level(255 * map[at])]);
            }
        }
        Png.write(file, image);
    }

    private static int level(double value) {
        return (int) Math.round(Math.min(255, Math.max(0, value)));
    }
}
