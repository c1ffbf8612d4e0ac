package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.palimpsest.core.Futures;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Reason;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.metric.Prediction;
import io.palimpsest.evaluate.metric.Ranking;
import io.palimpsest.evaluate.metric.Truth;
import net.imglib2.parallel.Parallelization;

/**
 * Scores detectors on labelled pictures. Pictures stream: of each only numbers are kept.
 *
 * @param plan what is evaluated
 * @param source where the maps come from
 */
public record Evaluation(Plan plan, Source source) {

    /** The file that a stopped run goes on with. */
    private static final String JOURNAL = "evaluation.journal";

    /** Hears of progress, from one thread. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A picture was done.
         *
         * @param done pictures times attacks done so far
         * @param all pictures times attacks in all
         * @param what data set, picture and attack
         */
        void done(int done, int all, String what);
    }

    /**
     * Runs the plan and writes {@code results.csv}, {@code summary.csv}, {@code timings.csv} to its output folder.
     *
     * @param monitor cancellation; what was done so far can be resumed
     * @param listener hears of progress
     * @return what was measured
     * @throws IOException if the output folder cannot be written
     */
    public Results run(Monitor monitor, Listener listener) throws IOException {
        Files.createDirectories(plan.output());
        try (var journal = Journal.open(plan.output().resolve(JOURNAL), plan.text(source), plan.resume())) {
            var work = plan.work();
            Heap.begin();
            var threads = Math.max(1, Runtime.getRuntime().availableProcessors() / plan.jobs());
            var pool = Executors.newFixedThreadPool(plan.jobs());
            try {
                fill(journal, work, pool, threads, monitor, listener);
            } finally {
                pool.shutdownNow();
            }
            var examined = work.size() - journal.kept();
            return Results.write(plan, source, journal, examined, examined == 0 ? Double.NaN : Heap.peak());
        }
    }

    /** Examines what is not done yet; a few pictures ahead, so that records keep the order of the plan. */
    private void fill(Journal journal, List<Plan.Work> work, ExecutorService pool, int threads, Monitor monitor,
            Listener listener) throws IOException {
        var waiting = new ArrayDeque<Future<byte[]>>();
        int next = journal.kept();
        for (int done = journal.kept(); done < work.size(); done++) {
            while (next < work.size() && waiting.size() < 2 * plan.jobs()) {
                var one = work.get(next++);
                waiting.add(pool.submit(() -> Parallelization.runWithNumThreads(threads, () ->
                        Journal.packed(examine(one, monitor)))));
            }
            journal.add(Futures.get(waiting.remove()));
            monitor.step("Pictures", (done + 1.0) / work.size());
            listener.done(done + 1, work.size(), work.get(done).toString());
        }
    }

    private Entry examine(Plan.Work work, Monitor monitor) {
        var item = work.item();
        try {
            monitor.check();
            var specimen = Specimen.open(item.image());
            var attacked = work.attack().apply(specimen, item.truth(specimen), plan.seed() ^ item.name().hashCode());
            var lines = lines(attacked.truth(), source.examine(item, attacked.specimen(), monitor));
            return new Entry(work.dataset().name(), item.name(), work.attack().name(), item.altered(),
                    attacked.specimen().width() * (double) attacked.specimen().height() / (1 << 20), "", lines);
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return problem(work, "Memory ran out; allow more (java -Xmx) or use fewer jobs");
        } catch (UncheckedIOException e) {
            return problem(work, Reason.of(e.getCause()));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return problem(work, Reason.of(e));
        }
    }

    private static List<Entry.Line> lines(Truth truth, List<Opinion> opinions) {
        Ranking empty = null;
        var lines = new ArrayList<Entry.Line>();
        for (var opinion : opinions) {
            var mapped = opinion.prediction() != null;
            if (!mapped && empty == null) {
                empty = Ranking.of(Prediction.none(truth.width(), truth.height()), truth);
            }
            var ranking = opinion.status().equals(Opinion.FAILED) ? null
                    : mapped ? Ranking.of(opinion.prediction(), truth) : empty;
            lines.add(new Entry.Line(opinion.detector(), opinion.status(), opinion.reason(), opinion.seconds(), mapped,
                    ranking));
        }
        return lines;
    }

    private static Entry problem(Plan.Work work, String reason) {
        return new Entry(work.dataset().name(), work.item().name(), work.attack().name(), work.item().altered(), 0,
                reason, List.of());
    }
}
