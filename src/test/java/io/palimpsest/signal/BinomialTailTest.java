package io.palimpsest.signal;

import java.math.BigDecimal;
import java.math.MathContext;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class BinomialTailTest {

    private static final MathContext DIGITS = new MathContext(60);

    @Property(tries = 300)
    void equalsTheExactSum(@ForAll @IntRange(min = 0, max = 300) int n, @ForAll @IntRange(min = 0, max = 301) int k,
            @ForAll @IntRange(min = 1, max = 63) int parts) {
        assertExact(n, Math.min(n, k), parts);
    }

    @ParameterizedTest
    @CsvSource({"4096, 65", "4096, 64", "4096, 400", "4096, 4096", "20000, 312", "20000, 200", "20000, 5000"})
    void equalsTheExactSumOfManyTrials(int n, int k) {
        assertExact(n, k, 1);
    }

    @Test
    void hasItsLimits() {
        assertThat(BinomialTail.log10(10, 0, 0.5)).isZero();
        assertThat(BinomialTail.log10(0, 0, 0.5)).isZero();
        assertThat(BinomialTail.log10(10, 11, 0.5)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(BinomialTail.log10(1_000_000, 1_000_000, 1 / 64.0)).isCloseTo(-1e6 * Math.log10(64), within(1e-3));
        assertThat(BinomialTail.log10(1_000_000, 1, 1 / 64.0)).isZero();
        assertThatThrownBy(() -> BinomialTail.log10(-1, 0, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BinomialTail.log10(5, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Probability {@code parts / 64}, which is exact in both arithmetics. */
    private static void assertExact(int n, int k, int parts) {
        var p = new BigDecimal(parts).divide(new BigDecimal(64), DIGITS);
        var q = BigDecimal.ONE.subtract(p);
        var term = q.pow(n, DIGITS);
        var below = BigDecimal.ZERO;
        var tail = BigDecimal.ZERO;
        for (int i = 0; i <= n; i++) {
            if (i < k) {
                below = below.add(term, DIGITS);
            } else {
                tail = tail.add(term, DIGITS);
            }
            term = term.multiply(p.multiply(new BigDecimal(n - i)), DIGITS)
                    .divide(q.multiply(new BigDecimal(i + 1)), DIGITS);
        }
        var exact = tail.precision() - tail.scale() - 1
                + Math.log10(tail.movePointLeft(tail.precision() - tail.scale() - 1).doubleValue());
        if (exact > -1e-3) {
            exact = Math.log1p(-below.doubleValue()) / Math.log(10);
        }
        assertThat(BinomialTail.log10(n, k, parts / 64.0)).isCloseTo(exact, within(1e-9 * Math.max(1, -exact)));
    }
}
