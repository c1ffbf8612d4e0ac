package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ColorProcessor;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.cli.CommandLineTool;
import io.palimpsest.detect.learned.TransForensics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.thread.ThreadService;

import static org.assertj.core.api.Assertions.assertThat;

/** That what a network says comes with the network's card wherever users meet it, and that its parameters reach it. */
@ExtendWith(StandIns.class)
class LearnedPathsTest {

    private static final String CARD = "network transforensics 1 (licence of the weights: BSD-2-Clause), trained on: none:"
            + " weights chosen; measured: red squares: F1 1.0.";

    @TempDir
    private Path folder;

    private static ImagePlus picture() {
        var pixels = new int[120 * 90];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 120 < 60 && i / 120 < 45 ? 0xff0000 : 0x808080;
        }
        return new ImagePlus("picture", new ColorProcessor(120, 90, pixels));
    }

    @Test
    void aCommandTakesItsBranchAndItsImagesAndFilesTellTheCard() throws InterruptedException, ExecutionException,
            IOException {
        try (var context = new Context(CommandService.class, ThreadService.class)) {
            var module = context.service(CommandService.class).run(TransForensics.class, true, "image", picture(), "branch",
                    "C5", "device", "cpu", "show", false, "output", folder.toFile()).get();

            var map = (ImagePlus) module.getOutput("map");
            assertThat(map.getTitle()).isEqualTo("TransForensics - picture");
            assertThat(map.getProcessor().getf(10, 10)).isBetween(0.7f, 0.8f); // C2 would give 1
            assertThat(map.getProp("network")).isEqualTo("TransForensics: " + CARD);
            assertThat(((ImagePlus) module.getOutput("mask")).getProp("network")).contains(CARD);
        }
        var written = folder.resolve("picture");
        assertThat(new Opener().openImage(written.resolve("maps.tif").toString()).getProp("network")).contains(CARD);
        var entry = JsonParser.parseString(Files.readString(written.resolve("findings.json"))).getAsJsonObject()
                .getAsJsonArray("detectors").get(0).getAsJsonObject();
        assertThat(entry.getAsJsonObject("parameters").get("branch").getAsString()).isEqualTo("C5");
        var network = entry.getAsJsonObject("network");
        assertThat(network.get("name").getAsString()).isEqualTo("transforensics");
        assertThat(entry.get("model").getAsString()).endsWith(network.get("sha256").getAsString());
        assertThat(network.get("licence").getAsString()).isEqualTo("BSD-2-Clause");
        assertThat(network.get("training").getAsString()).isEqualTo("none: weights chosen");
        assertThat(network.getAsJsonArray("accuracy").get(0).getAsString()).isEqualTo("red squares: F1 1.0");
    }

    @Test
    void aMacroCanAskForTheCard() throws IOException {
        try (var macros = new MacroRunner()) {
            var printed = macros.run("open('" + Samples.path("carpet.jpg").toAbsolutePath() + "');"
                    + "run('TransForensics', 'branch=C4 device=cpu');"
                    + "print('card|' + Property.get('network'));", "");

            assertThat(printed).contains("card|TransForensics: " + CARD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm-endec", "transforensics", "msds", "trufor", "owaf"})
    void aVerbTellsTheCard(String detector) {
        var result = CommandLineTool.run("detect", detector, Samples.path("park-spliced.jpg").toString(), "--raw",
                folder.resolve("raw.tif").toString(), "--device", "cpu");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var network = JsonParser.parseString(result.output()).getAsJsonObject().getAsJsonObject("network");
        assertThat(network.keySet()).containsExactly("name", "version", "sha256", "licence", "training", "accuracy");
        assertThat(network.get("name").getAsString()).startsWith(detector);
        assertThat(new Opener().openImage(folder.resolve("raw.tif").toString()).getProp("network")).contains(
                network.get("training").getAsString());
    }

    @Test
    void aVerbTakesABranchAndRefusesOneThatThereIsNot() {
        var raw = folder.resolve("raw.tif").toString();
        var input = Samples.path("park-spliced.jpg").toString();

        var right = CommandLineTool.run("detect", "transforensics", input, "--raw", raw, "--branch", "C2", "--device", "cpu");
        var wrong = CommandLineTool.run("detect", "transforensics", input, "--raw", raw, "--branch", "C7");
        var nowhere = CommandLineTool.run("detect", "msds", input, "--raw", raw, "--device", "abacus");

        assertThat(JsonParser.parseString(right.output()).getAsJsonObject().getAsJsonObject("parameters").get("branch")
                .getAsString()).isEqualTo("C2");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errors()).contains("'branch' is 'C7' and must be one of [C2, C3, C4, C5]");
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.errors()).contains("'device' is 'abacus'");
    }
}
