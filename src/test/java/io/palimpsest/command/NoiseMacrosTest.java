package io.palimpsest.command;

import java.nio.file.Path;

import ij.io.Opener;
import io.palimpsest.Samples;
import io.palimpsest.cli.CommandLineTool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** NOI1, NOI2 and CFA1 as a macro and the command line call them. */
class NoiseMacrosTest {

    @ParameterizedTest
    @CsvSource({"NOI1,threshold=0.6,NOTHING", "NOI2,window=24,NOTHING", "CFA1,block=4,NOT_APPLICABLE"})
    void aMacroGetsStatusAndMap(String name, String options, String status) {
        try (var macros = new MacroRunner()) {
            var printed = macros.run("open('" + Samples.path("carpet.jpg").toAbsolutePath() + "'); run('" + name + "', '"
                    + options + "'); print(Property.get('status')); print(getTitle());", "");

            assertThat(printed.lines().toList()).endsWith(status, name + " - carpet.jpg");
        }
    }

    @ParameterizedTest
    @CsvSource({"noi1,threshold,0.4,32", "noi2,window,24,512"})
    void theCommandLineWritesTheRawMap(String id, String key, String value, int width, @TempDir Path folder) {
        var raw = folder.resolve("raw.tif");

        var result = CommandLineTool.run("detect", id, Samples.path("mountain.jpg").toString(), "--raw", raw.toString(),
                "--" + key, value);

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var map = new Opener().openImage(raw.toString());
        assertThat(map.getWidth()).isEqualTo(width);
        assertThat(map.getBitDepth()).isEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource({"noi2,window,200", "cfa1,block,1"})
    void theCommandLineRefusesWhatIsOutOfBounds(String id, String key, String value, @TempDir Path folder) {
        var result = CommandLineTool.run("detect", id, Samples.path("mountain.jpg").toString(), "--raw",
                folder.resolve("raw.tif").toString(), "--" + key, value);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errors()).contains(key);
    }
}
