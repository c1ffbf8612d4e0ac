package io.palimpsest.detect.noise;

import java.util.Arrays;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class Noi1Test {

    @Test
    void theFilterIsOrthonormalAndBlindToPolynomials() {
        var high = NaiveNoise.HIGH;
        var low = NaiveNoise.low();
        for (int shift = 0; shift < 16; shift += 2) {
            double product = 0;
            double across = 0;
            for (int i = 0; i + shift < 16; i++) {
                product += high[i] * high[i + shift];
                across += high[i] * low[i + shift];
            }
            assertThat(product).isCloseTo(shift == 0 ? 1 : 0, within(1e-10));
            assertThat(across).isCloseTo(0, within(1e-10));
        }
        for (int power = 0; power < 8; power++) {
            double moment = 0;
            for (int i = 0; i < 16; i++) {
                moment += high[i] * Math.pow((i - 7.5) / 7.5, power);
            }
            assertThat(moment).isCloseTo(0, within(1e-10));
        }
    }

    @ParameterizedTest
    @CsvSource({"16,16", "17,31", "40,16", "95,67", "131,80"})
    void equalsANaiveImplementationAtAnySize(int width, int height) {
        assertNaive(Grain.specimen(Grain.picture(width, height, 4, 9, 1)));
    }

    @Test
    void equalsANaiveImplementationOnAFile() {
        assertNaive(Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(33, 21, 171, 140)));
    }

    private static void assertNaive(Specimen specimen) {
        var naive = new NaiveNoise(specimen);
        var high = NaiveNoise.HIGH;
        var low = NaiveNoise.low();

        var noise = WaveletNoise.of(specimen, Monitor.none());

        assertEqual(noise.diagonal(), flat(naive.wavelet(high, high)));
        var lowAcross = flat(naive.wavelet(low, high));
        var lowDown = flat(naive.wavelet(high, low));
        var coarser = new double[lowDown.length];
        Arrays.setAll(coarser, i -> Math.sqrt(lowAcross[i] * lowDown[i]));
        assertEqual(noise.coarser(), coarser);
        var raw = new Noi1().examine(specimen, Monitor.none()).raw();
        raw.ifPresent(map -> assertThat(map.values()).isEqualTo(noise.diagonal()));
    }

    private static double[] flat(double[][] values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void assertEqual(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6 * Math.max(1e-2, expected[i])));
        }
    }

    @ParameterizedTest
    @CsvSource({"3,6", "6,3", "1.5,4", "2,0.7"})
    void measuresTheNoiseAndFindsWhereItDiffers(double around, double inside) {
        var disc = Grain.disc(640, 512);

        var evidence = new Noi1().examine(Grain.specimen(Grain.picture(640, 512, around, inside, 3)), Monitor.none());

        var raw = evidence.raw().orElseThrow().paint(640, 512);
        assertThat(median(raw, disc, true)).isCloseTo(Math.sqrt(inside * inside + 1 / 12.0), within(0.1 * inside));
        assertThat(median(raw, disc, false)).isCloseTo(Math.sqrt(around * around + 1 / 12.0), within(0.1 * around));
        assertThat(Samples.auc(evidence.ranked().orElseThrow().paint(640, 512), disc)).isGreaterThan(0.98);
    }

    private static double median(float[] map, boolean[] disc, boolean inside) {
        var values = new float[map.length];
        int count = 0;
        for (int i = 0; i < map.length; i++) {
            if (disc[i] == inside && !Float.isNaN(map[i])) {
                values[count++] = map[i];
            }
        }
        Arrays.sort(values, 0, count);
        return values[count / 2];
    }

    @Test
    void reportsAPartWithMuchMoreNoiseAndNothingElse() {
        var disc = Grain.disc(640, 512);

        var evidence = new Noi1().examine(Grain.specimen(Grain.picture(640, 512, 0.7, 12, 4)), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings()).hasSize(1);
        assertThat(Grain.overlap(evidence.mask(), disc)).isGreaterThan(0.7);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void separatesASplicedRegion(long seed) {
        var splice = Samples.splice(seed);

        var evidence = new Noi1().examine(Samples.specimen(splice), Monitor.none());

        assertThat(Samples.auc(evidence.raw().orElseThrow().paint(1024, 1024), splice.altered())).isGreaterThan(0.95);
        assertThat(Samples.auc(evidence.ranked().orElseThrow().paint(1024, 1024), splice.altered()))
                .isGreaterThan(0.98);
    }

    @Test
    void staysQuietWhereNoiseIsEven() {
        var evidence = new Noi1().examine(Grain.specimen(Grain.picture(640, 512, 4, 4, 5)), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
        assertThat(evidence.score()).isLessThan(0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "meadow.jpg", "mountain.jpg", "carpet.jpg", "blood-smear.jpg"})
    void staysQuietOnUntouchedPictures(String name) {
        assertThat(new Noi1().examine(Samples.open(name), Monitor.none()).outcome())
                .isEqualTo(Evidence.Outcome.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({"15,200,block", "200,15,block", "40,40,places"})
    void needsEnoughBlocks(int width, int height, String reason) {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, width, height));

        var evidence = new Noi1().examine(part, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains(reason));
    }

    @Test
    void saturatedBlocksAreNotAssessed() {
        var image = Grain.picture(320, 320, 5, 5, 6);
        for (int i = 0; i < 160 * 160; i++) {
            image.setRGB(i % 160, i / 160, 0xffffff);
        }

        var evidence = new Noi1().examine(Grain.specimen(image), Monitor.none());

        assertThat(evidence.reliability()[0]).isZero();
        assertThat(evidence.probability()[0]).isNaN();
        assertThat(evidence.reliability()[320 * 320 - 1]).isEqualTo(1);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
    }
}
