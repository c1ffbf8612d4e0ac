package io.palimpsest.detect.noise;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class Cfa1Test {

    /** Coloured slopes with noise; outside the disc green is measured where x + y has one parity and else interpolated. */
    private static BufferedImage camera(int width, int height, int parity, boolean spliced, long seed) {
        var random = new Random(seed);
        var disc = Grain.disc(width, height);
        var scene = new double[width * height];
        for (int i = 0; i < scene.length; i++) {
            scene[i] = 120 + 50 * Math.sin(i % width / 31.0) * Math.cos(i / width / 43.0) + 4 * random.nextGaussian();
        }
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < scene.length; i++) {
            var x = i % width;
            var y = i / width;
            double green = scene[i];
            if ((x + y) % 2 != parity && !(spliced && disc[i])) {
                double sum = 0;
                int count = 0;
                for (int k = 0; k < 4; k++) {
                    var column = x + (k - 1) % 2;
                    var row = y + (k - 2) % 2;
                    if (column >= 0 && row >= 0 && column < width && row < height) {
                        sum += scene[row * width + column];
                        count++;
                    }
                }
                green = sum / count;
            }
            image.setRGB(x, y, (int) Math.round(green + 20) << 16 | (int) Math.round(green) << 8
                    | (int) Math.round(green - 30));
        }
        return image;
    }

    private static Evidence examine(BufferedImage image) {
        return new Cfa1().examine(Grain.specimen(image), Monitor.none());
    }

    @ParameterizedTest
    @CsvSource({"0,8", "1,8", "0,2", "1,12"})
    void equalsANaiveImplementation(int parity, int block) {
        var image = camera(211, 173, parity, true, 5);
        for (int i = 0; i < 40 * 50; i++) {
            image.setRGB(60 + i % 40, 90 + i / 40, 0x405060);
        }
        var specimen = Grain.specimen(image);
        var naive = new NaiveCfa1(specimen);
        var wide = 211 / block;
        var high = 173 / block;
        var features = new double[high][wide];
        for (int i = 0; i < wide * high; i++) {
            var both = naive.logarithms(i % wide * block, i / wide * block, block);
            features[i / wide][i % wide] = Math.max(both[0], both[1]) < Math.log(0.25)
                    ? Double.NaN
                    : (parity == 0 ? 1 : -1) * (both[0] - both[1]);
        }

        var raw = new Cfa1().block(block).examine(specimen, Monitor.none()).raw().orElseThrow();

        var errors = GreenErrors.of(specimen, block, Monitor.none());
        assertThat(raw.width()).isEqualTo(wide);
        assertThat(raw.height()).isEqualTo(high);
        for (int i = 0; i < wide * high; i++) {
            var both = naive.logarithms(i % wide * block, i / wide * block, block);
            assertThat((double) errors.even()[i]).isCloseTo(both[0], within(1e-6 * Math.max(1, Math.abs(both[0]))));
            assertThat((double) errors.odd()[i]).isCloseTo(both[1], within(1e-6 * Math.max(1, Math.abs(both[1]))));
        }
        var known = Arrays.stream(features).flatMapToDouble(Arrays::stream).filter(v -> !Double.isNaN(v)).toArray();
        var mixture = TraceMixture.fit(known, Monitor.none());
        var ratios = new double[high][wide];
        for (int i = 0; i < wide * high; i++) {
            var feature = Math.min(mixture.mean(), Math.max(0, features[i / wide][i % wide]));
            ratios[i / wide][i % wide] = Math.log(NaiveCfa1.density(feature, 0, mixture.spreadWithout())
                    / NaiveCfa1.density(feature, mixture.mean(), mixture.spread()));
        }
        int unknown = 0;
        for (int i = 0; i < wide * high; i++) {
            var value = raw.values()[i];
            if (Double.isNaN(features[i / wide][i % wide])) {
                assertThat(value).isNaN();
                unknown++;
            } else {
                var expected = NaiveCfa1.median(ratios, i % wide, i / wide);
                assertThat((double) value).isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            }
        }
        assertThat(unknown).isPositive();
    }

    @Test
    void theMixtureIsThatOfPlainExpectationAndMaximisation() {
        var random = new Random(3);
        var values = new double[6000];
        Arrays.setAll(values, i -> i % 8 == 0 ? 0.3 * random.nextGaussian() : 2 + 0.6 * random.nextGaussian());

        var mixture = TraceMixture.fit(values, Monitor.none());

        var plain = NaiveCfa1.mixture(values);
        assertThat(mixture.mean()).isCloseTo(plain[0], within(0.01)).isCloseTo(2, within(0.05));
        assertThat(mixture.spread()).isCloseTo(plain[1], within(0.01)).isCloseTo(0.6, within(0.05));
        assertThat(mixture.spreadWithout()).isCloseTo(plain[2], within(0.01)).isCloseTo(0.3, within(0.05));
        assertThat(mixture.share()).isCloseTo(plain[3], within(0.01)).isCloseTo(0.875, within(0.02));
    }

    @Test
    void theMixtureOfOneKindOnlyIsFinite() {
        for (var same : new double[] {0, 0.5, 3}) {
            var values = new double[100];
            Arrays.fill(values, same);
            var mixture = TraceMixture.fit(values, Monitor.none());
            for (var value : new double[] {-100, 0, 0.1, 3, 100}) {
                assertThat(mixture.logRatio(value)).isFinite();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void findsThePartWithoutATraceWhicheverArrayTheRestHas(int parity) {
        var disc = Grain.disc(512, 400);

        var evidence = examine(camera(512, 400, parity, true, 1));

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings()).hasSize(1);
        assertThat(Samples.auc(evidence.raw().orElseThrow().paint(512, 400), disc)).isGreaterThan(0.98);
        assertThat(Grain.overlap(evidence.mask(), disc)).isGreaterThan(0.7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void staysQuietOnAnUntouchedPicture(long seed) {
        var evidence = examine(camera(512, 400, 0, false, seed));

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
        assertThat(evidence.score()).isLessThan(0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "meadow.jpg", "mountain.jpg", "carpet.jpg", "blood-smear.jpg"})
    void neverReportsOnUntouchedPictures(String name) {
        assertThat(new Cfa1().examine(Samples.open(name), Monitor.none()).findings()).isEmpty();
    }

    @Test
    void strongCompressionLeavesNothingToSee() throws IOException {
        var file = JpegEncoder.write(camera(512, 400, 0, true, 1), 75, Sampling.FULL, false);

        assertNotApplicable(Specimen.of("strong.jpg", file), "no trace");
    }

    @Test
    void needsColoursAndBlocksThatVary() {
        var photo = Samples.open("carpet.jpg");
        assertNotApplicable(photo.crop(FinalInterval.createMinSize(0, 0, 63, 63)), "blocks");
        assertNotApplicable(photo.crop(FinalInterval.createMinSize(0, 0, 512, 7)), "blocks");
        assertNotApplicable(Samples.open("worms.png"), "no colours");
        assertNotApplicable(Grain.specimen(Grain.picture(200, 200, 4, 4, 1)), "channels are the same");
        var level = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 200 * 200; i++) {
            level.setRGB(i % 200, i / 200, 0x304050);
        }
        assertNotApplicable(Grain.specimen(level), "level");
    }

    private static void assertNotApplicable(Specimen specimen, String reason) {
        var evidence = new Cfa1().examine(specimen, Monitor.none());
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains(reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 33})
    void refusesABlockOutOfBounds(int block) {
        assertThatThrownBy(() -> new Cfa1().block(block).examine(Samples.open("carpet.jpg"), Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("block");
    }
}
