package io.palimpsest.detect.jpeg;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TextureNormTest {

    @Test
    void followsALineAndItsSpread() {
        var random = new Random(1);
        var values = new float[20000];
        var texture = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            texture[i] = random.nextFloat() * 8 - 4;
            values[i] = (float) (2 * texture[i] + (1 + 0.2 * texture[i]) * random.nextGaussian());
            if (i % 9 == 0) {
                values[i] = i % 2 == 0 ? Float.NaN : values[i];
            } else if (i % 50 == 0) {
                values[i] = 1000;
            }
        }

        var norm = new TextureNorm(values, texture, 0.01);

        for (double at : new double[] {-2, 0, 1.3, 3}) {
            assertThat(norm.deviation(2 * at, at)).isCloseTo(0, within(0.35));
            assertThat(norm.deviation(2 * at + 5 * (1 + 0.2 * at), at)).isCloseTo(5, within(0.8));
        }
    }

    @Test
    void equalValuesHaveTheLeastDeviation() {
        var norm = new TextureNorm(new float[] {3, 3, 3}, new float[] {1, 1, 1}, 0.5);

        assertThat(norm.deviation(4, 1)).isEqualTo(2);
        assertThat(norm.deviation(4, -7)).isEqualTo(2);
        assertThat(norm.deviation(2, 7)).isEqualTo(-2);
    }

    @Test
    void nothingToLearnFromIsNoError() {
        assertThat(new TextureNorm(new float[] {Float.NaN}, new float[] {1}, 1).deviation(0, 0)).isZero();
    }
}
