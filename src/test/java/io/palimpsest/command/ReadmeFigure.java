package io.palimpsest.command;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

import ij.ImagePlus;
import io.palimpsest.Samples;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Monitor;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.plugin.PluginService;
import org.scijava.thread.ThreadService;

/** Draws README's figure, the spliced sample with its outlines and the map of each detector, and prints their areas. */
public final class ReadmeFigure {

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
        Panels.write(Path.of(arguments[0]), new String[] {"Picture, regions outlined", "OwAF, fused: probability",
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
}
