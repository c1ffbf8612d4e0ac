package io.palimpsest.signal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import net.imglib2.parallel.Parallelization;

/** Numbered tasks on the caller's ImgLib2 executor; what a task throws reaches the caller unwrapped. */
public final class TaskLoop {

    private TaskLoop() {}

    /**
     * Runs tasks 0 to {@code count - 1}, in any order and side by side. After a first failure no further task starts.
     *
     * @param count number of tasks
     * @param task what to do with each number
     */
    public static void run(int count, IntConsumer task) {
        var failure = new AtomicReference<Throwable>();
        Parallelization.getTaskExecutor().forEach(IntStream.range(0, count).boxed().toList(), index -> {
            if (failure.get() != null) {
                return;
            }
            try {
                task.accept(index);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        });
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
