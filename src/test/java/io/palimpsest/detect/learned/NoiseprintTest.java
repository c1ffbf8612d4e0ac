package io.palimpsest.detect.learned;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;

import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ColorProcessor;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.cli.CommandLineTool;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.plugin.PluginService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** With a network that is a fixed high-pass filter. */
@ExtendWith(StandIns.class)
class NoiseprintTest {


    @TempDir
    private Path folder;

    private static Noiseprint detector() {
        return (Noiseprint) new Noiseprint().device("cpu");
    }

    private static boolean[] disc(int width, int height) {
        var disc = new boolean[width * height];
        for (int i = 0; i < disc.length; i++) {
            disc[i] = Math.hypot(i % width - 0.6 * width, i / width - 0.4 * height) < 0.2 * height;
        }
        return disc;
    }

    /** Slopes under noise of one strength in the disc and another around it. */
    private static ImagePlus grain(int width, int height, double around, double inside) {
        var random = new Random(7);
        var disc = disc(width, height);
        var pixels = new int[disc.length];
        for (int i = 0; i < pixels.length; i++) {
            var level = 120 + 50 * Math.sin(i % width / 60.0) * Math.cos(i / width / 45.0);
            var grey = (int) Math.max(0, Math.min(255, Math.round(
                    level + (disc[i] ? inside : around) * random.nextGaussian())));
            pixels[i] = grey * 0x10101;
        }
        return new ImagePlus("grain", new ColorProcessor(width, height, pixels));
    }

    @Test
    void findsOtherNoiseInASplice() {
        var evidence = detector().examine(Specimen.of(grain(512, 448, 3, 6)), Monitor.none());

        assertThat(evidence.outcome()).as(evidence.notes().toString()).isEqualTo(Evidence.Outcome.FOUND);
        var raw = evidence.raw().orElseThrow();
        var ranked = evidence.ranked().orElseThrow();
        assertThat(Samples.auc(raw.paint(512, 448), disc(512, 448))).isGreaterThan(0.98);
        for (int i = 0; i < raw.values().length; i++) {
            var distance = raw.values()[i];
            assertThat(distance).isNotNegative();
            assertThat((double) ranked.values()[i]).isCloseTo(distance / (distance + 1.0), within(1e-6));
        }
        assertThat(evidence.provenance().model()).matches("noiseprint 1 [0-9a-f]{64}");
        assertThat(evidence.provenance().network().orElseThrow().licence()).isEqualTo("Terms of a test");
        assertThat(evidence.provenance().device()).isEqualTo("cpu");
        assertThat(evidence.layers()).isEmpty();
        assertThat(evidence.findings().get(0).explanation()).contains("fingerprint");
    }

    @Test
    void theSameSeedGivesTheSameMap() {
        var specimen = Specimen.of(grain(300, 280, 3, 6));

        var first = detector().seed(4).examine(specimen, Monitor.none());
        var again = detector().seed(4).examine(specimen, Monitor.none());

        assertThat(again.raw().orElseThrow().values()).isEqualTo(first.raw().orElseThrow().values());
        assertThat(again.reliability()).isEqualTo(first.reliability());
    }

