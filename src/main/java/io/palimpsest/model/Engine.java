package io.palimpsest.model;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;

/**
 * PyTorch, started by the first that needs it and not before.
 *
 * <p>All calls run in one thread of its own: with the suite's class loader, which is not that of the thread that calls in
 * Fiji; undisturbed by interrupts of callers; and without a set of PyTorch's threads for each of them. A process that ends
 * waits for the call that runs, since PyTorch crashes where it is taken down meanwhile. A failure to start is remembered.
 * This class loads nothing of DJL itself, so that a missing library is met in {@link #call} only.
 */
final class Engine {

    /** The one of this process; by a lambda, since a method reference would load the class now. */
    static final Engine SHARED = new Engine(() -> Djl.start());

    private static final int ASK_MILLIS = 200;

    /** More than a call takes; one that hangs must not keep a process alive for ever. */
    private static final int END_SECONDS = 120;

    private final Callable<Integer> starter;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var worker = new Thread(task, "palimpsest-networks");
        worker.setDaemon(true);
        worker.setContextClassLoader(Engine.class.getClassLoader());
        return worker;
    });

    /** Number of GPUs, or -1 before the start. Used in the thread only, as the failure is. */
    private int gpus = -1;
    private Throwable failure;

    /** @param starter starts the library and tells how many GPUs it can use */
    Engine(Callable<Integer> starter) {
        this.starter = starter;
    }

    /** How many GPUs PyTorch can use; starts it if need be. */
    int gpus() {
        return call(() -> gpus);
    }

    /**
     * Runs a task in the engine's thread and waits for it; starts the engine if need be.
     *
     * @param task what uses PyTorch
     * @return what the task returns
     * @throws CannotRun if PyTorch is missing or does not run on this machine
     * @throws CancellationException if the caller was interrupted, the task then ends by itself; or if the process ends
     */
    <T> T call(Callable<T> task) {
        return call(task, Monitor.none());
    }

    /**
     * As {@link #call(Callable)}, asking a monitor meanwhile.
     *
     * @throws CancellationException if the monitor says so; the task then ends by itself
     */
    <T> T call(Callable<T> task, Monitor monitor) {
        var future = submit(() -> {
            start();
            return task.call();
        });
        try {
            while (true) {
                try {
                    return future.get(ASK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    monitor.check();
                }
            }
        } catch (CancellationException e) {
            future.cancel(false);
            throw e;
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private <T> Future<T> submit(Callable<T> task) {
        try {
            return thread.submit(task);
        } catch (RejectedExecutionException e) {
            throw new CancellationException("The process ends");
        }
    }

    /** Takes no call any more and waits for the one that runs. */
    void end() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof CannotRun e) {
            return new CannotRun(e.getMessage(), e); // with the caller's trace
        }
        if (cause instanceof LinkageError e) {
            return cannotRun(e);
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    private void start() {
        if (failure != null) {
            throw cannotRun(failure);
        }
        if (gpus < 0) {
            try {
                gpus = starter.call();
                Runtime.getRuntime().addShutdownHook(new Thread(this::end, "palimpsest-networks-end"));
            } catch (VirtualMachineError e) {
                throw e; // as of too little memory, which may pass
            } catch (Exception | Error e) { // DJL throws link, assertion and configuration errors
                failure = e;
                throw cannotRun(e);
            }
        }
    }

    private static CannotRun cannotRun(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("already loaded in another classloader")) {
                return new CannotRun("another plugin has loaded PyTorch in this process already; restart Fiji and run"
                        + " this first, or use the command line", e);
            }
        }
        return new CannotRun("the library PyTorch is missing or does not run on this machine ("
                + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + "). Put the files of"
                + " pytorch-engine, pytorch-jni and pytorch-native-cpu for this kind of machine, of the versions that"
                + " the suite was built with, beside the others (README, 'Networks'), or leave this out.", e);
    }
}
