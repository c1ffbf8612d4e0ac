package io.palimpsest.core;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

import ij.ImagePlus;
import org.scijava.Cancelable;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;

/**
 * A command that examines one image or file: the parameters and outputs that all of them share, and the one way in
 * which results are shown and written.
 *
 * <p>A run that cannot be done ends with an exception whose message says why, which {@code status} repeats. A cancelled
 * run shows and writes nothing.
 */
public abstract class ImageCommand implements Command, Cancelable {

    @Parameter(label = "Image", description = "The image to examine; of a stack its current plane.",
            required = false, persist = false)
    private ImagePlus image;

    @Parameter(label = "File", description = "A file to examine instead of an open image.", required = false,
            persist = false, autoFill = false)
    private File file;

    @Parameter(label = "Output folder", description = "A folder that receives maps, mask and findings as files.",
            style = "directory", required = false, persist = false, autoFill = false)
    private File output;

    @Parameter(label = "Threshold [probability]", description = "The probability from which a region is reported.",
            min = "0", max = "1", stepSize = "0.05", persist = false)
    private double threshold = 0.5;

    @Parameter(label = "Show results", description = "Whether to show the map, its outlines and the mask.",
            persist = false)
    private boolean show = true;

    @Parameter(label = "Probability", type = ItemIO.OUTPUT)
    private ImagePlus map;

    @Parameter(label = "Mask", type = ItemIO.OUTPUT)
    private ImagePlus mask;

    @Parameter(label = "Score", type = ItemIO.OUTPUT)
    private double score = Double.NaN;

    @Parameter(label = "Status", type = ItemIO.OUTPUT)
    private String status = "FAILED: did not run";

    @Parameter(required = false)
    private LogService log;

    @Parameter(required = false)
    private TaskService tasks;

    @Parameter(required = false)
    private ThreadService threads;

    private String cancelReason;

    /**
     * Examines the specimen with one detector or several.
     *
     * @param specimen what to look at
     * @param monitor progress and cancellation
     * @return the evidence of each
     */
    protected abstract Screening inspect(Specimen specimen, Monitor monitor);

    /** Images to show beside map and mask; none unless asked for. */
    protected List<ImagePlus> extras(Screening screening) {
        return List.of();
    }

    /** The name in titles, messages and the task bar. */
    protected abstract String label();

    /** The probability from which a region is reported. */
    public final double threshold() {
        return threshold;
    }

    /**
     * Sets the probability from which a region is reported.
     *
     * @param probability 0 to 1
     * @return this command
     */
    public final ImageCommand threshold(double probability) {
        threshold = probability;
        return this;
    }

    @Override
    public final void run() {
        var task = tasks == null ? null : tasks.createTask(label());
        try {
            if (task != null) {
                task.start();
            }
            examine(task == null ? Monitor.none() : new TaskMonitor(task));
        } catch (CancellationException e) {
            status = "CANCELLED";
            cancel(label() + " was cancelled; nothing was written");
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw failure(e);
        } finally {
            if (task != null) {
                task.finish();
            }
        }
    }

    private void examine(Monitor monitor) throws IOException {
        Parameters.check(this);
        var specimen = specimen();
        var screening = inspect(specimen, monitor);
        status = screening.status();
        score = screening.score();
        if (screening.evidence().stream().allMatch(one -> one.outcome() == Evidence.Outcome.FAILED)) {
            throw new IllegalStateException(status);
        }
        monitor.check();
        if (given(output)) {
            ScreeningFiles.write(screening, ScreeningFiles.folder(output.toPath(),
                    Path.of(specimen.title().replace(File.separatorChar, '_').replace('/', '_'))));
        }
        present(screening);
        if (log != null) {
            log.info(label() + " - " + specimen.title() + ": " + status);
            screening.evidence().forEach(one -> one.network().ifPresent(network ->
                    log.info(network + " It ran on the " + one.provenance().device() + ".")));
        }
    }

    private Specimen specimen() throws IOException {
        if (given(file)) {
            return Specimen.open(file.toPath());
        }
        if (image == null) {
            throw new IllegalArgumentException("There is neither an open image nor a file to examine;"
                    + " open an image or give file=[path]");
        }
        return Specimen.of(image);
    }

    /** Whether a path was named; an empty field of a dialog gives an empty path. */
    private static boolean given(File path) {
        return path != null && !path.getPath().isBlank();
    }

    private void present(Screening screening) {
        map = MapImages.maps(screening);
        mask = MapImages.mask(screening);
        Display.outline(map, screening);
        Display.outline(mask, screening);
        if (image != null && !given(file)) {
            map.setCalibration(image.getCalibration().copy());
            mask.setCalibration(image.getCalibration().copy());
        }
        if (show) {
            Display.tabulate(screening);
            extras(screening).forEach(extra -> Display.show(extra, caller()));
            Display.show(mask, caller());
            Display.show(map, caller());
        }
    }

    /** The thread that ran this command: the macro's, or this one if nobody waits. */
    private Thread caller() {
        var parent = threads == null ? null : threads.getParent(null);
        return parent == null ? Thread.currentThread() : parent;
    }

    private IllegalStateException failure(Throwable cause) {
        var what = given(file) ? "'" + file + "'" : image != null ? "'" + image.getTitle() + "'" : "no input";
        var reason = cause instanceof OutOfMemoryError
                ? "memory ran out; crop the picture or allow more (Edit > Options > Memory)"
                : cause.getMessage() == null ? cause.toString() : cause.getMessage();
        var message = label() + " could not examine " + what + ": " + reason;
        status = "FAILED: " + reason;
        if (log != null) {
            log.error(message);
        }
        Display.warn(label(), message);
        return new IllegalStateException(message, cause);
    }

    @Override
    public final boolean isCanceled() {
        return cancelReason != null;
    }

    @Override
    public final void cancel(String reason) {
        cancelReason = reason == null ? "" : reason;
    }

    @Override
    public final String getCancelReason() {
        return cancelReason;
    }
}
