package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Futures;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Reason;
import io.palimpsest.core.Screening;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.Specimen;
import net.imglib2.parallel.Parallelization;

/**
 * Screens many pictures: a folder of results for each, and a table over all.
 *
 * <p>A picture that cannot be examined gets its row with the reason and stops nothing. What a killed run left half done
 * is removed when the run is repeated.
 *
 * @param detectors makes the detectors for one picture
 * @param output folder of all results
 * @param jobs pictures examined at the same time, at least 1
 * @param resume whether results that are whole and were made by this version with these parameters are kept
 */
public record Batch(Supplier<List<Detector>> detectors, Path output, int jobs, boolean resume) {

    /** Hears of each picture that is done; called from several threads. */
    public interface Listener {

        /**
         * @param done pictures done so far
         * @param all pictures in all
         * @param row the row of the one that was done last
         */
        void done(int done, int all, SummaryRow row);
    }

    /**
     * Examines all pictures and writes {@code summary.csv}.
     *
     * @param inputs files and folders
     * @param monitor cancellation
     * @param listener hears of each picture
     * @return a row for each picture, in their order
     * @throws IOException if a folder cannot be listed or the output folder cannot be written
     */
    public List<SummaryRow> run(List<Path> inputs, Monitor monitor, Listener listener) throws IOException {
        Files.createDirectories(output);
        var pictures = Inputs.list(inputs, output);
        var threads = Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
        var pool = Executors.newFixedThreadPool(jobs);
        var done = new AtomicInteger();
        try {
            var futures = pictures.stream().map(input -> pool.submit(() -> {
                var row = Parallelization.runWithNumThreads(threads, () -> examine(input, monitor));
                listener.done(done.incrementAndGet(), pictures.size(), row);
                return row;
            })).toList();
            var rows = new ArrayList<SummaryRow>();
            for (var future : futures) {
                rows.add(Futures.get(future));
            }
            Summary.write(output.resolve("summary.csv"), rows);
            return rows;
        } finally {
            pool.shutdownNow();
        }
    }

    private SummaryRow examine(Inputs.Input input, Monitor monitor) {
        try {
            monitor.check();
            var folder = ScreeningFiles.folder(output, input.name());
            ScreeningFiles.clean(folder);
            var chosen = detectors.get();
            var earlier = resume ? ScreeningFiles.read(folder) : null;
            if (earlier != null && ScreeningFiles.same(earlier, Specimen.sha256(input.path()), chosen)) {
                return SummaryRow.of(input, earlier);
            }
            var screening = Screening.of(Specimen.open(input.path()), chosen, monitor);
            return SummaryRow.of(input, ScreeningFiles.write(screening, folder));
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return SummaryRow.failed(input, "Memory ran out; allow more (java -Xmx) or use fewer jobs");
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return SummaryRow.failed(input, Reason.of(e));
        }
    }
}
