package io.palimpsest.detect.fusion;

import ij.ImagePlus;
import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReliabilityWeightedTest {

    @Test
    void findsASpliceAndSaysWhichMapsSupportIt() {
        var splice = Samples.splice(1);
        var evidence = new ReliabilityWeighted().examine(Samples.specimen(splice), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(Samples.auc(evidence.probability(), splice.altered())).isGreaterThan(0.95);
        assertThat(evidence.findings().get(0).explanation()).startsWith("This region is supported by ").contains("ADQ1 (0.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "carpet.jpg"})
    void leavesUntouchedPicturesAlone(String name) {
        assertThat(new ReliabilityWeighted().examine(Samples.open(name), Monitor.none()).findings()).isEmpty();
    }

    @Test
    void saysWhatItDidWithout() {
        var small = Specimen.of(new ImagePlus("small", new ImagePlus(Samples.path("park.jpg").toString()).getProcessor()
                .resize(90, 70)));

        assertThat(new ReliabilityWeighted().examine(small, Monitor.none()).notes())
                .anyMatch(note -> note.startsWith("Fused without ") && note.contains("Splicebuster"));
    }

    @Test
    void cleaningRemovesSinglePeaksAndPitsAndKeepsSquares() {
        var map = new float[81];
        map[10] = 1; // a peak
        for (int y = 3; y < 9; y++) {
            for (int x = 3; x < 9; x++) {
                map[y * 9 + x] = x == 5 && y == 5 ? 0 : 1; // a square with a pit
            }
        }
        var cleaned = GreyCleaning.clean(map, 9);

        map[10] = 0;
        map[5 * 9 + 5] = 1;
        assertThat(cleaned).containsExactly(map);
    }
}
