package io.palimpsest.core;

import java.util.concurrent.CancellationException;

/**
 * Progress and cancellation of one analysis, in one argument.
 *
 * <p>Kernels call {@link #check()} in every outer loop, so that a cancelled analysis ends within a second. All methods
 * may be called from several threads.
 */
public interface Monitor {

    /**
     * Tells how far the work is.
     *
     * @param what a few words, such as {@code "co-occurrences"}
     * @param fraction done of the whole analysis, 0 to 1
     */
    void step(String what, double fraction);

    /**
     * Returns normally as long as the work is still wanted.
     *
     * @throws CancellationException when it is not
     */
    void check();

    /** A monitor that shows nothing and is never cancelled. */
    static Monitor none() {
        return Silent.INSTANCE;
    }

    /** See {@link Monitor#none()}. */
    enum Silent implements Monitor {
        INSTANCE;

        @Override
        public void step(String what, double fraction) {}

        @Override
        public void check() {}
    }
}
