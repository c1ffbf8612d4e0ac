package io.palimpsest.detect.noise;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SplicebusterTest {

    @Test
    void separatesASplicedRegion() {
        var splice = Samples.splice(Samples.SEED);
        var specimen = Samples.specimen(splice);

        var evidence = new Splicebuster().examine(specimen, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(Samples.auc(raw.paint(1024, 1024), splice.altered())).isGreaterThanOrEqualTo(0.99);
        assertThat(Samples.auc(evidence.probability(), splice.altered())).isGreaterThan(0.9);
    }

    @Test
    void theSameSeedGivesTheSameMapAndAnotherMayNot() {
        var panel = Samples.open("park.jpg").crop(FinalInterval.createMinSize(0, 0, 400, 300));

        var first = new Splicebuster().seed(1).examine(panel, Monitor.none()).raw().orElseThrow().values();
        var again = new Splicebuster().seed(1).examine(panel, Monitor.none()).raw().orElseThrow().values();

        assertThat(again).isEqualTo(first);
    }

    @Test
    void aPictureWithoutRoomForTwoBlocksIsNotApplicable() {
        var panel = Samples.open("park.jpg").crop(FinalInterval.createMinSize(0, 0, 100, 60));

        var evidence = new Splicebuster().examine(panel, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("blocks"));
        assertThat(evidence.probability()).hasSize(6000).containsOnly(Float.NaN);
    }
}
