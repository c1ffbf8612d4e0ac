package io.palimpsest.signal;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FastDct8Test {

    @Property(tries = 200)
    void equalsThePlainTransformAndComesBack(@ForAll @Size(64) double[] values) {
        assertEqual(values);
    }

    @Property(tries = 200)
    void keepsGreyLevelsToTheLastDigits(
            @ForAll @Size(64) java.util.List<@DoubleRange(min = -128, max = 127) Double> values) {
        assertEqual(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void assertEqual(double[] values) {
        double largest = 0;
        for (var value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (!(largest < 1e300)) {
            return;
        }
        var plain = values.clone();
        Dct8.forward(plain, new double[64]);
        var fast = values.clone();
        FastDct8.forward(fast);
        assertThat(fast).containsExactly(plain, within(1e-13 * Math.max(1e-300, largest)));
        FastDct8.inverse(fast);
        assertThat(fast).containsExactly(values, within(1e-13 * Math.max(1e-300, largest)));
    }
}
