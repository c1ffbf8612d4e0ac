package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(StandIns.class)
class MacrosTest {

    private static final Path MACROS = Path.of("macros");

    @TempDir
    private Path folder;

    private MacroRunner macros;

    @BeforeEach
    void start() {
        macros = new MacroRunner();
    }

    @AfterEach
    void stop() {
        macros.close();
    }

    @Test
    void screensAnImage() throws IOException {
        var printed = macros.run(MACROS.resolve("Screen_Image.ijm"),
                Samples.path("park-spliced.jpg").toAbsolutePath() + "|" + folder);

        assertThat(printed).contains("Screen - park-spliced.jpg: FOUND").contains("ADQ1: largest probability")
                .contains("needs explanation");
        assertThat(folder.resolve("park-spliced.jpg").resolve("maps.tif")).exists();
    }

    @Test
    void screensAFolderAndGoesOnAfterABadFile() throws IOException {
        var input = Files.createDirectory(folder.resolve("in"));
        Files.copy(Samples.path("carpet.jpg"), input.resolve("carpet.jpg"));
        Files.writeString(input.resolve("bad.jpg"), "no picture");
        Files.copy(Samples.path("worms.png"), input.resolve("worms.png"));
        var output = folder.resolve("out");

        var printed = macros.run(MACROS.resolve("Screen_Folder.ijm"), input + "|" + output);

        assertThat(printed).contains("bad.jpg: could not be examined").contains("worms.png: ");
        try (var results = Files.list(output)) {
            assertThat(results.map(path -> path.getFileName().toString()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("carpet.jpg", "worms.png");
        }
    }

    @Test
    void writesResultsOfAFolderToCsv() throws IOException {
        var input = Files.createDirectory(folder.resolve("in"));
        Files.copy(Samples.path("park-spliced.jpg"), input.resolve("a spliced park.jpg"));
        Files.writeString(input.resolve("bad.jpg"), "no picture");
        Files.copy(Samples.path("meadow.jpg"), input.resolve("meadow.jpg"));
        var table = folder.resolve("table.csv");

        macros.run(MACROS.resolve("Folder_To_CSV.ijm"), input + "|" + table + "|ADQ1");

        var rows = Files.readAllLines(table);
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0)).isEqualTo("file,status,score,regions");
        assertThat(rows.get(1)).startsWith("\"a spliced park.jpg\",FOUND,0.9");
        assertThat(rows.get(2)).isEqualTo("\"bad.jpg\",FAILED,,");
        assertThat(rows.get(3)).isEqualTo("\"meadow.jpg\",NOT_APPLICABLE,NaN,0");
    }

    @Test
    void everyMacroOfTheFolderIsTestedHere() throws IOException {
        try (var files = Files.list(MACROS)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("Screen_Image.ijm", "Screen_Folder.ijm", "Folder_To_CSV.ijm");
        }
    }

    @Test
    void theOutputIsTheActiveImageAndTheNextCommandGetsTheRightOne() {
        var first = Samples.path("carpet.jpg").toAbsolutePath();
        var second = Samples.path("mountain.jpg").toAbsolutePath();
        for (var batch : new String[] {"", "setBatchMode(true);"}) {
            var printed = macros.run(batch + """
                    open("%s"); run("ADQ1", "threshold=0.5"); print("1 " + getTitle() + " " + bitDepth());
                    print("label " + getInfo("slice.label"));
                    open("%s"); print("2 " + getTitle());
                    run("Splicebuster", "seed=3"); print("3 " + getTitle());
                    selectImage("carpet.jpg"); run("Local Contrast"); print("4 " + getTitle());
                    run("ADQ1", "file=[/no/such/file]"); print("5 " + getTitle());
                    close("*");
                    """.formatted(first, second), null);

            assertThat(printed).contains("1 ADQ1 - carpet.jpg 32").contains("label ADQ1").contains("2 mountain.jpg")
                    .contains("3 Splicebuster - mountain.jpg").contains("4 Local Contrast - carpet.jpg")
                    .contains("no such file").contains("5 Local Contrast - carpet.jpg");
        }
    }
}
