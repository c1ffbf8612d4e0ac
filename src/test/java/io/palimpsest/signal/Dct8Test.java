package io.palimpsest.signal;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class Dct8Test {

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
        var plain = plain(values);
        var fast = values.clone();
        Dct8.forward(fast);
        assertThat(fast).containsExactly(plain, within(1e-13 * Math.max(1e-300, largest)));
        Dct8.inverse(fast);
        assertThat(fast).containsExactly(values, within(1e-13 * Math.max(1e-300, largest)));
    }

    private static double[] plain(double[] values) {
        var result = new double[64];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                for (int i = 0; i < 64; i++) {
                    result[8 * v + u] += 0.25 * (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1) * values[i]
                            * Math.cos(Math.PI * (2 * (i % 8) + 1) * u / 16)
                            * Math.cos(Math.PI * (2 * (i / 8) + 1) * v / 16);
                }
            }
        }
        return result;
    }
}
