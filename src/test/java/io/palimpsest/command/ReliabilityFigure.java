package io.palimpsest.command;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.filter.ParticleAnalyzer;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.learned.TruFor;

/**
 * Draws the first of some authentic pictures in which TruFor's own map is above 0.5 in a region, and its reliability is too
 * small there for a finding. Prints for each picture how many such regions there are without and with the reliability.
 */
public final class ReliabilityFigure {

    private ReliabilityFigure() {}

    public static void main(String... arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        boolean drawn = false;
        for (int i = 1; i < arguments.length; i++) {
            var file = Path.of(arguments[i]);
            var evidence = new TruFor().examine(Specimen.open(file), Monitor.none());
            var alone = regions(evidence, 0);
            var sure = regions(evidence, Detector.MIN_RELIABILITY);
            System.out.printf("%s: %d regions without the reliability, %d with it, score %.2f%n", file.getFileName(),
                    alone.length, sure.length, evidence.score());
            if (!drawn && alone.length > 0 && sure.length == 0 && evidence.findings().isEmpty()) {
                draw(Path.of(arguments[0]), new ImagePlus(file.toString()), evidence, alone);
                drawn = true;
            }
        }
        if (!drawn) {
            System.err.println("In none of these pictures does the reliability remove a region.");
            System.exit(1);
        }
    }

    /** Outlines of where the network's map is above 0.5 and as reliable as that, if they are large enough for a finding. */
    private static Roi[] regions(Evidence evidence, double reliable) {
        var map = map(evidence, evidence.raw().orElseThrow().values().clone());
        var reliability = evidence.reliability();
        for (int i = 0; i < reliability.length; i++) {
            map.setf(i, reliability[i] >= reliable ? map.getf(i) : 0);
        }
        map.setThreshold(0.5, Float.MAX_VALUE, ImageProcessor.NO_LUT_UPDATE);
        var image = new ImagePlus("", map);
        new ParticleAnalyzer(ParticleAnalyzer.SHOW_OVERLAY_OUTLINES, 0, null, Detector.MIN_AREA * map.getPixelCount(),
                Double.POSITIVE_INFINITY).analyze(image, map);
        return image.getOverlay() == null ? new Roi[0] : image.getOverlay().toArray();
    }

    private static FloatProcessor map(Evidence evidence, float[] values) {
        var map = new FloatProcessor(evidence.raw().orElseThrow().width(), evidence.raw().orElseThrow().height(), values);
        map.setMinAndMax(0, 1);
        return map;
    }

    private static void draw(Path file, ImagePlus picture, Evidence evidence, Roi... alone) throws IOException {
        var outlines = new Overlay();
        for (var roi : alone) {
            roi.setStrokeColor(Color.CYAN);
            roi.setStrokeWidth(6);
            outlines.add(roi);
        }
        picture.setOverlay(outlines);
        Panels.write(file, new String[] {"Authentic; outlined: map above 0.5", "Network's map", "Reliability",
            "Probability that is given"}, picture.flatten().getBufferedImage(),
                map(evidence, evidence.raw().orElseThrow().values().clone()).getBufferedImage(),
                map(evidence, evidence.reliability()).getBufferedImage(),
                map(evidence, evidence.probability()).getBufferedImage());
    }
}
