package io.palimpsest.signal;

import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;

/** Several fits by expectation and maximisation, from different starts, of which the most likely stands. */
final class Restarts {

    /** Most iterations of a fit. */
    static final int ITERATIONS = 100;

    private Restarts() {}

    /** What a fit came to. */
    interface Fit {

        /** Of all samples under the model. */
        double logLikelihood();

        /** True when a Gaussian is flat in some direction, so that the likelihood has no bound. */
        boolean collapsed();
    }

    /** The most likely of several fits, the first among equals; one that collapsed only if all did. */
    static <T extends Fit> T best(int restarts, IntFunction<T> fit, Monitor monitor) {
        var fits = new Object[restarts];
        var done = new AtomicInteger();
        TaskLoop.run(restarts, restart -> {
            fits[restart] = fit.apply(restart);
            var share = done.incrementAndGet() / (double) restarts;
            monitor.step("mixture", CooccurrenceAnomaly.BEFORE_FIT + (1 - CooccurrenceAnomaly.BEFORE_FIT) * share);
        });
        @SuppressWarnings("unchecked") // only fits are put in
        IntFunction<T> at = index -> (T) fits[index];
        return IntStream.range(0, restarts).mapToObj(at)
                .min(Comparator.comparing(Fit::collapsed).thenComparing(Fit::logLikelihood, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** True when the log-likelihood grew by less than 1e-5 of itself, but did not fall. */
    static boolean settled(double before, double now) {
        var growth = now - before;
        return growth >= 0 && growth < 1e-5 * Math.abs(now);
    }
}
