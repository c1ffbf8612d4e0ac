package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;

import io.palimpsest.core.Monitor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The kernels of ADQ and NADQ against plain sums. */
class LatticeFitTest {

    @ParameterizedTest
    @CsvSource({"64,64", "67,75", "131,70"})
    void countsTheBlocksOfAllGrids(int width, int height) {
        var random = new Random(width);
        var luminance = new float[width * height];
        for (int i = 0; i < luminance.length; i++) {
            luminance[i] = i % width < width / 2 ? 0.1f : (float) (40 * random.nextGaussian());
        }

        var shifts = GridShifts.of(luminance, width, height, Monitor.none());

        for (int grid = 0; grid < 64; grid++) {
            var expected = new int[GridShifts.POSITIONS.length][GridShifts.BINS];
            for (int y = grid / 8; y + 8 <= height; y += 8) {
                for (int x = grid % 8; x + 8 <= width; x += 8) {
                    count(luminance, width, x, y, expected);
                }
            }
            for (int place = 0; place < expected.length; place++) {
                assertThat(shifts.counts(grid % 8, grid / 8, place)).isEqualTo(expected[place]);
            }
        }
    }

    private static void count(float[] luminance, int width, int left, int top, int[][] counts) {
        var coefficients = new double[GridShifts.POSITIONS.length];
        double most = 0;
        for (int place = 0; place < coefficients.length; place++) {
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    coefficients[place] += luminance[(top + y) * width + left + x]
                            * cosine(GridShifts.POSITIONS[place] / 8, y) * cosine(GridShifts.POSITIONS[place] % 8, x);
                }
            }
            most = place == 0 ? 0 : Math.max(most, Math.abs(coefficients[place]));
        }
        for (int place = 0; place < coefficients.length && most >= 4; place++) {
            counts[place][(int) Math.floor(Math.abs(coefficients[place]) * 2)]++;
        }
    }

    private static double cosine(int frequency, int x) {
        return Math.cos(Math.PI * (2 * x + 1) * frequency / 16) * (frequency == 0 ? Math.sqrt(0.125) : 0.5);
    }

    /** The last step's error as a sum over the pixels of each basis function of the four blocks that a block overlaps. */
    @ParameterizedTest
    @CsvSource({"0,3,0", "4,4,1", "7,1,10", "2,0,24", "0,0,9"})
    void propagatesErrorsToOtherGrids(int x, int y, int position) {
        var random = new Random(position);
        var variances = random.doubles(64, 0, 3).toArray();
        double expected = 0.15;
        for (int block = 0; block < 4; block++) {
            for (int own = 0; own < 64; own++) {
                double sum = 0;
                for (int pixel = 0; pixel < 64; pixel++) {
                    var column = pixel % 8 + 8 * (block % 2) - x;
                    var row = pixel / 8 + 8 * (block / 2) - y;
                    if (column >= 0 && column < 8 && row >= 0 && row < 8) {
                        sum += cosine(own % 8, pixel % 8) * cosine(own / 8, pixel / 8) * cosine(position % 8, column)
                                * cosine(position / 8, row);
                    }
                }
                expected += variances[own] * sum * sum;
            }
        }

        assertThat(new ShiftNoise(variances).variance(x, y, position)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void theErrorOfAQuantisationIsThatOfItsSamples() {
        var random = new Random(3);
        for (var scale : new double[] {0.5, 2, 9, 60}) {
            double squares = 0;
            int zeros = 0;
            var count = 400_000;
            for (int i = 0; i < count; i++) {
                var value = -scale * Math.log(1 - random.nextDouble());
                var rounded = 6 * Math.rint(value / 6);
                squares += (value - rounded) * (value - rounded);
                zeros += rounded == 0 ? 1 : 0;
            }
            assertThat(ShiftNoise.variance(6, zeros / (double) count)).isCloseTo(squares / count, within(0.2));
        }
        assertThat(ShiftNoise.variance(6, 1)).isZero();
        assertThat(ShiftNoise.variance(6, 0)).isEqualTo(3);
    }

    @Property(tries = 40)
    void oneAndTwoQuantisationsHaveTheSharesOfTheirSamples(@ForAll @IntRange(min = 1, max = 30) int first,
            @ForAll @IntRange(min = 1, max = 9) int step, @ForAll long seed) {
        var random = new Random(seed);
        var values = new float[200];
        var samples = new ArrayList<Double>();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (12 * random.nextGaussian());
            samples.add((double) values[i]);
            samples.add(-(double) values[i]);
        }
        var range = new TreeSet<Integer>();
        range.add(-15);
        range.add(14);
        var expected = NaiveAdq.twice(samples, first, step, range, 0.2);

        var twice = new Unquantised(values, true).twice(first, step, -15, 30, new HalfNormal(Math.sqrt(0.2)));

        for (int x = -15; x < 15; x++) {
            assertThat(twice[x + 15]).isCloseTo(expected.get(x), within(1e-6));
        }
    }

    @Property(tries = 100)
    void theShareIsTheMostLikelyOne(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        var random = new Random(seed);
        var ratio = new double[12];
        var counts = new int[12];
        for (int i = 0; i < 12; i++) {
            ratio[i] = 0.02 + 3 * random.nextDouble();
            counts[i] = (int) (100 * random.nextDouble() * (1 + share * (ratio[i] - 1)));
        }
        double best = 0;
        for (int i = 0; i <= 2000; i++) {
            double gain = 0;
            for (int x = 0; x < 12; x++) {
                gain += counts[x] * Math.log(1 + i / 2000.0 * (ratio[x] - 1));
            }
            best = Math.max(best, gain);
        }

        var mixture = Mixture.of(counts, ratio, 0, 12, 0);

        assertThat(mixture.gain()).isCloseTo(best, within(0.05));
        assertThat(mixture.share()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"7,0.1,1", "11,0.3,2", "20,0.1,3"})
    void findsStepAndShareOfAMixture(int step, double share, int seed) {
        var random = new Random(seed);
        var counts = new int[GridShifts.BINS];
        var plain = new double[GridShifts.BINS];
        for (int i = 0; i < 60_000; i++) {
            var value = 30 * random.nextGaussian();
            plain[LatticeFit.magnitude((float) value)]++;
            if (i < 20_000) {
                var moved = random.nextDouble() < share ? step * Math.rint(value / step) + random.nextGaussian() : value;
                counts[LatticeFit.magnitude((float) moved)]++;
            }
        }

        var fit = LatticeFit.of(new LatticeFit.Samples(counts, plain, false, new HalfNormal(1)), 2, 60);

        assertThat(fit.step()).isEqualTo(step);
        assertThat(fit.share()).isCloseTo(share, within(0.05));
        assertThat(fit.ratio(2 * step)).isGreaterThan(0.3f);
        assertThat(fit.ratio(1.5f * step)).isLessThan(-0.5f);
        assertThat(fit.ratio(step * 0.4f)).isZero();
        assertThat(fit.ratio(5000)).isZero();
    }

    /** Where the part has more texture than the rest, large values suggest a multiple of the step. */
    @Test
    void prefersTheStepToItsMultiples() {
        var random = new Random(5);
        var counts = new int[GridShifts.BINS];
        var plain = new double[GridShifts.BINS];
        for (int i = 0; i < 400_000; i++) {
            var part = i % 40 == 0;
            var value = random.nextGaussian() * (part ? 60 : 4);
            plain[LatticeFit.magnitude((float) value)] += 1;
            counts[LatticeFit.magnitude((float) (part ? 8 * Math.rint(value / 8) + random.nextGaussian() : value))]++;
        }
        var samples = new LatticeFit.Samples(counts, plain, false, new HalfNormal(1));
        var found = LatticeFit.of(samples, 24, 24);

        assertThat(found.orFiner(samples, 2).step()).isEqualTo(8);
    }
}
