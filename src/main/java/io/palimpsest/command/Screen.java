package io.palimpsest.command;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.ImageCommand;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Screening;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginService;

/**
 * Examines one picture with several detectors: a stack of probability maps with a slice for each, a mask of all
 * findings with their outlines, and a table with a row for each finding.
 *
 * <p>A detector that is not applicable, or fails, says so in its row and leaves its slice empty (NaN); the others run
 * all the same.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Screen")
public final class Screen extends ImageCommand {

    @Parameter(label = "Detectors", description = "The names of the detectors to run, separated by commas, or all.",
            persist = false)
    private String detectors = "all";

    @Parameter
    private PluginService plugins;

    @Override
    protected Screening inspect(Specimen specimen, Monitor monitor) {
        var chosen = Detectors.of(plugins).create(detectors);
        chosen.forEach(detector -> detector.threshold(threshold()));
        return screen(specimen, chosen, monitor);
    }

    /**
     * Examines a specimen with each of the detectors.
     *
     * @param specimen what to look at
     * @param detectors what to look with
     * @param monitor progress and cancellation
     * @return one piece of evidence for each detector
     */
    static Screening screen(Specimen specimen, List<Detector> detectors, Monitor monitor) {
        var evidence = new ArrayList<Evidence>();
        for (int i = 0; i < detectors.size(); i++) {
            var part = monitor.part(i / (double) detectors.size(), (i + 1) / (double) detectors.size());
            evidence.add(detectors.get(i).examine(specimen, part));
        }
        return new Screening(specimen, evidence);
    }

    @Override
    protected String label() {
        return "Screen";
    }
}
