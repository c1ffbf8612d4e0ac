package io.palimpsest.signal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;

import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CooccurrencesTest {

    @Test
    void thereAre25ClassesUnderReversalAndSignChange() {
        var fast = Cooccurrences.classes();
        var distinct = new HashSet<Byte>();

        for (var code = 0; code < 81; code++) {
            assertThat((int) fast[code]).isEqualTo(NaiveSplicebuster.classes()[code]);
            for (var same : NaiveSplicebuster.canonical(code)) {
                assertThat(fast[same]).isEqualTo(fast[code]);
            }
            distinct.add(fast[code]);
        }
        assertThat(distinct).hasSize(25);
    }

    @ParameterizedTest
    @CsvSource({"136, 150", "201, 143", "77, 90", "72, 72", "151, 132"})
    void cellsAgreeWithTheDefinition(int width, int height) {
        var picture = levels(width, height);
        var usable = new boolean[width * height];
        var random = new Random(3);
        for (var i = 0; i < usable.length; i++) {
            usable[i] = random.nextInt(4) > 0;
        }
        var grid = CooccurrenceAnomaly.grid(width, height);
        var counts = Cooccurrences.count(picture, usable, grid, Monitor.none());
        var expected = new int[grid.cellRows()][grid.cellColumns() * 50];
        var h = NaiveSplicebuster.horizontal(NaiveSplicebuster.scaled(picture, width));
        var v = NaiveSplicebuster.vertical(NaiveSplicebuster.scaled(picture, width));
        var classes = NaiveSplicebuster.classes();
        for (var r = 0; r < grid.cellRows() * grid.stride(); r++) {
            for (var c = 0; c < grid.cellColumns() * grid.stride(); c++) {
                if (usable[(r + 4) * width + c + 4]) {
                    var row = expected[r / grid.stride()];
                    var cell = c / grid.stride() * 50;
                    row[cell + classes[NaiveSplicebuster.code(h, r, c + 2, 1, 0)]]++;
                    row[cell + classes[NaiveSplicebuster.code(v, r + 2, c, 0, 1)]]++;
                    row[cell + 25 + classes[NaiveSplicebuster.code(h, r + 2, c, 0, 1)]]++;
                    row[cell + 25 + classes[NaiveSplicebuster.code(v, r, c + 2, 1, 0)]]++;
                }
            }
        }

        assertThat(expected).isNotEmpty();
        for (var row = 0; row < expected.length; row++) {
            for (var i = 0; i < expected[row].length; i++) {
                assertThat(Byte.toUnsignedInt(counts.counts()[row][i])).isEqualTo(expected[row][i]);
            }
        }
    }

    /** Whole numbers close to each other, so that many residuals lie just on the boundary of the quantiser. */
    private static float[] levels(int width, int height) {
        var random = new Random(width);
        var picture = new float[width * height];
        for (var i = 0; i < picture.length; i++) {
            picture[i] = 100 + random.nextInt(3);
        }
        return picture;
    }

    @ParameterizedTest
    @CsvSource({"150, 132, 1", "160, 144, 2", "136, 160, 3", "90, 76, 4", "152, 137, 5"})
    void blocksAgreeWithTheDefinition(int width, int height, long seed) {
        check(Pictures.clipped(width, height, seed), width, height);
        check(Pictures.noise(width, height, 3, seed), width, height);
    }

    private static void check(float[] picture, int width, int height) {
        var fast = CooccurrenceAnomaly.features(picture, CooccurrenceAnomaly.grid(width, height), Monitor.none());
        var naive = NaiveSplicebuster.blocks(picture, width, height);
        var samples = fast.part(0, fast.count(), Monitor.none());
        var sample = 0;

        assertThat(fast.weight()).hasSize(naive.size()).isNotEmpty();
        for (var block = 0; block < naive.size(); block++) {
            assertThat(fast.weight()[block]).isCloseTo((float) naive.get(block)[50], within(1e-7f));
            if (naive.get(block)[50] >= 0.85) {
                assertThat(fast.blocks()[sample]).isEqualTo(block);
                for (var k = 0; k < 50; k++) {
                    assertThat(samples.get(sample, k)).isCloseTo(naive.get(block)[k], within(1e-12));
                }
                sample++;
            }
        }
        assertThat(fast.blocks()).hasSize(sample);
    }

    @Test
    void aFullWhiteCellDoesNotOverflow() {
        var usable = new boolean[136 * 150];
        Arrays.fill(usable, true);
        var counts = Cooccurrences.count(new float[136 * 150], usable, CooccurrenceAnomaly.grid(136, 150), Monitor.none());

        assertThat(Byte.toUnsignedInt(counts.counts()[0][Cooccurrences.classes()[40]])).isEqualTo(128);
    }
}
