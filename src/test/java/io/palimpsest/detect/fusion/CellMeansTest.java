package io.palimpsest.detect.fusion;

import java.util.Random;

import io.palimpsest.core.RawMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CellMeansTest {

    @Property(tries = 300)
    void equalTheMeanOfThePaintedPixels(@ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int height, @ForAll @IntRange(min = 1, max = 24) int step,
            @ForAll @IntRange(min = -7, max = 20) int left, @ForAll @IntRange(min = -7, max = 20) int top,
            @ForAll RawMap.Border border, @ForAll long seed) {
        var random = new Random(seed);
        var wide = 1 + random.nextInt(6);
        var high = 1 + random.nextInt(6);
        var values = new float[wide * high];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
        }
        var map = new RawMap(values, wide, high, left, top, step, border);

        assertThat(CellMeans.of(map, width, height)).containsExactly(naive(map.paint(width, height), width, height),
                within(1e-5f));
    }

    private static float[] naive(float[] painted, int width, int height) {
        var wide = (width + 7) / 8;
        var means = new float[wide * ((height + 7) / 8)];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            int count = 0;
            int pixels = 0;
            for (int y = i / wide * 8; y < Math.min(height, i / wide * 8 + 8); y++) {
                for (int x = i % wide * 8; x < Math.min(width, i % wide * 8 + 8); x++) {
                    pixels++;
                    if (!Float.isNaN(painted[y * width + x])) {
                        sum += painted[y * width + x];
                        count++;
                    }
                }
            }
            means[i] = count < pixels / 2.0 ? Float.NaN : (float) (sum / count);
        }
        return means;
    }

    @Property(tries = 100)
    void sharesAddUpToTheMarkedPixels(@ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height, @ForAll long seed) {
        var random = new Random(seed);
        var marked = new boolean[width * height];
        int count = 0;
        for (int i = 0; i < marked.length; i++) {
            marked[i] = random.nextInt(3) == 0;
            count += marked[i] ? 1 : 0;
        }
        var shares = CellMeans.share(marked, width, height);

        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            var wide = CellMeans.cells(width);
            sum += shares[i] * Math.min(8, width - i % wide * 8) * Math.min(8, height - i / wide * 8);
        }
        assertThat(sum).isCloseTo(count, within(1e-2));
    }
}
