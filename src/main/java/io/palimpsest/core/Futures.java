package io.palimpsest.core;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work in other threads. */
public final class Futures {

    private Futures() {}

    /**
     * Waits for a result.
     *
     * @param future of work that reports its own failures
     * @return what it made
     * @throws CancellationException if it was cancelled, or waiting for it was interrupted
     * @throws IllegalStateException if it failed otherwise
     */
    public static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CancellationException cancelled) {
                    throw cancelled; // wrapped by what sets the number of threads
                }
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
