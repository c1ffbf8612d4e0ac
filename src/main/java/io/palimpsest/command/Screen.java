package io.palimpsest.command;

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

    @Parameter(label = "Device", description = "Where networks run; auto takes a GPU if there is one.",
            choices = {"auto", "cpu", "gpu"}, persist = false)
    private String device = "auto";

    @Parameter
    private PluginService plugins;

    @Override
    protected Screening inspect(Specimen specimen, Monitor monitor) {
        var chosen = Detectors.of(plugins).create(detectors);
        chosen.forEach(detector -> detector.threshold(threshold()));
        Detectors.device(chosen, device);
        return Screening.of(specimen, chosen, monitor);
    }

    @Override
    protected String label() {
        return "Screen";
    }
}
