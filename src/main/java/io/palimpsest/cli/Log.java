package io.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import io.palimpsest.command.Batch;
import io.palimpsest.command.SummaryRow;

/** Tells on stderr how a batch gets on: a line for each picture, and a bar below them when a person watches. */
final class Log implements Batch.Listener {

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
                + (row.failed() ? ": " + row.reason() : "");
        if (!watched) {
            err.println("[" + done + "/" + all + "] " + text);
            return;
        }
        var full = BAR * done / all;
        err.print("\r\u001b[K" + text + System.lineSeparator() + "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] "
                + done + "/" + all + (done == all ? System.lineSeparator() : ""));
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
