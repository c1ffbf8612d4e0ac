package io.palimpsest.core;

import java.util.Arrays;
import java.util.List;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScreeningTest {

    private static final Specimen SPECIMEN = Specimen.of(new ImagePlus("a", new ByteProcessor(8, 4)));

    private static Evidence evidence(String outcome) {
        return switch (outcome) {
            case "FOUND" -> TestDetector.blocks(2, 0.9f, 0).examine(SPECIMEN, Monitor.none());
            case "NOTHING" -> TestDetector.blocks(2, 0.2f, 0).examine(SPECIMEN, Monitor.none());
            case "NOT_APPLICABLE" -> new TestDetector(null).examine(SPECIMEN, Monitor.none());
            default -> new TestDetector(any -> {
                throw new IllegalStateException("no luck");
            }).examine(SPECIMEN, Monitor.none());
        };
    }

    @ParameterizedTest
    @CsvSource({"FOUND,FOUND,0.9", "NOTHING,NOTHING,0.2", "NOT_APPLICABLE,NOT_APPLICABLE,", "FAILED,FAILED,",
        "NOTHING FOUND FAILED NOT_APPLICABLE,FOUND,0.9", "NOTHING FAILED NOT_APPLICABLE,FAILED,0.2",
        "NOT_APPLICABLE NOTHING,NOTHING,0.2", "NOT_APPLICABLE FAILED,FAILED,", "'',NOT_APPLICABLE,"})
    void outcomeOfAll(String outcomes, Evidence.Outcome expected, Double score) {
        var all = outcomes.isEmpty() ? List.<Evidence>of() : Arrays.stream(outcomes.split(" "))
                .map(ScreeningTest::evidence).toList();
        var screening = new Screening(SPECIMEN, all);
        assertThat(screening.outcome()).isEqualTo(expected);
        assertThat(screening.score()).isEqualTo(score == null ? Double.valueOf(Double.NaN) : score);
        assertThat(screening.status()).startsWith(expected.name());
        assertThat(screening.mask()).hasSize(32);
    }

    @Test
    void masksAreJoined() {
        var screening = new Screening(SPECIMEN, List.of(
                TestDetector.blocks(2, 0.9f, 0).examine(SPECIMEN, Monitor.none()),
                TestDetector.blocks(2, 0, 0.9f).examine(SPECIMEN, Monitor.none())));
        assertThat(screening.mask()).containsOnly(255);
        assertThat(screening.findings()).extracting(Finding::x).containsExactly(0, 4);
        assertThat(screening.status()).isEqualTo("FOUND: 2 regions.");
    }

    private static Evidence saying(boolean second, String note) {
        var cell = RawMap.blocks(new float[] {0}, 1, 1, 4);
        var detector = second
                ? new TestDetector.Second(any -> Evidence.of(cell).note(note))
                : new TestDetector(any -> Evidence.of(cell).note(note));
        return detector.examine(SPECIMEN, Monitor.none());
    }

    @Test
    void notesNameWhoSaysThem() {
        assertThat(new Screening(SPECIMEN, List.of(saying(false, "Alone."))).notes()).containsExactly("Alone.");
        assertThat(new Screening(SPECIMEN, List.of(saying(false, "One."), saying(true, "Two."))).notes())
                .containsExactly("TestDetector: One.", "Second: Two.");
        var same = new Screening(SPECIMEN, List.of(saying(false, "Same."), saying(true, "Same.")));
        assertThat(same.notes()).containsExactly("Same.");
        assertThat(same.status()).isEqualTo("NOTHING: Same.");
    }

    @Test
    void oneRegionInWords() {
        assertThat(new Screening(SPECIMEN, List.of(evidence("FOUND"))).status()).isEqualTo("FOUND: 1 region.");
    }
}
