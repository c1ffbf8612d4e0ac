package io.palimpsest.signal;

import java.util.Arrays;
import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RadonFeaturesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void equalsANaiveImplementation(int channels) {
        var random = new Random(channels);
        for (int repeat = 0; repeat < 5; repeat++) {
            var patch = new float[channels][1024];
            for (var channel : patch) {
                for (int i = 0; i < channel.length; i++) {
                    channel[i] = repeat * 40 + random.nextInt(1 << 2 * repeat);
                }
            }
            assertClose(features(patch), NaiveRadonFeatures.of(patch));
        }
    }

    @ParameterizedTest
    @CsvSource({"park.jpg,0,0", "village.jpg,411,77", "worms.png,33,20"})
    void equalsANaiveImplementationOnPictures(String name, int x, int y) {
        var patch = patch(Samples.open(name).crop(FinalInterval.createMinSize(x, y, 32, 32)), 0, 0);
        assertClose(features(patch), NaiveRadonFeatures.of(patch));
    }

    @Test
    void levelPatchesHaveNoDirection() {
        var patch = new float[3][1024];
        Arrays.fill(patch[1], 200);
        assertThat(features(patch)).hasSize(240).containsOnly(-1);
        assertThat(NaiveRadonFeatures.of(patch)).containsOnly(-1);
    }

    @Test
    void linesShowAtTheirDirectionAndFrequency() {
        var patch = new float[1][1024];
        for (int i = 0; i < 1024; i++) {
            patch[0][i] = i % 32 % 4 == 0 ? 100 : 0;
        }
        var magnitudes = new double[240];
        new RadonFeatures().magnitudes(patch, magnitudes);

        var across = Arrays.copyOf(magnitudes, 24);
        var along = Arrays.copyOfRange(magnitudes, 5 * 24, 6 * 24);
        // 46 samples hold 11.5 periods of four
        assertThat(Math.min(across[11], across[12])).isGreaterThan(4 * Math.max(across[9], across[14]));
        assertThat(along[11]).isLessThan(0.25 * across[11]);
        // the mean of a projection is the sum of the patch: 2 x 8 - 1 flanks and 8 lines, the first without one side
        var sum = 32 * (15 * Math.sqrt(100) + 7 * Math.sqrt(200) + Math.sqrt(100));
        assertThat(across[0]).isCloseTo(sum, within(1e-9 * sum));
        assertThat(along[0]).isCloseTo(sum, within(1e-9 * sum));
    }

    @Test
    void aTurnedPatchExchangesTheAxes() {
        var patch = patch(Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(50, 60, 32, 32)), 0, 0);
        var turned = new float[3][1024];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 1024; i++) {
                turned[c][i % 32 * 32 + i / 32] = patch[c][i];
            }
        }
        var one = new double[240];
        var other = new double[240];
        new RadonFeatures().magnitudes(patch, one);
        new RadonFeatures().magnitudes(turned, other);
        for (int k = 0; k < 24; k++) {
            assertThat(other[k]).isCloseTo(one[5 * 24 + k], within(1e-9 * one[0]));
            assertThat(other[5 * 24 + k]).isCloseTo(one[k], within(1e-9 * one[0]));
        }
    }

    @ParameterizedTest
    @CsvSource({"256,256,32,8,8", "256,256,16,15,15", "33,65,32,1,2", "47,48,16,1,2", "31,300,32,0,0"})
    void aGridHoldsItsPatchesRowByRow(int width, int height, int stride, int columns, int rows) {
        var specimen = Samples.open("village.jpg").crop(FinalInterval.createMinSize(100, 120, width, height));

        var grid = RadonGrid.of(specimen, stride, Monitor.none());

        assertThat(grid.columns()).isEqualTo(columns);
        assertThat(grid.rows()).isEqualTo(rows);
        for (int patch = 0; patch < columns * rows; patch += 7) {
            var expected = NaiveRadonFeatures.of(patch(specimen, patch % columns * stride, patch / columns * stride));
            for (int i = 0; i < 240; i++) {
                assertThat((double) grid.features()[patch * 240 + i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void aStrideMovesOn() {
        assertThatThrownBy(() -> RadonGrid.of(Samples.open("worms.png"), 0, Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stride");
    }

    private static double[] features(float[][] patch) {
        var features = new double[RadonFeatures.COUNT];
        new RadonFeatures().of(patch, features, new double[RadonFeatures.FREQUENCIES]);
        return features;
    }

    private static float[][] patch(Specimen specimen, int left, int top) {
        var patch = new float[3][1024];
        var row = new double[3][specimen.width()];
        for (int i = 0; i < 1024; i++) {
            specimen.rgbRow(top + i / 32, row);
            for (int c = 0; c < 3; c++) {
                patch[c][i] = (float) row[c][left + i % 32];
            }
        }
        return patch;
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-9 * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
