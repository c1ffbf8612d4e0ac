package io.palimpsest.detect.learned;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import io.palimpsest.StandIns;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** With a network that finds what is red, trusts what is not blue, and counts both as its score. */
class TruForTest {

    private static final int GREY = 0x808080;
    private static final int RED = 0xff0000;
    private static final int MAGENTA = 0xff00ff;


    @TempDir
    private Path folder;

    private static TruFor detector() {
        return new TruFor().store(ModelStore.of(StandIns.FOLDER)).device("cpu");
    }

    /** A square of 80 pixels a side on grey. */
    private static Specimen picture(int width, int height, int square) {
        var pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            var inside = i % width >= 40 && i % width < 120 && i / width >= 30 && i / width < 110;
            pixels[i] = inside ? square : GREY;
        }
        return Specimen.of(new ImagePlus("picture", new ColorProcessor(width, height, pixels)));
    }

    private static double probability(double red, double green) {
        return 1 / (1 + Math.exp(-(8 * red - 8 * green - 3)));
    }

    private static double reliability(double blue) {
        return 1 / (1 + Math.exp(8 * blue - 4));
    }

    @Test
    void findsAndTrustsAndScoresAsTheNetworkSays() {
        var evidence = detector().examine(picture(200, 160, RED), Monitor.none());

        assertThat(evidence.outcome()).as(evidence.notes().toString()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.x()).isEqualTo(40);
            assertThat(finding.y()).isEqualTo(30);
            assertThat(finding.area()).isEqualTo(6400);
            assertThat(finding.explanation()).endsWith("need explanation.");
        });
        var inside = 50 * 200 + 60;
        assertThat((double) evidence.probability()[inside]).isCloseTo(probability(1, 0), within(1e-5));
        assertThat((double) evidence.reliability()[inside]).isCloseTo(reliability(0), within(1e-5));
        assertThat((double) evidence.reliability()[0]).isCloseTo(reliability(128 / 255.0), within(1e-5));
        var grey = probability(128 / 255.0, 128 / 255.0) * reliability(128 / 255.0);
        assertThat(evidence.score()).isCloseTo(4 * (probability(1, 0) * reliability(0) * 0.2 + grey * 0.8), within(1e-4));
        assertThat(evidence.provenance().model()).matches("trufor-b2 1 [0-9a-f]{64}");
        assertThat(evidence.network()).contains("TruFor: network trufor-b2 1 (licence of the weights: Terms of a test), trained"
                + " on: none: random weights; measured: nothing yet.");
        assertThat(evidence.provenance().device()).isEqualTo("cpu");
        assertThat(evidence.provenance().calibration()).startsWith("not calibrated");
        assertThat(evidence.layers()).isEmpty();
    }

    @Test
    void whatCannotBeTrustedIsNotReported() {
        var evidence = detector().examine(picture(200, 160, MAGENTA), Monitor.none());

        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.raw().orElseThrow().values()[50 * 200 + 60]).isGreaterThan(0.9f);
        assertThat(evidence.probability()[50 * 200 + 60]).isLessThan(0.1f);
    }

    @Test
    void keepsTheFingerprintWhenAsked() {
        var evidence = detector().fingerprint(true).examine(picture(200, 160, RED), Monitor.none());

        assertThat(evidence.layers().keySet()).containsExactly("fingerprint");
        assertThat(evidence.layers().get("fingerprint").values()[0]).isCloseTo(3 * 128 / 255f - 1.5f, within(1e-5f));
    }

    @Test
    void largePicturesAreCutAtFullResolutionAndTheHighestScoreCounts() {
        var specimen = picture(900, 700, RED);
        var whole = detector().examine(specimen, Monitor.none());
        var tiled = detector().limit(0.1).examine(specimen, Monitor.none());

        assertThat(whole.notes()).isEmpty();
        assertThat(tiled.notes()).singleElement().asString().startsWith("The network saw the picture in tiles of ")
                .contains(" pixels a side");
        for (int i = 0; i < whole.probability().length; i += 97) {
            assertThat(tiled.probability()[i]).isCloseTo(whole.probability()[i], within(1e-6f));
        }
        assertThat(tiled.score()).isGreaterThan(whole.score() + 0.05);
    }

    @Test
    void aTinyPictureIsNotApplicable() {
        var evidence = detector().examine(picture(200, 63, RED), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.score()).isNaN();
        assertThat(evidence.notes()).containsExactly(
                "A picture of less than 64x64 pixels is too small for a fingerprint.");
    }

    @Test
    void saysHowToGetANetworkWhereThereIsNone() {
        var detector = new TruFor().store(ModelStore.of(folder));

        assertThat(detector.available()).isFalse();
        var evidence = detector.examine(picture(200, 160, RED), Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(evidence.notes()).singleElement().asString()
                .startsWith("Could not run: no network of TruFor is installed: get the checkpoint that its authors publish")
                .contains("'models import trufor FILE'");
    }

    @Test
    void takesTheSmallerNetworkWhereThereIsNoOther() throws IOException {
        var model = Files.createDirectories(folder.resolve("trufor-b0"));
        Files.copy(StandIns.FOLDER.resolve("trufor-b2/stand-in.pt"), model.resolve("stand-in.pt"));
        Files.writeString(model.resolve("card.json"),
                Files.readString(StandIns.FOLDER.resolve("trufor-b2/card.json")).replace("trufor-b2", "trufor-b0"));

        var small = new TruFor().store(ModelStore.of(folder)).examine(picture(200, 160, RED), Monitor.none());
        var both = new TruFor().store(ModelStore.of(folder, StandIns.FOLDER));

        assertThat(small.provenance().model()).startsWith("trufor-b0 ");
        assertThat(both.networkIdentity()).get().asString().startsWith("trufor-b2 ")
                .isEqualTo(both.examine(picture(200, 160, RED), Monitor.none()).provenance().model());
        assertThat(both.network("trufor-b0").examine(picture(200, 160, RED), Monitor.none()).provenance().model())
                .startsWith("trufor-b0 ");
        assertThat(new TruFor().store(ModelStore.of(folder)).network("trufor-b2").available()).isFalse();
    }

    @Test
    void isOneOfAllOnlyWhereItCanRun() {
        var home = System.getProperty("user.home");
        var without = Path.of("models/trufor-b0/card.json").toFile().exists();
        System.setProperty("user.home", folder.toString());
        try (var context = new Context(PluginService.class)) {
            var detectors = Detectors.of(context);
            assertThat(detectors.create("all")).filteredOn(TruFor.class::isInstance).hasSize(without ? 1 : 0);
            assertThat(detectors.create("trufor")).singleElement().isInstanceOf(TruFor.class);
            StandIns.use();
            assertThat(detectors.create("all")).filteredOn(TruFor.class::isInstance).hasSize(1);
        } finally {
            StandIns.release();
            System.setProperty("user.home", home);
        }
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> detector().limit(0.01).examine(picture(200, 160, RED), Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("limit");
    }
}
