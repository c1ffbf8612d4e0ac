package io.palimpsest.detect.fusion;

import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MapScalingTest {

    @Test
    void fixedValuesKeepTheirPlace() {
        assertThat(MapScaling.fixed("a", 2, 4).apply(new float[] {1, 2, 2.5f, 4, 9, Float.NaN, Float.POSITIVE_INFINITY}))
                .containsExactly(0, 0, 0.25f, 1, 1, Float.NaN, 1);
    }

    @Test
    void logarithmsAreHalfWayAtTheGeometricMean() {
        assertThat(MapScaling.log("a", 10, 1000).apply(new float[] {-3, 0, 10, 100, 1000, 5000, Float.NaN}))
                .containsExactly(new float[] {0, 0, 0, 0.5f, 1, 1, Float.NaN}, within(1e-6f));
    }

    @Test
    void robustValuesCountFromThePicturesMedianInItsSpread() {
        // median 5, distances 2 1 0 1 2: their median 1
        var scaled = MapScaling.robust("a", -4, 12, 0.1).apply(new float[] {3, 4, 5, 6, 7});

        assertThat(scaled).containsExactly(new float[] {(float) ((-2 / 1.4826 + 4) / 16), (float) ((-1 / 1.4826 + 4) / 16),
            0.25f, (float) ((1 / 1.4826 + 4) / 16), (float) ((2 / 1.4826 + 4) / 16)}, within(1e-6f));
    }

    @Test
    void aFlatPictureIsNotBlownUp() {
        assertThat(MapScaling.robust("a", -4, 12, 2).apply(new float[] {7, 7, 7, 7, 9, Float.NaN}))
                .containsExactly(new float[] {0.25f, 0.25f, 0.25f, 0.25f, 5 / 16f, Float.NaN}, within(1e-6f));
        assertThat(MapScaling.robust("a", -4, 12, 2).apply(new float[] {Float.NaN})).containsExactly(Float.NaN);
    }

    @Property
    void orderIsKeptWithinZeroToOne(@ForAll @Size(min = 1, max = 40) float[] values,
            @ForAll @FloatRange(min = 0.01f, max = 10) float floor) {
        for (var scaling : new MapScaling[] {MapScaling.fixed("a", -1, 3), MapScaling.log("a", 0.5, 80),
            MapScaling.robust("a", -4, 12, floor)}) {
            var scaled = scaling.apply(values);
            for (int i = 0; i < values.length; i++) {
                assertThat(scaled[i] >= 0 && scaled[i] <= 1 || Float.isNaN(values[i])).isTrue();
                for (int j = 0; j < values.length; j++) {
                    assertThat(values[i] < values[j] && scaled[i] > scaled[j]).isFalse();
                }
            }
        }
    }

    @Property
    void robustScalingForgetsOffsetAndGain(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count,
            @ForAll @FloatRange(min = 0.5f, max = 20) float gain, @ForAll @FloatRange(min = -9, max = 9) float offset) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 100 - 50;
        }
        var moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved[i] * gain + offset;
        }

        assertThat(MapScaling.robust("a", -4, 12, 0.1 * gain).apply(moved))
                .containsExactly(MapScaling.robust("a", -4, 12, 0.1).apply(values), within(1e-3f));
    }
}
