package io.palimpsest.signal;

import java.util.Arrays;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RobustDeviationTest {

    @Test
    void medianAndSpreadIgnoreWhatIsNotKnown() {
        var deviations = RobustDeviation.of(new float[] {1, Float.NaN, 2, 3, 4, 100}, 0.1);

        assertThat(deviations[1]).isNaN();
        assertThat((double) deviations[3]).isCloseTo(0, within(1e-7));
        assertThat((double) deviations[5]).isCloseTo(97 / 1.4826, within(1e-4));
        assertThat((double) deviations[0]).isCloseTo(-2 / 1.4826, within(1e-6));
        assertThat(RobustDeviation.median(new float[] {4, 1, Float.NaN, 2, 9})).isEqualTo(3);
        assertThat(RobustDeviation.median(new float[] {Float.NaN})).isNaN();
    }

    @Test
    void aSmallSpreadCountsAsTheLeast() {
        assertThat(RobustDeviation.of(new float[] {5, 5, 5, 6}, 0.5)).containsExactly(0, 0, 0, 2);
        assertThat(RobustDeviation.of(new float[] {Float.NaN, Float.NaN}, 0.5)).containsOnly(Float.NaN);
        assertThat(RobustDeviation.of(new float[0], 0.5)).isEmpty();
    }

    @Property
    void shiftAndScaleChangeNothingUntilTheSpreadIsSmall(@ForAll @Size(min = 5, max = 40) float[] any,
            @ForAll @FloatRange(min = -50, max = 50) float shift) {
        var values = new float[any.length];
        for (int i = 0; i < any.length; i++) {
            values[i] = Float.isFinite(any[i]) ? (float) Math.IEEEremainder(any[i], 100) : Float.NaN;
        }
        var moved = values.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = 2 * values[i] + shift;
        }

        var one = RobustDeviation.of(values, 1);
        var other = RobustDeviation.of(moved, 2);

        for (int i = 0; i < one.length; i++) {
            if (!Float.isNaN(one[i])) {
                assertThat((double) other[i]).isCloseTo(one[i], within(1e-3));
            }
        }
    }

    @Test
    void openingKeepsRegionsOfEitherSignAndDropsCells() {
        var map = new float[12 * 9];
        Arrays.fill(map, 0.5f);
        fill(map, 1, 1, 4, 3, 7);
        fill(map, 8, 4, 4, 5, -6);
        map[10] = 50;
        map[6] = Float.NaN;
        fill(map, 0, 6, 3, 3, 9);
        map[7 * 12 + 1] = Float.NaN;

        var opened = RobustDeviation.opened(map, 12);

        for (int i = 0; i < opened.length; i++) {
            var x = i % 12;
            var y = i / 12;
            if (x == 6 && y == 0 || x == 1 && y == 7) {
                assertThat(opened[i]).isNaN();
            } else if (x >= 1 && x < 5 && y >= 1 && y < 4) {
                assertThat(opened[i]).isEqualTo(7);
            } else if (x >= 8 && y >= 4) {
                assertThat(opened[i]).isEqualTo(6);
            } else {
                assertThat(opened[i]).isBetween(0f, 0.5f);
            }
        }
    }

    private static void fill(float[] map, int left, int top, int wide, int high, float value) {
        for (int y = top; y < top + high; y++) {
            Arrays.fill(map, y * 12 + left, y * 12 + left + wide, value);
        }
    }
}
