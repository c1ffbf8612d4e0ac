package io.palimpsest.evaluate.attack;

import java.io.IOException;
import java.util.Random;

import ij.ImagePlus;
import ij.process.ShortProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.Test;

import static io.palimpsest.evaluate.attack.AttackSamples.plain;
import static io.palimpsest.evaluate.attack.AttackSamples.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What attacks do to samples. */
class RasterTest {

    @Test
    void varianceOfTheNoise() throws IOException {
        var grey = plain(256, 256, 128, 128, 128);
        var noisy = Attack.parse("noise:0.02").apply(grey, truth(256, 256), 3).specimen();
        var rows = new double[3][256];
        var sums = new double[3];
        double square = 0;
        double product = 0;
        for (int y = 0; y < 256; y++) {
            noisy.rgbRow(y, rows);
            for (int x = 0; x < 256; x++) {
                for (int c = 0; c < 3; c++) {
                    sums[c] += (rows[c][x] - 128) / 255 / 65536;
                    square += (rows[c][x] - 128) * (rows[c][x] - 128) / 65025 / 65536 / 3;
                }
                product += (rows[0][x] - 128) * (rows[1][x] - 128) / 65025 / 65536;
            }
        }
        assertThat(square).isCloseTo(0.02, within(0.0005));
        assertThat(product).isCloseTo(0, within(0.0005));
        assertThat(sums[0]).isCloseTo(0, within(0.003));
        assertThat(Attack.parse("noise:0.02").apply(grey, truth(256, 256), 4).specimen().sha256())
                .isNotEqualTo(noisy.sha256());
    }

    @Test
    void blurAndResizeKeepPlainColoursAndMeans() throws IOException {
        var plain = plain(31, 17, 10, 100, 200);
        for (var text : new String[] {"blur:3", "resize:0.5", "resize:0.3", "resize:1.7"}) {
            var rows = new double[3][60];
            var result = Attack.parse(text).apply(plain, truth(31, 17), 1).specimen();
            for (int y = 0; y < result.height(); y++) {
                result.rgbRow(y, rows);
                for (int x = 0; x < result.width(); x++) {
                    assertThat(new double[] {rows[0][x], rows[1][x], rows[2][x]}).containsExactly(10, 100, 200);
                }
            }
        }
    }

    @Test
    void halvingWeighsFourPixelsAlongEachAxis() throws IOException {
        var random = new Random(1);
        var planes = new byte[1][16];
        random.nextBytes(planes[0]);
        var half = new Raster(16, 1, planes).resized(8, 1).planes()[0];
        for (int x = 1; x < 7; x++) {
            double sum = 0;
            for (int k = -1; k <= 2; k++) {
                sum += (k == 0 || k == 1 ? 3 : 1) * (planes[0][2 * x + k] & 0xff) / 8.0;
            }
            assertThat(half[x] & 0xff).isEqualTo((int) Math.round(sum));
        }
    }

    @Test
    void blurSpreadsAPointAsAGaussian() {
        var planes = new byte[1][81 * 81];
        planes[0][40 * 81 + 40] = (byte) 255;
        for (int i = 0; i < 81; i++) {
            planes[0][i * 81 + 40] = (byte) 255; // a line, so that the levels are fine enough to measure
        }
        var row = new Raster(81, 81, planes).blurred(4).planes()[0];
        double sum = 0;
        double square = 0;
        for (int x = 0; x < 81; x++) {
            sum += row[40 * 81 + x] & 0xff;
            square += (row[40 * 81 + x] & 0xff) * (x - 40) * (x - 40);
        }
        assertThat(Math.sqrt(square / sum)).isCloseTo(4, within(0.15));
        assertThat(sum).isCloseTo(255, within(6.0));
    }

    @Test
    void greyStaysGreyAndSixteenBitsBecomeEight() throws IOException {
        for (var name : new String[] {"worms.png", "blood-smear.jpg"}) {
            var sample = Samples.open(name);
            var colours = sample.pixels().dimension(2) == 3 ? 3 : 1;
            for (var text : new String[] {"jpeg:90", "noise:0.02"}) {
                var result = Attack.parse(text).apply(sample, truth(sample.width(), sample.height()), 1).specimen();
                assertThat(result.depth()).isEqualTo(8);
                assertThat(result.pixels().dimension(2)).isEqualTo(colours);
            }
        }
        var deep = new ShortProcessor(20, 10);
        for (int i = 0; i < 200; i++) {
            deep.set(i, i * 300);
        }
        var specimen = Specimen.of(new ImagePlus("deep", deep));
        var result = Attack.parse("crop:1:0").apply(specimen, truth(20, 10), 1).specimen();
        assertThat(result.depth()).isEqualTo(8);
        assertThat(result.luminance()[5]).isEqualTo(Math.round(specimen.luminance()[6]));
    }
}