    @Test
    void keepsTheFingerprintWhenAsked() {
        var image = grain(300, 280, 3, 6);
        var print = detector().fingerprint(true).examine(Specimen.of(image), Monitor.none()).layers().get("fingerprint");

        var grey = image.getProcessor();
        double sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (i % 3 == 1 ? -2 : 1) * (i / 3 == 1 ? -2 : 1) * (grey.getPixel(100 + i % 3, 70 + i / 3) & 0xff);
        }
        assertThat(print.width()).isEqualTo(300);
        assertThat(print.height()).isEqualTo(280);
        assertThat((double) print.values()[71 * 300 + 101]).isCloseTo(3 * 2.5 * sum / 255 - 0.3, within(1e-4));
    }

    @Test
    void whatIsTooSmallOrBrightOrWithoutNoiseIsNotApplicable() {
        var small = detector().examine(Specimen.of(grain(151, 159, 3, 6)), Monitor.none());
        var bright = new int[300 * 300];
        Arrays.fill(bright, 0xffffff);
        bright[0] = 0xfefefe; // a picture of one colour would not be looked at
        var white = detector().examine(Specimen.of(new ImagePlus("white", new ColorProcessor(300, 300, bright))),
                Monitor.none());
        var dark = new ColorProcessor(300, 300);
        dark.set(0, 0, 0x010101);
        var plain = detector().examine(Specimen.of(new ImagePlus("black", dark)), Monitor.none());

        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).singleElement().asString().contains("no room for 50 blocks");
        assertThat(small.probability()).hasSize(151 * 159).containsOnly(Float.NaN);
        assertThat(white.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(white.notes()).singleElement().asString().startsWith("Fewer than 50 blocks");
        assertThat(plain.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(plain.notes()).singleElement().asString().contains("no noise at all");
    }

    /** A stand-in under the name of TruFor's smaller network. */
    private ModelStore small(String from, String change, String to) throws IOException {
        var model = Files.createDirectories(folder.resolve("trufor-b0"));
        Files.copy(StandIns.FOLDER.resolve(from).resolve("stand-in.pt"), model.resolve("stand-in.pt"));
        Files.writeString(model.resolve("card.json"), Files.readString(StandIns.FOLDER.resolve(from).resolve("card.json"))
                .replace(from, "trufor-b0").replace(change, to));
        return ModelStore.of(folder);
    }

    @Test
    void takesTruForsFingerprintWhereThereIsNoOther() throws IOException {
        var specimen = Specimen.of(grain(300, 280, 3, 6));
        var small = small("trufor-b2", "", "");

        assertThat(detector().store(small).examine(specimen, Monitor.none()).provenance().model())
                .startsWith("trufor-b0 ");
        assertThat(detector().store(small).available()).isTrue();
        assertThat(detector().network("noiseprint").store(small).available()).isFalse();
        assertThat(detector().examine(specimen, Monitor.none()).provenance().model()).startsWith("noiseprint ");
        assertThat(detector().network("trufor-b2").examine(specimen, Monitor.none()).provenance().model())
                .startsWith("trufor-b2 ");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        var specimen = Specimen.of(grain(300, 280, 3, 6));

        var nothing = detector().store(ModelStore.of(folder));
        assertThat(nothing.available()).isFalse();
        var evidence = nothing.examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(evidence.notes()).singleElement().asString().contains("install noiseprint with 'models import'");
        var other = detector().store(small("noiseprint", "\"fingerprint\"", "\"residual\""))
                .examine(specimen, Monitor.none());
        assertThat(other.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(other.notes()).singleElement().asString().contains("'trufor-b0' gives no map 'fingerprint'");
    }

    @Test
    void isOneOfAllWhereItCanRun() {
        try (var context = new Context(PluginService.class)) {
            var detectors = Detectors.of(context);

            assertThat(detectors.create("all")).filteredOn(Noiseprint.class::isInstance).hasSize(1);
            assertThat(detectors.create("noiseprint")).singleElement().isInstanceOf(Noiseprint.class);
        }
    }

    @Test
    void runsAsACommand() throws InterruptedException, ExecutionException {
        try (var context = new Context(CommandService.class)) {
            var module = context.service(CommandService.class).run(Noiseprint.class, true, "image",
                    grain(512, 448, 3, 6), "network", "noiseprint", "output", new File(folder.toString()), "show", false).get();

            var map = (ImagePlus) module.getOutput("map");
            assertThat(map.getTitle()).isEqualTo("Noiseprint++ - grain");
            assertThat(map.getWidth()).isEqualTo(512);
            assertThat((String) module.getOutput("status")).startsWith("FOUND");
        }
    }

    @Test
    void theCommandLineWritesTheFingerprint() {
        var raw = folder.resolve("raw.tif");

        var result = CommandLineTool.run("detect", "noiseprint", Samples.path("carpet.jpg").toString(), "--raw",
                raw.toString(), "--fingerprint", "true", "--device", "cpu");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(JsonParser.parseString(result.output()).getAsJsonObject().get("detector").getAsString())
                .isEqualTo("Noiseprint++");
        var stack = new Opener().openImage(raw.toString()).getStack();
        assertThat(stack.getSliceLabels()).startsWith("Noiseprint++", "deviation", "fingerprint");
        assertThat(stack.getWidth()).isEqualTo(512);
        assertThat(stack.getProcessor(2).getStats().max).isLessThan(1);
    }
}
