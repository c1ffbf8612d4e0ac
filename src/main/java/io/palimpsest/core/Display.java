package io.palimpsest.core;

import java.awt.Color;
import java.awt.GraphicsEnvironment;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import ij.measure.ResultsTable;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;

/**
 * Shows results in ImageJ; the only class of this package that touches windows.
 *
 * <p>Works in the window, in batch mode and headless, and touches nothing that the user has open.
 */
final class Display {

    private static final String TABLE = "Forensics - findings";
    private static final Color[] COLOURS = {
        new Color(0x00, 0xe5, 0xff), new Color(0x7c, 0xff, 0x6b), new Color(0xff, 0x7a, 0xe0),
        new Color(0xff, 0xff, 0xff), new Color(0xff, 0xd0, 0x00), new Color(0xff, 0x60, 0x60)
    };

    private Display() {}

    /**
     * Shows an image and makes it the active one for the macro that called.
     *
     * @param image what to show
     * @param caller the thread of that macro
     */
    static void show(ImagePlus image, Thread caller) {
        if (!GraphicsEnvironment.isHeadless() || IJ.isMacro() || Interpreter.isBatchMode()) {
            image.show(); // headless, ImageJ can only show an image to a macro
        }
        if (IJ.getInstance() == null || Interpreter.isBatchMode()) {
            // show() made it the active image of this thread, which serves the next command: that would get it as input
            WindowManager.setTempCurrentImage(null);
            WindowManager.setTempCurrentImage(caller, image);
        }
    }

    /** Outlines all findings in the image's overlay, named {@code detector-number}, one colour for each detector. */
    static void outline(ImagePlus image, Screening screening) {
        var overlay = new Overlay();
        for (int d = 0; d < screening.evidence().size(); d++) {
            var evidence = screening.evidence().get(d);
            for (int i = 0; i < evidence.findings().size(); i++) {
                overlay.add(outline(evidence, i, COLOURS[d % COLOURS.length]));
            }
        }
        image.setOverlay(overlay);
    }

    private static Roi outline(Evidence evidence, int index, Color colour) {
        var finding = evidence.findings().get(index);
        var region = new ByteProcessor(finding.width(), finding.height(), evidence.region(index));
        region.setThreshold(255, 255, ByteProcessor.NO_LUT_UPDATE);
        var roi = new ThresholdToSelection().convert(region);
        roi.setLocation(finding.x(), finding.y());
        roi.setName(finding.detector() + "-" + (index + 1));
        roi.setStrokeColor(colour);
        roi.setProperty("score", Double.toString(finding.score()));
        roi.setProperty("reliability", Double.toString(finding.reliability()));
        return roi;
    }

    /**
     * Adds the findings of a screening to the table of findings, a row each; a detector without findings gets one row
     * that says why. In the window the table is shown.
     *
     * @param screening what was found
     */
    static void tabulate(Screening screening) {
        var shown = ResultsTable.getResultsTable(TABLE);
        var table = shown == null ? new ResultsTable() : shown;
        fill(table, screening);
        table.show(TABLE);
    }

    /** Adds the rows. */
    static void fill(ResultsTable table, Screening screening) {
        for (var evidence : screening.evidence()) {
            if (evidence.findings().isEmpty()) {
                row(table, screening, evidence);
            }
            for (var finding : evidence.findings()) {
                row(table, screening, evidence);
                table.addValue("category", finding.category());
                table.addValue("x", finding.x());
                table.addValue("y", finding.y());
                table.addValue("width", finding.width());
                table.addValue("height", finding.height());
                table.addValue("area", finding.area());
                table.addValue("score", finding.score());
                table.addValue("reliability", finding.reliability());
                if (!finding.partners().isEmpty()) {
                    table.addValue("similar to", String.join("; ",
                            finding.partners().stream().map(Finding.Partner::toString).toList()));
                }
                table.addValue("explanation", finding.explanation());
            }
        }
    }

    private static void row(ResultsTable table, Screening screening, Evidence evidence) {
        table.addRow();
        table.addValue("image", screening.specimen().title());
        table.addValue("detector", evidence.provenance().detector());
        table.addValue("status", evidence.outcome().name());
        table.addValue("notes", String.join(" ", evidence.notes()));
        evidence.network().ifPresent(network -> table.addValue("network", network));
    }

    /** Tells a person at the window that a command failed; in macros and headless the exception says it. */
    static void warn(String title, String message) {
        if (IJ.getInstance() != null && !IJ.isMacro()) {
            IJ.error(title, message);
        }
    }
}
