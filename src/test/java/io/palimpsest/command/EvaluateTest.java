package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.palimpsest.core.Monitor;
import io.palimpsest.evaluate.run.TestSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.module.Module;
import org.scijava.plugin.PluginService;
import org.scijava.task.TaskService;
import org.scijava.task.event.TaskEvent;
import org.scijava.thread.ThreadService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EvaluateTest {

    @TempDir
    private Path folder;

    private Context context;
    private TestSet set;
    private Path output;

    @BeforeEach
    void start() throws IOException {
        context = new Context(CommandService.class, ThreadService.class, TaskService.class, PluginService.class,
                EventService.class);
        set = TestSet.of(folder.resolve("set"), 2);
        output = folder.resolve("out");
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void writesTablesAndThePage() throws Exception {
        var module = run("detectors", "blk", "attacks", "jpeg:70", "protocols", "owaf,trufor");

        assertThat((String) module.getOutput("status")).isEqualTo("DONE");
        assertThat((String) module.getOutput("page")).isEqualTo(output.resolve("index.html").toString());
        assertThat(Files.readAllLines(output.resolve("results.csv"))).hasSize(7);
        assertThat(output.resolve("index.html")).exists();
    }

    @Test
    void saysWhatCouldNotBeEvaluated() throws Exception {
        set.row("gone.png", "", "");

        assertThat((String) run("detectors", "blk").getOutput("status")).startsWith("DONE, but 1 could not be evaluated:"
                + " There is no such picture");
    }

    @Test
    void failsWithASentence() {
        assertThatThrownBy(() -> run("detectors", "magic")).rootCause().hasMessageContaining("no detector 'magic'");
        assertThatThrownBy(() -> run("maps", set.folder().toFile())).rootCause().hasMessageContaining("There are no maps in");
        assertThatThrownBy(() -> run("dataset", folder.resolve("none").toFile())).rootCause()
                .hasMessageContaining("There is no folder");
        assertThat(output).doesNotExist();
    }

    @Test
    void aMacroLineEvaluates() {
        try (var macros = new MacroRunner()) {
            macros.run("run('Evaluate', 'dataset=[" + set.folder() + "] output=[" + output + "] detectors=blk limit=1');",
                    "");
        }

        assertThat(output.resolve("summary.csv")).exists();
        assertThat(output.resolve("index.html")).exists();
    }

    @Test
    void theCancelButtonEndsItAndResumeGoesOn() throws Exception {
        var button = new CancelOnProgress();
        var cancelling = context.service(EventService.class).subscribe(button);

        var module = run("detectors", "blk");

        assertThat((String) module.getOutput("status")).isEqualTo("CANCELLED");
        assertThat(((Evaluate) module.getDelegateObject()).getCancelReason()).contains("can be resumed");
        assertThat(output.resolve("results.csv")).doesNotExist();
        context.service(EventService.class).unsubscribe(cancelling);
        assertThat((String) run("detectors", "blk", "resume", true).getOutput("status")).isEqualTo("DONE");
        assertThat(Files.readAllLines(output.resolve("timings.csv")).get(2)).startsWith("this run,,,").doesNotContain(",3,");
    }

    @Test
    void aRequestIsCancelledByItsMonitor() {
        Monitor impatient = new Monitor() {
            @Override
            public void step(String what, double fraction) {}

            @Override
            public void check() {
                throw new CancellationException("enough");
            }
        };
        var request = new EvaluationRequest(List.of(set.folder()), "", "", output, "blk", false, null, "all", "none", 5, 2,
                false, true, 0);

        assertThatThrownBy(() -> request.run(Detectors.of(context), impatient, (done, all, what) -> {}))
                .isInstanceOf(CancellationException.class);
    }

    /** Presses the button as soon as a picture was done. */
    public static final class CancelOnProgress {
        private boolean pressed;

        @EventHandler
        public void on(TaskEvent event) {
            if (!pressed && event.getTask().getProgressValue() > 0) {
                pressed = true;
                event.getTask().cancel("enough");
            }
        }
    }

    private Module run(Object... inputs) throws Exception {
        var all = new ArrayList<Object>(List.of("dataset", set.folder().toFile(), "output", output.toFile()));
        for (int i = 0; i < inputs.length; i += 2) {
            if (inputs[i].equals("dataset")) {
                all.subList(0, 2).clear();
            }
        }
        all.addAll(List.of(inputs));
        return context.service(CommandService.class).run(Evaluate.class, true, all.toArray()).get();
    }
}
