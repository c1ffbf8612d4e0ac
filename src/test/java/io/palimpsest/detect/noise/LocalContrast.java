package io.palimpsest.detect.noise;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** A detector in one file, as a newcomer would add it; it is here to be found by everything that lists detectors. */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Noise>Local Contrast")
public final class LocalContrast extends Detector {

    @Parameter(label = "Gain", description = "Multiplies the contrast.", min = "0.1", max = "10", persist = false)
    private double gain = 1;

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) {
        var luminance = specimen.luminance();
        var width = specimen.width();
        var contrast = new float[luminance.length];
        for (int y = 0; y < specimen.height(); y++) {
            monitor.check();
            for (int x = 1; x < width; x++) {
                contrast[y * width + x] = (float) Math.min(1,
                        gain * Math.abs(luminance[y * width + x] - luminance[y * width + x - 1]) / 255);
            }
        }
        return Evidence.of(RawMap.pixels(contrast, width, specimen.height())).note("Made for a test.");
    }
}
