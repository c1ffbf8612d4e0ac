package io.palimpsest.command;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import ij.ImagePlus;
import io.palimpsest.Samples;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Monitor;
import io.palimpsest.jpeg.JpegEncoder;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.plugin.PluginService;
import org.scijava.thread.ThreadService;

/** Draws README's figure, the spliced sample with its outlines and the map of each detector, and prints their areas. */
public final class ReadmeFigure {

    private static final int SIDE = 400;
    private static final int GAP = 12;
    private static final int CAPTION = 34;

    private ReadmeFigure() {}

    public static void main(String... arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        var picture = new ImagePlus(Samples.path("park-spliced.jpg").toString());
        ImagePlus maps;
        try (var context = new Context(CommandService.class, ThreadService.class)) {
            var module = context.service(CommandService.class).run(Screen.class, true, "image", picture, "detectors",
                    "owaf,adq1,splicebuster", "show", false).get();
            maps = (ImagePlus) module.getOutput("map");
        }
        var altered = Samples.splice(Samples.SEED).altered();
        for (var name : new String[] {"owaf", "adq1", "splicebuster"}) {
            var raw = detector(name).examine(Samples.open("park-spliced.jpg"), Monitor.none()).raw().orElseThrow();
            System.out.printf("%s: area under the ROC curve %.3f%n", name,
                    Samples.auc(raw.paint(picture.getWidth(), picture.getHeight()), altered));
        }
        picture.setOverlay(maps.getOverlay());
        for (var roi : picture.getOverlay()) {
            roi.setStrokeWidth(6);
        }
        var outlined = picture.flatten().getBufferedImage();
        maps.setOverlay(null);
        write(Path.of(arguments[0]), new String[] {"Picture, regions outlined", "OwAF, fused: probability",
            "ADQ1: probability", "Splicebuster: probability"}, outlined, slice(maps, 1), slice(maps, 2), slice(maps, 3));
    }

    private static Detector detector(String name) {
        try (var context = new Context(PluginService.class)) {
            return Detectors.of(context).create(name).get(0);
        }
    }

    private static BufferedImage slice(ImagePlus maps, int index) {
        maps.setSlice(index);
        var slice = new ImagePlus("", maps.getStack().getProcessor(index));
        slice.setLut(maps.getProcessor().getLut());
        slice.setDisplayRange(0, 1);
        return slice.getBufferedImage();
    }

    private static void write(Path file, String[] captions, BufferedImage... panels) throws IOException {
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
