package io.palimpsest.detect.fusion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Screening;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class LearnedFusionTest {

    @TempDir
    private Path folder;

    static Stream<LearnedFusion> networks() {
        return Stream.of(new Owaf(), new EffB4Unet());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void findsASpliceAndTellsByWhat(LearnedFusion detector) {
        var splice = Samples.splice(1);

        var evidence = detector.examine(Samples.specimen(splice), Monitor.none());

        assertThat(evidence.outcome()).as(evidence.notes().toString()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(Samples.auc(evidence.probability(), splice.altered())).isGreaterThan(0.95);
        assertThat(evidence.findings().get(0).explanation()).startsWith("This region is supported by ").contains("ADQ1 (0.");
        assertThat(evidence.provenance().model()).matches(detector.model() + " \\S+ [0-9a-f]{64}");
        assertThat(evidence.network().orElseThrow()).contains("BSD-2-Clause", "trained on: forged and authentic pictures",
                "measured: test split, ", "F1 at 0.5, pooled over forged pictures 0.");
        assertThat(evidence.provenance().device()).isIn("cpu", "gpu");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void leavesUntouchedPicturesAlone(LearnedFusion detector) {
        for (var name : List.of("park.jpg", "village.jpg", "carpet.jpg", "mountain.jpg")) {
            assertThat(detector.examine(Samples.open(name), Monitor.none()).findings()).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheSameAloneAndInAScreening(LearnedFusion detector) {
        var specimen = Samples.open("park-spliced.jpg");
        var inputs = FusionMaps.detectors();
        var all = Stream.concat(Stream.of(detector), inputs.stream()).toList();

        var screened = Screening.of(specimen, all, Monitor.none()).evidence().get(0);

        assertThat(screened.probability()).isEqualTo(detector.examine(specimen, Monitor.none()).probability());
    }

    @Test
    void aPictureThatNoMapAssessesIsNotApplicable() {
        var evidence = new Owaf().examine(Specimen.of(new ImagePlus("dot", new ByteProcessor(1, 1))), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).contains("None of the maps to be fused assesses this picture.");
    }

    @Test
    void saysWhichModelIsMissing() {
        var evidence = new Owaf().store(ModelStore.of(folder)).examine(Samples.open("park.jpg"), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(String.join(" ", evidence.notes())).contains("Could not run: there is no model 'owaf'");
    }

    @Test
    void refusesANetworkThatWasTrainedOnOtherMaps() throws IOException {
        var model = Files.createDirectories(folder.resolve("owaf"));
        try (var files = Files.list(Path.of("models/owaf"))) {
            for (var file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        var card = model.resolve("card.json");
        Files.writeString(card, Files.readString(card).replaceFirst("\"low\": -?[0-9.]+", "\"low\": 0.125"));

        var evidence = new Owaf().store(ModelStore.of(folder)).examine(Samples.open("park.jpg"), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(String.join(" ", evidence.notes())).contains("was trained on maps that are scaled in another way");
    }
}
