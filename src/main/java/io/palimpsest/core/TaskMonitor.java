package io.palimpsest.core;

import java.util.concurrent.CancellationException;

import org.scijava.task.Task;

/** Shows progress in Fiji's task bar and listens to its cancel button. */
public final class TaskMonitor implements Monitor {

    private static final int STEPS = 1000;

    private final Task task;

    /** Shows the progress of a task that was started. */
    public TaskMonitor(Task task) {
        this.task = task;
        task.setProgressMaximum(STEPS);
    }

    @Override
    public void step(String what, double fraction) {
        task.setStatusMessage(what);
        task.setProgressValue(Math.round(fraction * STEPS));
    }

    @Override
    public void check() {
        if (task.isCanceled()) {
            throw new CancellationException("Cancelled by the user");
        }
    }
}
