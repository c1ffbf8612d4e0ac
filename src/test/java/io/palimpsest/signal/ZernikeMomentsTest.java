package io.palimpsest.signal;

import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ZernikeMomentsTest {

    @ParameterizedTest
    @CsvSource({"31,17,5,8", "1,1,5,8", "3,200,5,4", "130,9,4,3", "257,33,5,8", "40,41,6,11"})
    void equalsSumsOverTheDisc(int width, int height, int order, int radius) {
        var image = noise(width, height, 3);

        var magnitudes = magnitudes(new ZernikeMoments(order, radius), image, width, height);

        int moment = 0;
        for (int n = 0; n <= order; n++) {
            for (int m = n % 2; m <= n; m += 2) {
                for (int at = 0; at < image.length; at += 1 + image.length / 97) {
                    var expected = NaiveZernike.magnitude(image, width, height, at % width, at / width, n, m, radius);
                    assertThat((double) magnitudes[moment][at]).isCloseTo(expected, within(1e-6 * 255));
                }
                moment++;
            }
        }
        assertThat(moment).isEqualTo(new ZernikeMoments(order, radius).count());
    }

    /** A quarter turn or a mirror takes pixels to pixels, so that nothing may change but rounding. */
    @Property(tries = 20)
    void quarterTurnsAndMirrorsChangeNothing(@ForAll @IntRange(min = 0, max = 1000) int seed) {
        int size = 21;
        var image = noise(size, size, seed);
        var turned = new float[image.length];
        var mirrored = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            turned[i % size * size + size - 1 - i / size] = image[i];
            mirrored[i / size * size + size - 1 - i % size] = image[i];
        }
        var moments = new ZernikeMoments(5, 8);

        var before = magnitudes(moments, image, size, size);
        var turn = magnitudes(moments, turned, size, size);
        var mirror = magnitudes(moments, mirrored, size, size);

        var middle = size * size / 2;
        for (int k = 0; k < moments.count(); k++) {
            assertThat(turn[k][middle]).isCloseTo(before[k][middle], within(1e-4f));
            assertThat(mirror[k][middle]).isCloseTo(before[k][middle], within(1e-4f));
        }
    }

    /** Smooth waves that are turned about the middle: what changes is the sampling of the disc. */
    @Property(tries = 100)
    void anyTurnChangesLittle(@ForAll @DoubleRange(min = 0, max = 360) double degrees,
            @ForAll @IntRange(min = 0, max = 1000) int seed) {
        int size = 17;
        var moments = new ZernikeMoments(5, 8);

        var before = magnitudes(moments, waves(size, 0, seed), size, size);
        var after = magnitudes(moments, waves(size, Math.toRadians(degrees), seed), size, size);

        double change = 0;
        double energy = 0;
        for (int k = 1; k < moments.count(); k++) {
            var middle = size * size / 2;
            change += Math.pow(after[k][middle] - before[k][middle], 2);
            energy += Math.pow(before[k][middle], 2);
        }
        assertThat(Math.sqrt(change)).isLessThan(0.09 * Math.sqrt(energy));
    }

    @Test
    void brightnessIsInTheFirstOnly() {
        var image = new float[30 * 20];
        java.util.Arrays.fill(image, 200);

        var magnitudes = magnitudes(new ZernikeMoments(5, 8), image, 30, 20);

        for (int k = 0; k < magnitudes.length; k++) {
            for (var value : magnitudes[k]) {
                assertThat(value).isCloseTo(k == 0 ? 200 : 0, within(1e-4f));
            }
        }
    }

    private static float[][] magnitudes(ZernikeMoments moments, float[] image, int width, int height) {
        var all = new float[moments.count()][width * height];
        var row = new float[moments.count()][width];
        var scratch = moments.new Scratch();
        for (int y = 0; y < height; y++) {
            moments.row(image, width, height, y, scratch, row);
            for (int k = 0; k < row.length; k++) {
                System.arraycopy(row[k], 0, all[k], y * width, width);
            }
        }
        return all;
    }

    private static float[] noise(int width, int height, int seed) {
        var random = new Random(seed);
        var image = new float[width * height];
        for (int i = 0; i < image.length; i++) {
            image[i] = 255 * random.nextFloat();
        }
        return image;
    }

    private static float[] waves(int size, double angle, int seed) {
        var random = new Random(seed);
        var image = new float[size * size];
        for (int wave = 0; wave < 4; wave++) {
            var direction = 2 * Math.PI * random.nextDouble() + angle;
            var phase = 2 * Math.PI * random.nextDouble();
            var frequency = 0.1 + 0.3 * random.nextDouble();
            for (int i = 0; i < image.length; i++) {
                var x = i % size - size / 2;
                var y = i / size - size / 2;
                image[i] += (float) (20 * Math.sin(frequency * (x * Math.cos(direction) + y * Math.sin(direction)) + phase));
            }
        }
        return image;
    }
}
