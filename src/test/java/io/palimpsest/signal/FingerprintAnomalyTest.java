package io.palimpsest.signal;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import io.palimpsest.core.Monitor;
import net.imglib2.parallel.Parallelization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class FingerprintAnomalyTest {

    /** Gaussian noise, in the mask slightly smoothed along rows and made as strong again. */
    private static float[] noise(int width, int height, boolean[] mask, long seed) {
        var random = new Random(seed);
        var noise = new float[width * height];
        for (var i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        for (var i = noise.length - 1; i > 0; i--) {
            noise[i] = mask[i] ? (float) ((noise[i] + 0.5 * noise[i - 1]) / Math.sqrt(1.25)) : noise[i];
        }
        return noise;
    }

    private static float[] noise(int width, int height, long seed) {
        return noise(width, height, new boolean[width * height], seed);
    }

    private static float[] grey(int width, int height) {
        var grey = new float[width * height];
        Arrays.fill(grey, 128);
        return grey;
    }

    private static CooccurrenceAnomaly analyse(float[] fingerprint, int width, int height) {
        return FingerprintAnomaly.of(fingerprint, grey(width, height), width, height, 0, Monitor.none());
    }

    @ParameterizedTest
    @CsvSource({"104, 104", "131, 119", "112, 260"})
    void cellsAgreeWithTheDefinition(int width, int height) {
        var random = new Random(width);
        var levels = new byte[width * height];
        var usable = new boolean[levels.length];
        for (var i = 0; i < levels.length; i++) {
            levels[i] = (byte) random.nextInt(4);
            usable[i] = random.nextInt(3) > 0;
        }
        var grid = FingerprintAnomaly.grid(width, height);
        var counts = FingerprintAnomaly.count(new FingerprintLevels(levels, usable), grid, Monitor.none());

        var square = NaiveFingerprint.levels(levels, width);
        for (var row = 0; row < grid.cellRows(); row++) {
            for (var column = 0; column < grid.cellColumns(); column++) {
                var expected = new int[512];
                var pixels = 0;
                for (var y = 20 + 8 * row; y < 28 + 8 * row; y++) {
                    for (var x = 20 + 8 * column; x < 28 + 8 * column; x++) {
                        if (usable[y * width + x]) {
                            expected[NaiveFingerprint.across(square, y, x)]++;
                            expected[256 + NaiveFingerprint.down(square, y, x)]++;
                            pixels++;
                        }
                    }
                }
                for (var bin = 0; bin < 512; bin++) {
                    assertThat((int) counts.counts()[row][512 * column + bin]).isEqualTo(expected[bin]);
                }
                assertThat((int) counts.usable()[row][column]).isEqualTo(pixels);
            }
        }
        assertThat(grid.cellRows()).isEqualTo((height - 40) / 8);
        assertThat(grid.cellColumns()).isEqualTo((width - 40) / 8);
    }

    /** Levels 0 1 2 3 0 1 2 3 along each row: four patterns along it, four along the columns, 16 of each in a cell. */
    @Test
    void aStaircaseHasTheExpectedPatterns() {
        var levels = new byte[104 * 104];
        var usable = new boolean[levels.length];
        for (var i = 0; i < levels.length; i++) {
            levels[i] = (byte) (i % 104 % 4);
            usable[i] = true;
        }
        var counts = FingerprintAnomaly.count(new FingerprintLevels(levels, usable), FingerprintAnomaly.grid(104, 104),
                Monitor.none());

        var expected = new byte[512];
        for (var bin : new int[] {0 + 4 + 32 + 192, 1 + 8 + 48, 2 + 12 + 64, 3 + 16 + 128, 256, 256 + 85, 256 + 170, 511}) {
            expected[bin] = 16;
        }
        assertThat(Arrays.copyOf(counts.counts()[0], 512)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(counts.counts()[7], 7 * 512, 8 * 512)).isEqualTo(expected);
    }

    @Test
    void blocksAgreeWithTheDefinition() {
        var width = 190;
        var height = 170;
        var fingerprint = noise(width, height, 5);
        var luminance = grey(width, height);
        var saturated = new boolean[luminance.length];
        for (var i = 0; i < luminance.length; i++) {
            saturated[i] = i % width >= 140 && i / width < 60;
            luminance[i] = saturated[i] ? 254 : 253;
        }
        var fast = FingerprintAnomaly.features(fingerprint, luminance, FingerprintAnomaly.grid(width, height),
                Monitor.none());
        saturated = opened(saturated, width);
        var naive = NaiveFingerprint.blocks(fingerprint, saturated, width);
        var samples = fast.part(0, fast.count(), Monitor.none());

        var sample = 0;
        assertThat(fast.weight()).hasSize(naive.size()).isNotEmpty();
        for (var block = 0; block < naive.size(); block++) {
            assertThat(fast.weight()[block]).isCloseTo((float) naive.get(block)[512], within(1e-7f));
            if (naive.get(block)[512] >= 0.95) {
                assertThat(fast.blocks()[sample]).isEqualTo(block);
                for (var k = 0; k < 512; k++) {
                    assertThat(samples.get(sample, k)).isCloseTo(naive.get(block)[k], within(1e-12));
                }
                sample++;
            }
        }
        assertThat(fast.count()).isEqualTo(sample).isPositive().isLessThan(naive.size());
        var later = fast.part(64, 3, Monitor.none());
        assertThat(later.vector(2)).isEqualTo(samples.vector(66));
    }

    private static boolean[] opened(boolean[] mask, int width) {
        var square = new boolean[mask.length / width][];
        for (var y = 0; y < square.length; y++) {
            square[y] = Arrays.copyOfRange(mask, y * width, (y + 1) * width);
        }
        var disk = NaiveSplicebuster.disk(3);
        square = NaiveSplicebuster.morph(NaiveSplicebuster.morph(square, 3, disk, false), 3, disk, true);
        var opened = new boolean[mask.length];
        for (var i = 0; i < opened.length; i++) {
            opened[i] = square[i / width][i % width];
        }
        return opened;
    }

    @Test
    void levelsAreUsedEquallyWhateverTheScale() {
        var whole = noise(200, 220, 3);
        for (var i = 0; i < whole.length; i++) {
            whole[i] = Math.round(1000 * Math.exp(whole[i]));
        }
        var other = whole.clone();
        for (var i = 0; i < other.length; i++) {
            other[i] = 16 * other[i] - 160;
        }
        var levels = FingerprintLevels.of(whole, grey(200, 220), 200, 220, Monitor.none());

        var used = new int[4];
        for (var level : levels.levels()) {
            used[level]++;
        }
        for (var share : used) {
            assertThat(share / 44000.0).isCloseTo(0.25, within(0.01));
        }
        assertThat(FingerprintLevels.of(other, grey(200, 220), 200, 220, Monitor.none()).levels())
                .isEqualTo(levels.levels());
        assertThat(analyse(other, 200, 220).distance()).isEqualTo(analyse(whole, 200, 220).distance());
    }

    /** Half of the picture without any noise says nothing, and must not become the scale of the rest. */
    @ParameterizedTest
    @CsvSource({"0", "7", "NaN"})
    void partsWithoutNoiseAreNotAssessed(float constant) {
        var fingerprint = noise(320, 320, 4);
        for (var y = 0; y < 320; y++) {
            Arrays.fill(fingerprint, y * 320, y * 320 + 180, constant);
        }
        var result = analyse(fingerprint, 320, 320);

        for (var block = 0; block < result.distance().length; block++) {
            var left = 20 + block % result.grid().columns() * 8;
            assertThat(Float.isNaN(result.distance()[block])).isEqualTo(left < 180 + 16 - 3);
        }
        var levels = FingerprintLevels.of(fingerprint, grey(320, 320), 320, 320, Monitor.none());
        var used = new int[4];
        for (var i = 0; i < fingerprint.length; i++) {
            used[levels.levels()[i]] += i % 320 >= 180 ? 1 : 0;
        }
        for (var share : used) {
            assertThat(share / (140.0 * 320)).isCloseTo(0.25, within(0.02));
        }
    }

    @Test
    void aPictureWithoutNoiseIsNotAssessed() {
        for (var constant : new float[] {0, -3, Float.NaN, Float.POSITIVE_INFINITY}) {
            var fingerprint = new float[200 * 200];
            Arrays.fill(fingerprint, constant);

            var result = analyse(fingerprint, 200, 200);

            assertThat(result.validBlocks()).isZero();
            assertThat(result.distance()).isNotEmpty().containsOnly(Float.NaN);
            assertThat(result.map().paint(200, 200)).containsOnly(Float.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "7, 9, 0", "1, 30000, 0", "103, 500, 0", "152, 152, 0", "160, 152, 56", "104, 496, 50", "104, 488, 0",
        "167, 159, 56"})
    void fewerThanFiftyBlocksAreNotAssessed(int width, int height, int blocks) {
        var result = analyse(noise(width, height, 2), width, height);

        assertThat(result.validBlocks()).isEqualTo(blocks);
        assertThat(result.map().paint(width, height)).hasSize(width * height);
        assertThat(result.map().paint(width, height)[width * height / 2]).matches(v -> Float.isNaN(v) == (blocks == 0));
    }

    @Test
    void otherPatternsStandOut() {
        var mask = Pictures.disc(800, 720, 150);
        var result = analyse(noise(800, 720, mask, 1), 800, 720);

        assertThat(Pictures.areaUnderCurve(result.map().paint(800, 720), mask)).isGreaterThan(0.98);
        assertThat(result.trusted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0", "-77"})
    void theResultDependsOnTheSeedOnly(long seed) {
        var fingerprint = noise(300, 280, Pictures.disc(300, 280, 70), 3);
        var one = new float[1][];
        var two = new float[1][];
        Parallelization.runSingleThreaded(() -> one[0] = distance(fingerprint, seed));
        Parallelization.runWithNumThreads(2, () -> two[0] = distance(fingerprint, seed));

        assertThat(one[0]).isEqualTo(two[0]).isEqualTo(distance(fingerprint, seed));
    }

    private static float[] distance(float[] fingerprint, long seed) {
        return FingerprintAnomaly.of(fingerprint, grey(300, 280), 300, 280, seed, Monitor.none()).distance();
    }

    @Test
    void cancellationReachesTheCaller() {
        var fingerprint = noise(200, 200, 1);
        for (var allowed : new int[] {0, 5, 100, 220, 240}) {
            var left = new AtomicInteger(allowed);
            var monitor = new Monitor() {
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
            };
            assertThatThrownBy(() -> FingerprintAnomaly.of(fingerprint, grey(200, 200), 200, 200, 0, monitor))
                    .isExactlyInstanceOf(CancellationException.class);
        }
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> FingerprintAnomaly.of(new float[5], new float[6], 2, 3, 0, Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 x 3");
    }
}
