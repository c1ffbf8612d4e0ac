package io.palimpsest.model;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

import io.palimpsest.core.Monitor;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The tiles, without PyTorch: the network is a function in Java. */
class TilesTest {

    @Property(tries = 300)
    void everyPixelCountsOnceAndIsSeenByATile(@ForAll @IntRange(min = 1, max = 700) int length,
            @ForAll @IntRange(min = 1, max = 16) int multiple, @ForAll @IntRange(min = 1, max = 12) int multiples,
            @ForAll @IntRange(max = 96) int overlap) {
        var size = multiple * multiples;
        Assume.that(overlap <= size / 2 && size - overlap >= multiple);

        var axis = new Axis(length, size, overlap, multiple);

        var sums = new double[length + multiple];
        for (int tile = 0; tile < axis.tiles(); tile++) {
            assertThat(axis.start(tile) % multiple).isZero();
            assertThat(axis.side() % multiple).isZero();
            for (int i = 0; i < axis.side(); i++) {
                var x = axis.start(tile) + i;
                sums[x] += axis.counts(tile)[i];
                assertThat(axis.counts(tile)[i]).isBetween(0f, 1f);
                assertThat(axis.source(tile)[i]).isBetween(0, length - 1);
                if (x < length) {
                    assertThat(axis.source(tile)[i]).isEqualTo(x);
                }
            }
        }
        assertThat(Arrays.copyOf(sums, length)).containsOnly(new double[] {1}, within(1e-5));
    }

    @Example
    void beyondTheEndThePictureIsMirroredAsOftenAsNeeded() {
        assertThat(new Axis(3, 12, 0, 12).source(0)).containsExactly(0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1);
        assertThat(new Axis(1, 4, 0, 4).source(0)).containsExactly(0, 0, 0, 0);
        assertThat(new Axis(5, 8, 0, 4).source(0)).containsExactly(0, 1, 2, 3, 4, 3, 2, 1);
    }

    @Property(tries = 100)
    void aFunctionOfThePixelIsExactAndOneOfItsNeighboursIsToo(@ForAll @IntRange(min = 1, max = 200) int width,
            @ForAll @IntRange(min = 1, max = 200) int height, @ForAll @IntRange(min = 1, max = 8) int multiple,
            @ForAll @IntRange(min = 4, max = 12) int multiples, @ForAll @IntRange(min = 8, max = 40) int overlap) {
        var size = multiple * multiples;
        Assume.that(overlap <= size / 2 && size - overlap >= multiple);
        var card = TestModels.card(2, 2, size, overlap, multiple);
        var picture = TestModels.picture(2, width, height);

        var tiled = new Tiles(card, card.tiling(), TilesTest::neighbours).run(picture, size, Monitor.none());

        var whole = neighbours(flat(picture), 2, height, width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                var at = y * width + x;
                var pixel = 2 * picture.channels()[0][at] - picture.channels()[1][at];
                assertThat(tiled.maps().channels()[0][at]).isCloseTo(pixel, within(1e-4f));
                if (x < width - 1 && y < height - 1) { // at the end, the picture was filled up
                    assertThat(tiled.maps().channels()[1][at]).isCloseTo(whole.maps()[width * height + at],
                            within(1e-4f));
                }
            }
        }
    }

    /** Two maps: 2a - b, and the sum of a in 3x3 pixels, zeros outside, as a convolution gives it. */
    private static Module.Output neighbours(float[] input, int channels, int height, int width) {
        var maps = new float[2 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                maps[y * width + x] = 2 * input[y * width + x] - input[(height + y) * width + x];
                for (int i = Math.max(0, y - 1); i <= Math.min(height - 1, y + 1); i++) {
                    for (int j = Math.max(0, x - 1); j <= Math.min(width - 1, x + 1); j++) {
                        maps[(height + y) * width + x] += input[i * width + j];
                    }
                }
            }
        }
        return new Module.Output(maps, 2, height, width, new float[0]);
    }

    private static float[] flat(Planes planes) {
        var pixels = planes.width() * planes.height();
        var flat = new float[planes.channels().length * pixels];
        for (int c = 0; c < planes.channels().length; c++) {
            System.arraycopy(planes.channels()[c], 0, flat, c * pixels, pixels);
        }
        return flat;
    }

    @Example
    void tellsHowFarItIsAndEndsBeforeTheNextTile() {
        var done = new double[1];
        var monitor = new Monitor() {
            @Override
            public void step(String what, double fraction) {
                assertThat(fraction).isGreaterThan(done[0]);
                done[0] = fraction;
            }

            @Override
            public void check() {
                if (done[0] > 0.5) {
                    throw new CancellationException();
                }
            }
        };
        var tiling = new Tiles(TestModels.card(2, 2, 16, 4, 1),
                TestModels.card(2, 2, 16, 4, 1).tiling(), TilesTest::neighbours);

        assertThatThrownBy(() -> tiling.run(TestModels.picture(2, 100, 100), 16, monitor))
                .isInstanceOf(CancellationException.class);
        assertThat(done[0]).isBetween(0.5, 0.52);
    }

    @Example
    void aNetworkThatDoesNotKeepItsCardsPromiseIsNamed() {
        var tiling = new Tiles(TestModels.card(2, 3, 16, 4, 1),
                TestModels.card(2, 3, 16, 4, 1).tiling(), TilesTest::neighbours);

        assertThatThrownBy(() -> tiling.run(TestModels.picture(2, 10, 10), 16, Monitor.none())).hasMessage(
                "the model 'fake' gave 2 maps of 10x10 and 0 scores, but its card promises 3 maps of 10x10 and 0 scores;"
                        + " export it again");
    }

    @Property(tries = 100)
    void scalingKeepsAConstantAndTheMeanAndARamp(@ForAll @IntRange(min = 2, max = 90) int width,
            @ForAll @IntRange(min = 2, max = 90) int height, @ForAll @IntRange(min = 1, max = 60) int newWidth,
            @ForAll @IntRange(min = 1, max = 60) int newHeight) {
        Assume.that(newWidth <= width && newHeight <= height);
        var picture = TestModels.picture(1, width, height);

        var smaller = Rescaling.shrink(picture, newWidth, newHeight);
        var back = Rescaling.stretch(Rescaling.shrink(constant(width, height), newWidth, newHeight), width, height);

        assertThat(mean(smaller)).isCloseTo(mean(picture), within(1e-5));
        assertThat(back.channels()[0]).containsOnly(new float[] {0.7f}, within(1e-6f));
        var ramp = Rescaling.stretch(new Planes(2, 1, new float[][] {{0, 1}}), 8, 1).channels()[0];
        assertThat(ramp).containsExactly(new float[] {0, 0, 0.125f, 0.375f, 0.625f, 0.875f, 1, 1}, within(1e-6f));
    }

    private static Planes constant(int width, int height) {
        var planes = Planes.zeros(width, height, 1);
        Arrays.fill(planes.channels()[0], 0.7f);
        return planes;
    }

    private static double mean(Planes planes) {
        double sum = 0;
        for (var value : planes.channels()[0]) {
            sum += value;
        }
        return sum / planes.channels()[0].length;
    }
}
