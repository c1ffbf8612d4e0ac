package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.google.gson.JsonParser;
import ij.io.Opener;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.cli.CommandLineTool;
import io.palimpsest.core.Detector;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

import static org.assertj.core.api.Assertions.assertThat;

/** Every detector by the ways in which users reach it: a macro line, and a verb of the command line. */
@ExtendWith(StandIns.class)
class DetectorPathsTest {

    private static final Set<String> RAN = Set.of("FOUND", "NOTHING", "NOT_APPLICABLE");

    static List<Class<? extends Detector>> detectors() {
        try (var context = new Context(PluginService.class)) {
            return Detectors.of(context).classes();
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aMacroLineGivesItsMap(Class<? extends Detector> type) throws IOException {
        try (var macros = new MacroRunner()) {
            var printed = macros.run("open('" + Samples.path("carpet.jpg").toAbsolutePath() + "');"
                    + "run('" + Detector.name(type) + "', 'threshold=0.6');"
                    + "print(getTitle() + '|' + getWidth() + '|' + bitDepth() + '|' + Property.get('status'));", "");

            var said = Stream.of(printed.split("\\R")).filter(line -> line.contains("|")).findFirst().orElse(printed);
            assertThat(said).startsWith(Detector.name(type) + " - carpet.jpg|512|32|");
            assertThat(RAN).contains(said.substring(said.lastIndexOf('|') + 1).strip());
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aVerbWritesItsRawMap(Class<? extends Detector> type, @TempDir Path folder) {
        var raw = folder.resolve("raw.tif");

        var result = CommandLineTool.run("detect", Detector.id(type), Samples.path("park-spliced.jpg").toString(),
                "--raw", raw.toString());

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var json = JsonParser.parseString(result.output()).getAsJsonObject();
        assertThat(json.get("detector").getAsString()).isEqualTo(Detector.name(type));
        var applicable = !json.get("status").getAsString().equals("NOT_APPLICABLE");
        if (!applicable) {
            assertThat(json.getAsJsonArray("notes")).isNotEmpty();
        }
        if (applicable || Files.exists(raw)) { // a map that nowhere can be trusted is still the paper's
            var image = new Opener().openImage(raw.toString());
            assertThat(image.getBitDepth()).isEqualTo(32);
            assertThat(image.getStack().getSliceLabel(1) + image.getProp("Slice_Label")).contains(Detector.name(type));
        }
    }
}
