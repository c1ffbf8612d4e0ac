package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.palimpsest.StandIns;
import io.palimpsest.model.TestModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ModelsVerbTest {

    @TempDir
    private Path folder;

    private final String home = System.getProperty("user.home");

    @BeforeEach
    void useTestModels() {
        System.setProperty("palimpsest.models", TestModels.folder().toString());
        System.setProperty("user.home", folder.toString());
    }

    @AfterEach
    void useInstalledModels() {
        System.clearProperty("palimpsest.models");
        System.setProperty("user.home", home);
    }

    @Test
    void listsEachModelOnALine() throws IOException {
        var result = CommandLineTool.run("models", "list");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output().lines().filter(line -> line.startsWith("tiny-"))).hasSize(3).first().asString()
                .startsWith("tiny-half\t1\thalf\t" + Files.size(TestModels.folder().resolve("tiny-half/tiny-half.pt"))
                        + "\tTiny half\t").endsWith("\tinstalled");
    }

    @Test
    void verifiesNamedModelsAndAll() {
        var result = CommandLineTool.run("models", "verify", "tiny-half", "nonsense");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().lines()).containsExactly("tiny-half\tok",
                "nonsense\tThere is no model 'nonsense'; 'models list' names those that there are");
        assertThat(CommandLineTool.run("models", "verify").output()).contains("tiny-whole\tok");
    }

    @Test
    void importsIntoTheUsersFolder() throws IOException {
        System.clearProperty("palimpsest.models");

        var result = CommandLineTool.run("models", "import", TestModels.folder().resolve("tiny-half").toString());

        var target = folder.resolve(".palimpsest/models/tiny-half");
        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.output().strip()).isEqualTo(target.toString());
        assertThat(CommandLineTool.run("models", "verify", "tiny-half").exitCode()).isZero();
        Files.write(target.resolve("tiny-half.pt"), new byte[(int) Files.size(target.resolve("tiny-half.pt"))]);
        assertThat(CommandLineTool.run("models", "verify", "tiny-half").output()).contains("SHA-256");
    }

    @Test
    void makesAModelOfAnothersCheckpointAndShowsItsTerms() {
        StandIns.use();

        var result = CommandLineTool.run("models", "import", "tiny", "src/test/resources/checkpoints/plain.pth.tar");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.output().strip()).isEqualTo(folder.resolve(".palimpsest/models/tiny-net").toString());
        assertThat(result.errors().strip()).isEqualTo("For tests only.");
        assertThat(CommandLineTool.run("models", "verify", "tiny-net").output()).isEqualToIgnoringNewLines("tiny-net\tok");
        var other = CommandLineTool.run("models", "import", "trufor", "src/test/resources/checkpoints/plain.pth.tar");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.errors()).contains("does not fit the network 'trufor-b2', which has 952 tensors: 952 missing (")
                .contains("; 14 unknown (").hasLineCount(1);
        assertThat(CommandLineTool.run("models", "import", "a", "b", "c").exitCode()).isEqualTo(2);
    }

    @Test
    void saysWhatIsWrong() {
        var gone = CommandLineTool.run("models", "import", folder.resolve("gone").toString());

        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.errors()).startsWith("import: There is no " + folder.resolve("gone")).hasLineCount(1);
        assertThat(gone.output()).isEmpty();
        assertThat(CommandLineTool.run("models").exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("models", "import").exitCode()).isEqualTo(2);
    }
}
