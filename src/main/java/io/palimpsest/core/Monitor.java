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

    /**
     * A monitor for one part of the work.
     *
     * @param from fraction of the whole at which the part begins
     * @param to fraction at which it ends
     * @return a monitor whose 0 to 1 is from to to of this one
     */
    default Monitor part(double from, double to) {
        var whole = this;
        return new Monitor() {
            @Override
            public void step(String what, double fraction) {
                whole.step(what, from + fraction * (to - from));
            }

            @Override
            public void check() {
                whole.check();
            }
        };
    }

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
