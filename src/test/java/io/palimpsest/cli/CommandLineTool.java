package io.palimpsest.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Runs the command line within the test's process and catches what it prints. */
public final class CommandLineTool {

    /** How a run ended. */
    public record Result(int exitCode, String output, String errors) {}

    private CommandLineTool() {}

    public static synchronized Result run(String... arguments) {
        var out = System.out;
        var err = System.err;
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true));
        System.setErr(new PrintStream(errors, true));
        try {
            return new Result(Main.execute(arguments), output.toString(), errors.toString());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
