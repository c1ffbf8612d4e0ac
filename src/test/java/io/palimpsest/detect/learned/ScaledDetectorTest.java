package io.palimpsest.detect.learned;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** LSTM-EnDec, TransForensics and MSDS with networks that find what is red, see {@code stand_ins.py}. */
class ScaledDetectorTest {

    private static final int GREY = 0x808080;
    private static final int RED = 0xff0000;

    @TempDir
    private Path folder;

    static Stream<ScaledDetector> detectors() {
        return Stream.of(new LstmEnDec(), new TransForensics(), new Msds());
    }

    private static LearnedDetector standIn(LearnedDetector detector) {
        return detector.store(ModelStore.of(StandIns.FOLDER)).device("cpu");
    }

    /** A square of a third of the sides on grey. */
    private static Specimen picture(int width, int height, int square) {
        var pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            var inside = i % width * 3 / width == 1 && i / width * 3 / height == 1;
            pixels[i] = inside ? square : GREY;
        }
        return Specimen.of(new ImagePlus("picture", new ColorProcessor(width, height, pixels)));
    }

    private static double probability(double gain) {
        return 1 / (1 + Math.exp(-5 * gain));
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void findsWhatTheNetworkSeesWhereItIs(ScaledDetector detector) {
        var evidence = standIn(detector).examine(picture(360, 240, RED), Monitor.none());

        assertThat(evidence.outcome()).as(evidence.notes().toString()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.x()).isCloseTo(120, within(7));
            assertThat(finding.y()).isCloseTo(80, within(5));
            assertThat(finding.width()).isCloseTo(120, within(14));
            assertThat(finding.height()).isCloseTo(80, within(10));
            assertThat(finding.explanation()).contains(detector.trace()).endsWith("needs explanation.");
        });
        assertThat(evidence.raw().orElseThrow().values()).hasSize(360 * 240);
        assertThat((double) evidence.probability()[120 * 360 + 180]).isCloseTo(probability(1), within(1e-4));
        assertThat(evidence.reliability()).containsOnly(1);
        assertThat(evidence.provenance().device()).isEqualTo("cpu");
        assertThat(evidence.provenance().calibration()).startsWith("not calibrated");
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void neverComesWithoutItsCard(ScaledDetector detector) {
        var evidence = standIn(detector).examine(picture(100, 100, RED), Monitor.none());

        assertThat(evidence.provenance().model()).matches(detector.model() + " 1 [0-9a-f]{64}");
        assertThat(evidence.network()).contains(detector.name() + ": network " + detector.model() + " 1 (licence of the weights:"
                + " BSD-2-Clause), trained on: none: weights chosen; measured: red squares: F1 1.0.");
    }

    @Test
    void saysWhatIsTooSmallToBeSeen() {
        assertThat(standIn(new LstmEnDec()).examine(picture(640, 64, RED), Monitor.none()).notes()).containsExactly(
                "The network saw the picture at 64x64 pixels and so is blind to regions of less than about 80x8 pixels.");
        assertThat(standIn(new LstmEnDec()).examine(picture(64, 64, RED), Monitor.none()).notes()).isEmpty();
        assertThat(standIn(new TransForensics()).examine(picture(64, 70, RED), Monitor.none()).notes())
                .containsExactly("The network saw the picture at 96x96 pixels.");
    }

    @Test
    void saysWhoseEncoderItHas() {
        assertThat(standIn(new Msds()).examine(picture(64, 64, RED), Monitor.none()).notes()).contains(
                "The network reads the picture with the encoder of TruFor: that it agrees with that one, or with others that do"
                        + " the same, is no independent confirmation.");
    }

    @Test
    void aBranchIsTheOneThatIsAskedFor() {
        var middle = 120 * 360 + 180;
        var picture = picture(360, 240, RED);
        for (var branch : new String[] {"C2", "C3", "C4", "C5"}) {
            var detector = new TransForensics().branch(branch);
            var evidence = standIn(detector).examine(picture, Monitor.none());
            assertThat((double) evidence.probability()[middle])
                    .isCloseTo(probability(8 / Math.pow(2, branch.charAt(1) - '0')), within(1e-4));
            assertThat(evidence.provenance().parameters()).containsEntry("branch", branch);
        }
        assertThat(new TransForensics().branch("C1")).satisfies(detector -> assertThatThrownBy(
                () -> detector.examine(picture, Monitor.none())).hasMessageContaining("'branch' is 'C1'"));
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void whatIsTooSmallOrBlankIsNotApplicable(ScaledDetector detector) {
        standIn(detector);

        var small = detector.examine(picture(63, 300, RED), Monitor.none());
        var blank = detector.examine(picture(200, 100, GREY), Monitor.none());

        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).containsExactly("A picture of less than 64x64 pixels is too small: no part of it could be"
                + " told from the rest.");
        assertThat(blank.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(blank.notes()).containsExactly("The picture is of one colour everywhere; no part of it could differ from"
                + " the rest.");
        assertThat(blank.network()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void saysThatItsModelIsMissing(ScaledDetector detector) {
        detector.store(ModelStore.of(folder));

        assertThat(detector.available()).isFalse();
        var evidence = detector.examine(picture(100, 100, RED), Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(evidence.notes()).containsExactly("Could not run: there is no model '" + detector.model() + "' in " + folder
                + "; install it with 'models import' or leave this detector out");
    }

    @Test
    void areAmongAllOnlyWhereTheirModelsAre() {
        StandIns.use();
        try (var context = new Context(PluginService.class)) {
            assertThat(Detectors.of(context).create("all")).filteredOn(ScaledDetector.class::isInstance).hasSize(3);
            assertThat(Detectors.of(context).create("lstm-endec,trans forensics,MSDS"))
                    .hasOnlyElementsOfType(ScaledDetector.class).hasSize(3);
        } finally {
            StandIns.release();
        }
        assertThat(detectors().map(detector -> detector.store(ModelStore.of(folder))))
                .noneMatch(LearnedDetector::available);
    }

    /** What TransForensics says with another card. */
    private Evidence with(JsonObject card) throws IOException {
        var model = Files.createDirectories(folder.resolve("transforensics"));
        Files.copy(StandIns.FOLDER.resolve("transforensics/stand-in.pt"), model.resolve("stand-in.pt"));
        Files.writeString(model.resolve("card.json"), card.toString());
        return new TransForensics().store(ModelStore.of(folder)).device("cpu").examine(picture(100, 100, RED), Monitor.none());
    }

    private static JsonObject card() throws IOException {
        return JsonParser.parseString(Files.readString(StandIns.FOLDER.resolve("transforensics/card.json"))).getAsJsonObject();
    }

    @Test
    void aModelWithoutTheChoiceIsRefused() throws IOException {
        var card = card();
        card.remove("choices");

        assertThat(with(card).notes()).containsExactly("Could not run: the model 'transforensics' leaves no choice of"
                + " 'branch'; install the model that came with this version");
    }

    @Test
    void aModelWithoutTheBranchIsRefused() throws IOException {
        var card = card();
        var choice = card.getAsJsonArray("choices").get(0).getAsJsonObject();
        choice.add("values", JsonParser.parseString("['C4', 'C5']"));
        choice.addProperty("default", "C4");

        assertThat(with(card).notes()).containsExactly("Could not run: the model 'transforensics' has no branch 'C3' but"
                + " [C4, C5]; choose one of them");
    }

    @Test
    void aModelOfAnotherKindIsRefused() throws IOException {
        var card = card();
        card.add("outputs", JsonParser.parseString("[{'name': 'other', 'kind': 'map'}]"));

        assertThat(with(card).notes()).containsExactly("Could not run: the model 'transforensics' does not make a map"
                + " 'probability' of red, green and blue, as TransForensics needs; install the model that came with this"
                + " version");
    }

    @Test
    void aModelThatTakesAnotherSizeThanItsCardSaysFails() throws IOException {
        var card = card();
        card.getAsJsonObject("tiling").addProperty("size", 80);

        var evidence = with(card);

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(evidence.notes()).singleElement().asString()
                .startsWith("TransForensics failed on 'picture': PyTorch failed on 3 channels of 80x80 pixels (")
                .contains("takes no other size");
    }
}
