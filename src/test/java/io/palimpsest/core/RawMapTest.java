package io.palimpsest.core;

import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RawMapTest {

    private static RawMap random(int width, int height, int left, int top, int step, RawMap.Border border, long seed) {
        var random = new Random(seed);
        var values = new float[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(9) == 0 ? Float.NaN : random.nextFloat();
        }
        return new RawMap(values, width, height, left, top, step, border);
    }

    /** Asks for each pixel which cell it lies in. */
    private static float[] naive(RawMap map, int imageWidth, int imageHeight) {
        var pixels = new float[imageWidth * imageHeight];
        for (int y = 0; y < imageHeight; y++) {
            for (int x = 0; x < imageWidth; x++) {
                var column = Math.floorDiv(x - map.left(), map.step());
                var row = Math.floorDiv(y - map.top(), map.step());
                if (map.border() == RawMap.Border.NEAREST) {
                    column = Math.max(0, Math.min(map.width() - 1, column));
                    row = Math.max(0, Math.min(map.height() - 1, row));
                }
                var inside = column >= 0 && column < map.width() && row >= 0 && row < map.height();
                pixels[y * imageWidth + x] = inside ? map.values()[row * map.width() + column] : Float.NaN;
            }
        }
        return pixels;
    }

    @Property(tries = 2000)
    void paintedAsPixelByPixel(@ForAll @IntRange(min = 1, max = 7) int width,
            @ForAll @IntRange(min = 1, max = 7) int height, @ForAll @IntRange(min = -12, max = 40) int left,
            @ForAll @IntRange(min = -12, max = 40) int top, @ForAll @IntRange(min = 1, max = 9) int step,
            @ForAll @IntRange(min = 1, max = 50) int imageWidth, @ForAll @IntRange(min = 1, max = 50) int imageHeight,
            @ForAll RawMap.Border border, @ForAll long seed) {
        var map = random(width, height, left, top, step, border, seed);
        assertThat(map.paint(imageWidth, imageHeight)).containsExactly(naive(map, imageWidth, imageHeight));
    }

    /** Neighbouring cells share an edge, and edges never leave the picture. */
    @Property
    void edges(@ForAll @IntRange(min = 1, max = 9) int count, @ForAll @IntRange(min = -12, max = 40) int origin,
            @ForAll @IntRange(min = 1, max = 9) int step, @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll RawMap.Border border) {
        var map = random(count, count, origin, origin, step, border, 1);
        for (int i = 0; i <= count; i++) {
            assertThat(map.edgeX(i, size)).isBetween(0, size).isEqualTo(map.edgeY(i, size));
            assertThat(map.edgeX(i, size)).isGreaterThanOrEqualTo(i == 0 ? 0 : map.edgeX(i - 1, size));
        }
        if (border == RawMap.Border.NEAREST) {
            assertThat(map.edgeX(0, size)).isZero();
            assertThat(map.edgeX(count, size)).isEqualTo(size);
        }
    }

    @Example
    void countedByHand() {
        var values = new float[] {1, 2};
        var none = new RawMap(values, 2, 1, 1, 0, 2, RawMap.Border.NONE);
        assertThat(none.paint(6, 3)).containsExactly(Float.NaN, 1, 1, 2, 2, Float.NaN, Float.NaN, 1, 1, 2, 2, Float.NaN,
                Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN);
        var nearest = new RawMap(values, 2, 1, 1, 0, 2, RawMap.Border.NEAREST);
        assertThat(nearest.paint(6, 2)).containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2);
    }

    @Example
    void paintingIsACopy() {
        var values = new float[] {1, 2, 3, 4};
        Arrays.fill(RawMap.pixels(values, 2, 2).paint(2, 2), 0);
        assertThat(values).containsExactly(1, 2, 3, 4);
    }

    @Example
    void sizesMustAgree() {
        assertThatThrownBy(() -> RawMap.blocks(new float[5], 2, 3, 8)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2x3");
        assertThatThrownBy(() -> RawMap.pixels(new float[6], 2, 3).with(new float[7]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
