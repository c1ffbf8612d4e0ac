package io.palimpsest.match;

import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CorrelationMapTest {

    @ParameterizedTest
    @CsvSource({"9,9", "31,17", "20,41", "8,30", "1,1"})
    void equalsANaiveImplementation(int width, int height) {
        var random = new Random(width);
        var one = new float[width * height];
        var other = new float[width * height];
        for (int i = 0; i < one.length; i++) {
            var flat = i % width < 10 && i / width < 12;
            one[i] = flat ? 7 : 100 + 30 * random.nextFloat();
            other[i] = flat ? 9 : one[i] * (i / width > 25 ? 0.2f : 1.1f) + 20 * random.nextFloat();
        }
        if (width > 15) {
            other[12 * width + 14] = Float.NaN;
        }

        var correlation = CorrelationMap.of(one, other, width);

        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                var expected = naive(one, other, width, height, x, y);
                if (Double.isNaN(expected)) {
                    assertThat(correlation[y * width + x]).isNaN();
                } else {
                    assertThat((double) correlation[y * width + x]).isCloseTo(expected, within(1e-6));
                }
            }
        }
    }

    private static double naive(float[] one, float[] other, int width, int height, int x, int y) {
        if (x < 4 || y < 4 || x >= width - 4 || y >= height - 4) {
            return Double.NaN;
        }
        var mean = new double[2];
        for (int k = 0; k < 81; k++) {
            var at = (y - 4 + k / 9) * width + x - 4 + k % 9;
            mean[0] += one[at] / 81.0;
            mean[1] += other[at] / 81.0;
        }
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int k = 0; k < 81; k++) {
            var at = (y - 4 + k / 9) * width + x - 4 + k % 9;
            aa += (one[at] - mean[0]) * (one[at] - mean[0]) / 81;
            bb += (other[at] - mean[1]) * (other[at] - mean[1]) / 81;
            ab += (one[at] - mean[0]) * (other[at] - mean[1]) / 81;
        }
        if (Double.isNaN(ab) || Math.max(Math.sqrt(aa), Math.sqrt(bb)) < 0.7) {
            return Double.NaN;
        }
        return Math.sqrt(Math.min(aa, bb) / Math.max(aa, bb)) < 0.5 ? 0 : ab / Math.sqrt(aa * bb);
    }
}
