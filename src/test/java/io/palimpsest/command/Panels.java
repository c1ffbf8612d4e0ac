package io.palimpsest.command;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.palimpsest.jpeg.JpegEncoder;

/** Pictures in a row, each with a caption, as README shows them. */
final class Panels {

    private static final int SIDE = 400;
    private static final int GAP = 12;
    private static final int CAPTION = 34;

    private Panels() {}

    /** Writes a JPEG of panels of the same size. */
    static void write(Path file, String[] captions, BufferedImage... panels) throws IOException {
        var figure = new BufferedImage(panels.length * (SIDE + GAP) - GAP, SIDE + CAPTION, BufferedImage.TYPE_INT_RGB);
        var graphics = figure.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, figure.getWidth(), figure.getHeight());
        for (int i = 0; i < panels.length; i++) {
            panel(graphics, i * (SIDE + GAP), captions[i], panels[i]);
        }
        graphics.dispose();
        Files.write(file, JpegEncoder.write(figure, 88, JpegEncoder.Sampling.FULL, false));
    }

    private static void panel(Graphics2D graphics, int x, String caption, BufferedImage image) {
        graphics.drawImage(image, x, CAPTION, SIDE, SIDE, null);
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
        graphics.drawString(caption, x + 2, 23);
    }
}
