package io.palimpsest.signal;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;
import net.imglib2.parallel.Parallelization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CooccurrenceAnomalyTest {

    @Test
    void theWholeAgreesWithTheDefinition() {
        var picture = Pictures.spliced(264, 256, Pictures.disc(264, 256, 60), 4);
        var fast = CooccurrenceAnomaly.of(picture, 264, 256, 7, Monitor.none());
        var features = NaiveSplicebuster.blocks(picture, 264, 256).stream()
                .map(f -> Arrays.copyOf(f, 50)).toArray(double[][]::new);
        var white = NaiveMixture.whitened(features, 25);
        var naive = new SplittableRandom(7).ints(30, 0, white.length)
                .mapToObj(start -> NaiveMixture.fit(white, start))
                .reduce((a, b) -> b[white.length] > a[white.length] ? b : a).orElseThrow();

        assertThat(fast.validBlocks()).isEqualTo(white.length).isEqualTo(17 * 16);
        for (var i = 0; i < white.length; i++) {
            assertThat(fast.distance()[i]).isCloseTo((float) naive[i], within((float) (1e-6 * naive[i])));
        }
    }

    @Test
    void otherNoiseStatisticsStandOut() {
        var mask = Pictures.disc(512, 480, 90);
        var result = CooccurrenceAnomaly.of(Pictures.spliced(512, 480, mask, 1), 512, 480, 0, Monitor.none());

        assertThat(Pictures.areaUnderCurve(result.map().paint(512, 480), mask)).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "7, 9, 0", "1, 30000, 0", "63, 64, 0", "71, 90, 0", "72, 90, 5", "150, 133, 320", "200, 101, 0",
        "136, 150, 2", "137, 160, 4", "264, 140, 17"})
    void anySizeIsHandled(int width, int height, int blocks) {
        var result = CooccurrenceAnomaly.of(Pictures.noise(width, height, 4, 2), width, height, 0, Monitor.none());

        assertThat(result.validBlocks()).isEqualTo(blocks);
        assertThat(result.grid().size()).isEqualTo(result.distance().length).isEqualTo(blocks);
        assertFinite(result.distance());
        assertThat(result.map().paint(width, height)).hasSize(width * height);
        assertThat(result.map().paint(width, height)[width * height / 2]).matches(v -> Float.isNaN(v) == (blocks == 0));
    }

    private static void assertFinite(float[] distance) {
        for (var value : distance) {
            assertThat(value).isFinite().isNotNegative();
        }
    }

    @Test
    void aConstantPictureShowsNothing() {
        for (var size : new int[] {80, 200}) {
            var picture = new float[size * size];
            Arrays.fill(picture, 90.3f);
            var result = CooccurrenceAnomaly.of(picture, size, size, 0, Monitor.none());

            assertThat(result.validBlocks()).isEqualTo(result.grid().size()).isPositive();
            assertThat(result.distance()).containsOnly(0);
        }
    }

    @Test
    void aSaturatedPictureIsNotAssessed() {
        for (var level : new float[] {0, 5.9f, 252.1f, 255}) {
            var picture = new float[200 * 200];
            Arrays.fill(picture, level);
            var result = CooccurrenceAnomaly.of(picture, 200, 200, 0, Monitor.none());

            assertThat(result.validBlocks()).isZero();
            assertThat(result.distance()).isNotEmpty().containsOnly(Float.NaN);
            assertThat(result.weight()).containsOnly(0);
            assertThat(result.map().paint(200, 200)).containsOnly(Float.NaN);
        }
    }

    @Test
    void saturatedPartsAreNotAssessed() {
        var picture = Pictures.noise(320, 300, 4, 8);
        for (var y = 0; y < 300; y++) {
            Arrays.fill(picture, y * 320, y * 320 + 160, 0);
        }
        var result = CooccurrenceAnomaly.of(picture, 320, 300, 0, Monitor.none());

        for (var block = 0; block < result.distance().length; block++) {
            assertThat(Float.isNaN(result.distance()[block])).isEqualTo(result.weight()[block] < 0.85);
        }
        assertThat(result.validBlocks()).isPositive().isLessThan(result.grid().size());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-77"})
    void theResultDependsOnTheSeedOnly(long seed) {
        var picture = Pictures.spliced(300, 280, Pictures.disc(300, 280, 70), 3);
        var one = new float[1][];
        var two = new float[1][];
        Parallelization.runSingleThreaded(() -> one[0] = distance(picture, seed));
        Parallelization.runWithNumThreads(2, () -> two[0] = distance(picture, seed));

        assertThat(one[0]).isEqualTo(two[0]).isEqualTo(distance(picture, seed));
    }

    private static float[] distance(float[] picture, long seed) {
        return CooccurrenceAnomaly.of(picture, 300, 280, seed, Monitor.none()).distance();
    }

    @Test
    void cancellationReachesTheCaller() {
        var picture = Pictures.noise(200, 200, 3, 1);
        for (var allowed : new int[] {0, 3, 30, 60, 90}) {
            assertThatThrownBy(() -> CooccurrenceAnomaly.of(picture, 200, 200, 0, new Limited(allowed)))
                    .isExactlyInstanceOf(CancellationException.class);
        }
    }

    private record Limited(AtomicInteger left) implements Monitor {

        Limited(int checks) {
            this(new AtomicInteger(checks));
        }

        @Override
        public void step(String what, double fraction) {
            assertThat(fraction).isBetween(0.0, 1.0);
        }

        @Override
        public void check() {
            if (left.getAndDecrement() <= 0) {
                throw new CancellationException();
            }
        }
    }

    @Test
    void blocksArePaintedAroundTheirCentres() {
        var grid = CooccurrenceAnomaly.grid(160, 144);
        var painted = grid.map(new float[] {1, 2, 3, 4, 5, 6, 7, 8}).paint(160, 144);

        assertThat(grid.columns()).isEqualTo(4);
        assertThat(grid.rows()).isEqualTo(2);
        assertThat(grid.centre(0)).isEqualTo(67.5);
        assertThat(CooccurrenceAnomaly.grid(100, 100).centre(2)).isEqualTo(4 + 1.5 + 4 * (2 + 7.5));
        IntStream.range(0, painted.length).forEach(i -> {
            double x = i % 160;
            double y = i / 160;
            var column = x < 71.5 ? 0 : x < 79.5 ? 1 : x < 87.5 ? 2 : 3;
            assertThat(painted[i]).isEqualTo(1 + column + (y < 71.5 ? 0 : 4));
        });
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> CooccurrenceAnomaly.of(new float[5], 2, 3, 0, Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 x 3");
        assertThatThrownBy(() -> CooccurrenceAnomaly.grid(0, 3)).hasMessageContaining("0 x 3");
        assertThatThrownBy(() -> CooccurrenceAnomaly.grid(200, 200).map(new float[3])).hasMessageContaining("3 values");
    }
}
