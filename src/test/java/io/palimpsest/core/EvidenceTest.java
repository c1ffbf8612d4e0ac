package io.palimpsest.core;

import java.util.concurrent.CancellationException;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EvidenceTest {

    /** Larger than its 3x2 cells of 4 pixels by a column of 2 and a row of 1. */
    private final Specimen specimen = Specimen.of(new ImagePlus("a", new ByteProcessor(14, 9)));

    private static String text(byte[] mask, int width) {
        var text = new StringBuilder();
        for (int i = 0; i < mask.length; i++) {
            text.append(mask[i] == 0 ? '.' : mask[i] == -1 ? '#' : '?').append(i % width == width - 1 ? "\n" : "");
        }
        return text.toString();
    }

    @Test
    void masksAndMaps() {
        var evidence = TestDetector.blocks(3, 0.9f, 0, 0.8f, 0.9f, 0, Float.NaN).examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings()).hasSize(2);
        assertThat(text(evidence.mask(), 14)).isEqualTo("####....####..\n".repeat(4) + "####..........\n".repeat(4)
                + "..............\n");
        assertThat(text(evidence.region(0), 4)).isEqualTo("####\n".repeat(8));
        assertThat(text(evidence.region(1), 4)).isEqualTo("####\n".repeat(4));
        assertThat(evidence.probability()).hasSize(14 * 9);
        assertThat(evidence.probability()[0]).isEqualTo(0.9f);
        assertThat(evidence.probability()[4]).isZero();
        assertThat(evidence.probability()[12]).isNaN();
        assertThat(evidence.probability()[4 * 14 + 8]).isNaN();
        assertThat(evidence.reliability()).hasSize(14 * 9);
        assertThat(evidence.reliability()[0]).isOne();
        assertThat(evidence.reliability()[4 * 14 + 8]).isNaN();
        assertThat(evidence.raw().orElseThrow().values()).hasSize(6);
        assertThat(evidence.score()).isEqualTo(0.9);
    }

    /** Two cells that touch at a corner: the box of the region holds more than the region. */
    @Test
    void regionWithinItsBox() {
        var evidence = TestDetector.blocks(2, 0, 0.9f, 0.9f, 0).examine(specimen, Monitor.none());
        assertThat(evidence.findings()).hasSize(1);
        assertThat(text(evidence.region(0), 8)).isEqualTo("....####\n".repeat(4) + "####....\n".repeat(4));
    }

    /** The box of one region may hold cells of another. */
    @Test
    void regionWithoutItsNeighbours() {
        var evidence = new TestDetector(any -> Evidence.of(RawMap.blocks(new float[] {
            0.8f, 0.8f, 0.8f,
            0.8f, 0, 0,
            0.8f, 0, 0.9f}, 3, 3, 3))).examine(specimen, Monitor.none());
        assertThat(evidence.findings()).hasSize(2);
        assertThat(text(evidence.region(1), 9)).isEqualTo("#########\n".repeat(3) + "###......\n".repeat(6));
        assertThat(text(evidence.region(0), 3)).isEqualTo("###\n".repeat(3));
    }

    @Test
    void nothingFound() {
        var evidence = TestDetector.blocks(3, 0.1f, 0, 0.4f, 0, 0, 0).examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
        assertThat(evidence.mask()).hasSize(14 * 9).containsOnly(0);
        assertThat(evidence.score()).isEqualTo(0.4);
        assertThat(evidence.notes()).isEmpty();
    }

    @Test
    void aDetectorMayHaveAScoreOfItsOwn() {
        var map = RawMap.blocks(new float[] {0.9f, 0, 0, 0.4f}, 2, 2, 4);
        var evidence = new TestDetector(any -> Evidence.of(map).score(0.25)).examine(specimen, Monitor.none());
        assertThat(evidence.findings()).isNotEmpty();
        assertThat(evidence.score()).isEqualTo(0.25);
        var unsure = new TestDetector(any -> Evidence.of(map).score(0.25).reliability(new float[4]));
        assertThat(unsure.examine(specimen, Monitor.none()).score()).isNaN();
        assertThatThrownBy(() -> Evidence.of(map).score(Double.NaN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no probability");
    }

    @Test
    void notApplicable() {
        var evidence = new TestDetector(null).examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).containsExactly("There is nothing to see.");
        assertThat(evidence.raw()).isEmpty();
        assertThat(evidence.score()).isNaN();
        assertThat(evidence.probability()).hasSize(14 * 9).containsOnly(Float.NaN);
        assertThat(evidence.reliability()).hasSize(14 * 9).containsOnly(Float.NaN);
        assertThat(evidence.mask()).hasSize(14 * 9).containsOnly(0);
    }

    @Test
    void failureIsAResultAndCancellationIsNone() {
        var failed = new TestDetector(any -> {
            throw new IllegalStateException("no luck");
        }).examine(specimen, Monitor.none());
        assertThat(failed.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(failed.notes()).singleElement().asString().contains("TestDetector", "'a'", "no luck");

        var memory = new TestDetector(any -> {
            throw new OutOfMemoryError();
        }).examine(specimen, Monitor.none());
        assertThat(memory.outcome()).isEqualTo(Evidence.Outcome.FAILED);
        assertThat(memory.notes()).singleElement().asString().contains("memory", "14x9");

        var cancelled = new TestDetector(any -> {
            throw new CancellationException();
        });
        assertThatThrownBy(() -> cancelled.examine(specimen, Monitor.none())).isInstanceOf(CancellationException.class);
    }

    @Test
    void provenanceAndNotes() {
        var detector = new TestDetector(any ->
                Evidence.of(RawMap.blocks(new float[] {1}, 1, 1, 8)).note("Look twice."));
        Parameters.set(detector, "size", "12");
        detector.calibration(new Calibration("by hand", new double[] {0, 1}, new double[] {0, 0.2}));
        var evidence = detector.examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
        assertThat(evidence.probability()[0]).isEqualTo(0.2f);
        assertThat(evidence.raw().orElseThrow().values()).containsExactly(1);
        assertThat(evidence.notes()).containsExactly("Look twice.");
        assertThat(evidence.provenance().detector()).isEqualTo("TestDetector");
        assertThat(evidence.provenance().calibration()).isEqualTo("by hand");
        assertThat(evidence.provenance().version()).isEqualTo(Suite.version());
        assertThat(evidence.provenance().parameters()).containsEntry("size", "12").containsEntry("threshold", "0.5");
    }

    @Test
    void thresholdDecides() {
        var detector = TestDetector.blocks(3, 0.3f, 0, 0, 0, 0, 0);
        assertThat(detector.examine(specimen, Monitor.none()).findings()).isEmpty();
        detector.threshold(0.25);
        assertThat(detector.examine(specimen, Monitor.none()).findings()).hasSize(1);
    }

    @Test
    void aLayerHasAGridOfItsOwnOnlyBesideAPaintedMap() {
        var pixels = RawMap.pixels(new float[14 * 9], 14, 9);
        var painted = Evidence.of(new RawMap(new float[6], 3, 2, 0, 0, 4, RawMap.Border.NEAREST)).layer("fine", pixels);
        var cells = Evidence.of(RawMap.blocks(new float[6], 3, 2, 4)).layer("same", new float[6]);

        assertThat(new TestDetector(one -> painted).examine(specimen, Monitor.none()).layers()).containsEntry("fine", pixels);
        assertThatThrownBy(() -> cells.layer("fine", pixels)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fine'");
    }
}
