package io.palimpsest.command;

import java.awt.HeadlessException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.ExecutionException;

import ij.CommandListener;
import ij.Executer;
import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.thread.ThreadService;

/**
 * Runs ImageJ macros headless against the commands of a SciJava context, as Fiji does.
 *
 * <p>Like Fiji's bridge (which is not on Maven Central) it takes the macro's options by the lower-case names of the
 * fields, gives an absent single image input the active image, runs the command on a thread of its own whose parent is
 * the macro's, prints an exception, and lets the macro go on.
 */
final class MacroRunner implements AutoCloseable, CommandListener {

    private final Context context = new Context(CommandService.class, ThreadService.class, ConvertService.class);

    static {
        try {
            IJ.run("", ""); // builds ImageJ's menus, which fails once when headless; Fiji patches that away
        } catch (HeadlessException expected) {
            // the commands that need no menu are there all the same
        }
    }

    MacroRunner() {
        Executer.addCommandListener(this);
    }

    @Override
    public void close() {
        Executer.removeCommandListener(this);
        context.close();
        for (var id : WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList()) {
            WindowManager.getImage(id).close();
        }
    }

    /** Runs a macro file and returns what it printed. */
    String run(Path macro, String argument) throws IOException {
        return run(Files.readString(macro), argument);
    }

    /** Runs macro code and returns what it printed. */
    String run(String macro, String argument) {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(printed, true));
        try {
            IJ.runMacro(macro, argument);
        } finally {
            System.setOut(out);
        }
        return printed.toString();
    }

    @Override
    public String commandExecuting(String command) {
        for (var info : context.service(CommandService.class).getCommands()) {
            if (info.getMenuPath().size() > 0 && info.getMenuPath().getLeaf().getName().equals(command)) {
                run(info, Macro.getOptions());
                return null;
            }
        }
        return command;
    }

    private void run(CommandInfo info, String options) {
        var inputs = new HashMap<String, Object>();
        for (var item : info.inputs()) {
            var text = options == null ? null : Macro.getValue(options, item.getName(), null);
            if (item.getType() == ImagePlus.class) {
                var active = WindowManager.getCurrentImage();
                if (active != null) {
                    inputs.put(item.getName(), active);
                }
            } else if (text != null) {
                inputs.put(item.getName(), item.getType() == File.class
                        ? new File(text)
                        : context.service(ConvertService.class).convert(text, item.getType()));
            }
        }
        try {
            context.service(CommandService.class).run(info, true, inputs).get();
        } catch (InterruptedException | ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println(cause);
        }
    }
}
