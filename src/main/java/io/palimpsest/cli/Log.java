package io.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import io.palimpsest.command.Batch;
import io.palimpsest.command.SummaryRow;
import io.palimpsest.evaluate.run.Evaluation;

/**
 * Tells on stderr how work gets on, with a bar when a person watches: a line for each picture that is screened, and for
 * each percent of an evaluation, whose pictures are many and whose results are told at its end.
 */
final class Log implements Batch.Listener, Evaluation.Listener {

    private static final int BAR = 30;

    private final PrintWriter err;
    private final boolean watched;

    Log(PrintWriter err) {
        this.err = err;
        this.watched = isTerminal();
    }

    @Override
    public synchronized void done(int done, int all, SummaryRow row) {
        var text = row.input() + ": " + row.status() + (row.findings() > 0 ? " (" + row.findings() + ")" : "")
                + (row.networks().isEmpty() ? "" : " [" + String.join(", ", row.networks()) + "]")
                + (row.failed() ? ": " + row.reason() : "");
        if (watched) {
            bar(text + System.lineSeparator(), done, all, "");
        } else {
            line(done, all, text);
        }
    }

    @Override
    public synchronized void done(int done, int all, String what) {
        if (watched) {
            bar("", done, all, " " + what);
        } else if (100L * done / all > 100L * (done - 1) / all) {
            line(done, all, what);
        }
    }

    private void line(int done, int all, String text) {
        err.println("[" + done + "/" + all + "] " + text);
    }

    private void bar(String above, int done, int all, String behind) {
        var full = BAR * done / all;
        err.print("\r\u001b[K" + above + "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + done + "/" + all
                + (done == all ? System.lineSeparator() : behind));
        err.flush();
    }

    /** Whether stderr goes to a terminal, as far as Java can tell. */
    private static boolean isTerminal() {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
