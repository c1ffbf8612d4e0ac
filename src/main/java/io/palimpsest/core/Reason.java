package io.palimpsest.core;

import java.nio.file.FileSystemException;

/** Puts an exception into words. */
public final class Reason {

    private Reason() {}

    /**
     * What went wrong.
     *
     * @param e an exception; those of the file system often carry nothing but a path
     * @return a sentence without line breaks
     */
    public static String of(Throwable e) {
        var message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof FileSystemException file && file.getReason() == null) {
            var kind = e.getClass().getSimpleName().replace("Exception", "");
            message = kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT) + ": " + message
                    + "; look at its name and permissions";
        }
        return message.replaceAll("\\R", " ");
    }
}
