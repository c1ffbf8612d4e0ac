package io.palimpsest.command;

import java.nio.file.Path;

import ij.measure.ResultsTable;
import io.palimpsest.model.TestModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.Command;
import org.scijava.command.CommandService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTest {

    @TempDir
    private Path folder;

    private final String home = System.getProperty("user.home");
    private Context context;

    @BeforeEach
    void start() {
        System.setProperty("palimpsest.models", TestModels.folder().toString());
        System.setProperty("user.home", folder.toString());
        context = new Context(CommandService.class);
    }

    @AfterEach
    void stop() {
        System.clearProperty("palimpsest.models");
        System.setProperty("user.home", home);
        context.close();
    }

    @Test
    void saysWhatIsInstalledAndLeavesTheUsersTableAlone() throws Exception {
        var results = ResultsTable.getResultsTable();
        results.reset();

        assertThat(run(Models.class, "verify", false)).matches("\\d+ models, not verified");
        assertThat(run(Models.class, "verify", true)).matches("\\d+ models, verified");
        assertThat(results.size()).isZero();
    }

    @Test
    void importsAFolderByItsCard() throws Exception {
        System.clearProperty("palimpsest.models");
        var card = TestModels.folder().resolve("tiny-whole/card.json").toFile();

        assertThat(run(ImportModel.class, "model", card))
                .isEqualTo("IMPORTED: " + folder.resolve(".palimpsest/models/tiny-whole"));
        assertThatThrownBy(() -> run(ImportModel.class, "model", folder.resolve("gone.zip").toFile())).rootCause()
                .hasMessageContaining("There is no " + folder.resolve("gone.zip"));
    }

    @Test
    void importsAnothersCheckpointAndShowsItsTerms() {
        var file = TestModels.folder().resolve("tiny-whole/tiny-whole.pt").toFile();

        assertThatThrownBy(() -> run(ImportModel.class, "model", file, "kind", "trufor")).rootCause()
                .hasMessageContaining("is a network with its code (TorchScript), not weights alone");
        try (var macros = new MacroRunner()) {
            assertThat(macros.run("run('Import Model', 'model=[" + Path.of("src/test/resources/checkpoints/plain.pth.tar")
                    .toAbsolutePath() + "] kind=trufor'); print(Property.get('status'));", ""))
                    .contains("does not fit the network 'trufor-b2'");
        }
    }

    @Test
    void aMacroAsksForThem() {
        try (var macros = new MacroRunner()) {
            assertThat(macros.run("run(\"Models\", \"verify=true\"); print(\"went on\");", "")).contains("went on")
                    .doesNotContain("Exception");
        }
    }

    private String run(Class<? extends Command> type, Object... inputs) throws Exception {
        return (String) context.service(CommandService.class).run(type, true, inputs).get().getOutput("status");
    }
}
