package io.palimpsest.command;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Reason;
import io.palimpsest.core.TaskMonitor;
import org.scijava.Cancelable;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginService;
import org.scijava.task.TaskService;

/** Measures detectors on labelled pictures and writes tables and a page with curves, see {@link EvaluationRequest}. */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Utilities>Evaluate")
public final class Evaluate implements Command, Cancelable {

    @Parameter(label = "Data set", description = "A folder of labelled pictures: with a manifest.csv, with masks beside"
            + " the pictures, or in the layout of a published set.", style = "directory", persist = false)
    private File dataset;

    @Parameter(label = "Output folder", description = "A folder that receives tables and the page.", style = "directory",
            persist = false)
    private File output;

    @Parameter(label = "Detectors", description = "The names of the detectors to run, separated by commas, or all.",
            persist = false)
    private String detectors = "all";

    @Parameter(label = "Uncalibrated", description = "Whether statistics are taken for probabilities, as papers do with those"
            + " of networks.", persist = false)
    private boolean uncalibrated;

    @Parameter(label = "Maps", description = "A folder of maps to score instead of running detectors.",
            style = "directory", required = false, persist = false, autoFill = false)
    private File maps;

    @Parameter(label = "Protocols", description = "What is measured: all, or names separated by commas.",
            persist = false)
    private String protocols = "all";

    @Parameter(label = "Attacks", description = "What is done to pictures before: none, papers, or attacks separated by"
            + " commas such as jpeg:70.", persist = false)
    private String attacks = "none";

    @Parameter(label = "Limit", description = "At most so many altered and so many authentic pictures, evenly spread.",
            min = "1", persist = false)
    private int limit = Integer.MAX_VALUE;

    @Parameter(label = "Jobs", description = "Pictures that are examined at the same time.", min = "1", persist = false)
    private int jobs = 1;

    @Parameter(label = "Resume", description = "Whether to go on with an earlier run of the same kind.",
            persist = false)
    private boolean resume;

    @Parameter(label = "Seed", description = "Starts the chance in attacks and intervals; the same seed gives the same"
            + " numbers.", persist = false)
    private long seed = 0;

    @Parameter(label = "Page", type = ItemIO.OUTPUT)
    private String page = "";

    @Parameter(label = "Status", type = ItemIO.OUTPUT)
    private String status = "FAILED: did not run";

    @Parameter
    private PluginService plugins;

    @Parameter(required = false)
    private TaskService tasks;

    private String cancelReason;

    @Override
    public void run() {
        var task = tasks == null ? null : tasks.createTask("Evaluate");
        try {
            if (task != null) {
                task.start();
            }
            var request = new EvaluationRequest(List.of(dataset.toPath()), "", "", output.toPath(), detectors,
                    uncalibrated, maps == null ? null : maps.toPath(), protocols, attacks, limit, jobs, resume, true, seed);
            var outcome = request.run(Detectors.of(plugins), task == null ? Monitor.none() : new TaskMonitor(task),
                    (done, all, what) -> {});
            page = outcome.page().toString();
            var troubles = outcome.results().troubles();
            status = troubles.isEmpty()
                    ? "DONE"
                    : "DONE, but " + troubles.size() + " could not be evaluated: " + troubles.get(0).reason();
        } catch (CancellationException e) {
            status = "CANCELLED";
            cancel("Evaluate was cancelled; what was done so far can be resumed");
        } catch (IOException | RuntimeException e) {
            status = "FAILED: " + Reason.of(e);
            throw new IllegalStateException("Evaluate: " + Reason.of(e), e);
        } finally {
            if (task != null) {
                task.finish();
            }
        }
    }

    @Override
    public boolean isCanceled() {
        return cancelReason != null;
    }

    @Override
    public void cancel(String reason) {
        cancelReason = reason;
    }

    @Override
    public String getCancelReason() {
        return cancelReason;
    }
}
