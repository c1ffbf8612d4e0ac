package io.palimpsest.match;

import java.util.function.Supplier;

import io.palimpsest.core.CannotRun;

/** Runs what needs OpenCV and OpenBLAS, which are loaded by the first such task and not before. */
final class OpenCv {

    private OpenCv() {}

    /**
     * Runs a task.
     *
     * @param task what uses the libraries
     * @return what the task returns
     * @throws CannotRun if the libraries are missing or do not fit this machine
     */
    static <T> T with(Supplier<T> task) {
        try {
            return task.get();
        } catch (LinkageError e) {
            throw new CannotRun("the library OpenCV is missing or does not run on this machine ("
                    + System.getProperty("os.name") + ", " + System.getProperty("os.arch")
                    + "). Put the files of javacpp, openblas and opencv for this kind of machine beside the others"
                    + " (README, 'OpenCV'), or leave this detector out.", e);
        }
    }
}
