package io.palimpsest.command;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.filter.ParticleAnalyzer;
import ij.plugin.frame.RoiManager;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.learned.TruFor;

/**
 * Draws the first of some authentic pictures in which TruFor's map alone would report a region, and its map and reliability
 * together report none. Prints for each picture what share of it would be reported without and with the reliability.
 */
public final class ReliabilityFigure {

    private ReliabilityFigure() {}

    public static void main(String... arguments) throws Exception {
        System.setProperty("java.awt.headless", "true");
        boolean drawn = false;
        for (int i = 1; i < arguments.length; i++) {
            var file = Path.of(arguments[i]);
            var evidence = new TruFor().examine(Specimen.open(file), Monitor.none());
            var alone = alone(evidence);
            System.out.printf("%s: %d regions without the reliability, %d with it, score %.2f%n", file.getFileName(),
                    alone.length, evidence.findings().size(), evidence.score());
            if (!drawn && evidence.findings().isEmpty() && alone.length > 0) {
                draw(Path.of(arguments[0]), new ImagePlus(file.toString()), evidence, alone);
                drawn = true;
            }
        }
        if (!drawn) {
            System.err.println("In none of these pictures does the reliability remove a region.");
            System.exit(1);
        }
    }

    /** Outlines of what would be reported if the whole map were reliable. */
    private static Roi[] alone(Evidence evidence) {
        var map = certain(evidence);
        map.setThreshold(0.5, Float.MAX_VALUE, ImageProcessor.NO_LUT_UPDATE);
        var found = new RoiManager(false);
        var analyzer = new ParticleAnalyzer(ParticleAnalyzer.ADD_TO_MANAGER, 0, null,
                Detector.MIN_AREA * map.getPixelCount(), Double.POSITIVE_INFINITY);
        analyzer.setRoiManager(found);
        analyzer.analyze(new ImagePlus("", map), map);
        return found.getRoisAsArray();
    }

    /** The probability as it was before it was lowered where the reliability is too small for a finding. */
    private static FloatProcessor certain(Evidence evidence) {
        var probability = evidence.probability();
        var reliability = evidence.reliability();
        for (int i = 0; i < probability.length; i++) {
            probability[i] /= (float) Math.min(1, reliability[i] / Detector.MIN_RELIABILITY);
        }
        return map(evidence, probability);
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
        Panels.write(file, new String[] {"Authentic; outlined: map alone", "Map alone", "Reliability", "Map, as it is given"},
                picture.flatten().getBufferedImage(), certain(evidence).getBufferedImage(),
                map(evidence, evidence.reliability()).getBufferedImage(),
                map(evidence, evidence.probability()).getBufferedImage());
    }
}
