package io.palimpsest.core;

import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FusionTest {

    private static final Specimen SPECIMEN = Specimen.of(new ImagePlus("a", new ByteProcessor(8, 4)));
    private static final NetworkCard NETWORK = new NetworkCard("echo", "1", "abc", "BSD-2-Clause", "nothing", List.of());

    private final List<String> calls = new ArrayList<>();

    private TestDetector input() {
        return new TestDetector(any -> {
            calls.add("input");
            return Evidence.of(RawMap.blocks(new float[] {0.9f, 0.1f}, 2, 1, 4));
        });
    }

    private TestDetector.Second failing() {
        return new TestDetector.Second(any -> {
            calls.add("failing");
            throw new IllegalStateException("no luck");
        });
    }

    /** Passes on the first input's probability and tells what became of the second. */
    private final class Echo extends Fusion {
        @Override
        protected List<Detector> inputs() {
            return List.of(input(), failing());
        }

        @Override
        protected Evidence.Statistic fuse(Specimen specimen, List<Evidence> evidence, Monitor monitor) {
            calls.add("fuse");
            return Evidence.of(evidence.get(0).probabilityCells().orElseThrow()).network(NETWORK, "gpu")
                    .meaning("echo", cells -> cells.length + " cells")
                    .note("The second " + evidence.get(1).outcome());
        }
    }

    @Test
    void runsItsInputsWhenAlone() {
        var evidence = new Echo().examine(SPECIMEN, Monitor.none());

        assertThat(calls).containsExactly("input", "failing", "fuse");
        assertThat(evidence.notes()).contains("The second FAILED");
        assertThat(evidence.findings()).hasSize(1);
        assertThat(evidence.findings().get(0).explanation()).isEqualTo("1 cells");
        assertThat(evidence.provenance().model()).isEqualTo("echo 1 abc");
        assertThat(evidence.provenance().network()).contains(NETWORK);
        assertThat(evidence.provenance().device()).isEqualTo("gpu");
    }

    @Test
    void whatItsNetworkIsStandsInTheTableOfFindings() {
        var table = new ResultsTable();

        Display.fill(table, Screening.of(SPECIMEN, List.of(new Echo(), input()), Monitor.none()));

        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("network", 0)).isEqualTo("Echo: network echo 1 (licence of the weights: BSD-2-Clause),"
                + " trained on: nothing; measured: nothing yet.");
        assertThat(table.getStringValue("detector", 1)).isEqualTo("TestDetector");
        assertThat(table.getStringValue("network", 1)).doesNotContain("network");
    }

    @Test
    void takesWhatAScreeningKnowsAlready() {
        var screening = Screening.of(SPECIMEN, List.of(new Echo(), failing(), input()), Monitor.none());

        assertThat(calls).containsExactly("failing", "input", "fuse");
        assertThat(screening.evidence()).extracting(one -> one.provenance().detector())
                .containsExactly("Echo", "Second", "TestDetector");
        assertThat(screening.evidence().get(0).outcome()).isEqualTo(Evidence.Outcome.FOUND);
    }

    @Test
    void aThresholdDoesNotChangeWhatIsFused() {
        var other = input();
        other.threshold(0.95);

        var screening = Screening.of(SPECIMEN, List.of(new Echo(), other), Monitor.none());

        assertThat(calls).containsExactly("input", "failing", "fuse");
        assertThat(screening.evidence().get(0).outcome()).isEqualTo(Evidence.Outcome.FOUND);
    }

    @Test
    void otherParametersMakeOtherMaps() {
        var other = input();
        Parameters.set(other, "size", "16");

        Screening.of(SPECIMEN, List.of(new Echo(), other), Monitor.none());

        assertThat(calls).containsExactly("input", "input", "failing", "fuse");
    }
}
