package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.process.ShortProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ElaTest {

    /** But for the integer transform of libjpeg, which rounds some coefficients and pixels to the other side. */
    @ParameterizedTest
    @CsvSource({"160,136,75,false", "203,149,90,false", "161,143,95,true", "131,259,60,true", "144,128,100,false"})
    void theErrorsAreThoseOfARealFile(int width, int height, int quality, boolean grey) throws IOException {
        var image = TestJpegs.texture(width, height, grey, width);

        var raw = raw(new Ela().quality(quality), Specimen.of("texture", png(image)));

        assertReal(raw, errors(image, quality));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mountain.jpg", "carpet.jpg", "blood-smear.jpg"})
    void theErrorsOfSamplesAreThoseOfARealFile(String name) {
        var specimen = Samples.open(name);

        assertReal(raw(new Ela(), specimen), errors(image(specimen), 75));
    }

    private static void assertReal(float[] raw, double[] real) {
        assertThat(raw).hasSameSizeAs(real);
        int same = 0;
        double off = 0;
        for (int i = 0; i < raw.length; i++) {
            same += Math.abs(raw[i] - real[i]) < 0.1 ? 1 : 0;
            off += Math.abs(raw[i] - real[i]);
        }
        assertThat(same / (double) raw.length).isGreaterThan(0.95);
        assertThat(off / raw.length).isLessThan(0.03);
    }

    /** Pixel by pixel, with libjpeg's colours but cosines as they are defined: the very same levels. */
    @Test
    void equalsANaiveImplementation() throws IOException {
        var specimen = Specimen.of("texture", png(TestJpegs.texture(139, 131, false, 2)));
        var blocks = new EncoderBlocks(specimen, 3, 1);

        var errors = ErrorLevels.of(blocks, 70, Monitor.none()).errors();

        var planes = NaiveRecompression.planes(specimen);
        var saved = new double[3][][];
        for (int c = 0; c < 3; c++) {
            saved[c] = NaiveRecompression.saved(planes[c], c == 0 ? io.palimpsest.jpeg.QuantisationTable.luma(70)
                    : io.palimpsest.jpeg.QuantisationTable.chroma(70), 3, 1, 0.125);
        }
        var access = specimen.pixels().randomAccess();
        for (int block = 0; block < errors.length; block++) {
            double sum = 0;
            for (int i = 0; i < 64; i++) {
                var x = 3 + block % blocks.wide() * 8 + i % 8;
                var y = 1 + block / blocks.wide() * 8 + i / 8;
                var levels = new double[3];
                for (int c = 0; c < 3; c++) {
                    levels[c] = Math.max(0, Math.min(255, Math.floor(saved[c][y][x] + 0.5)));
                }
                var rgb = NaiveRecompression.rgb(levels[0], levels[1] - 128, levels[2] - 128);
                for (int c = 0; c < 3; c++) {
                    var level = Math.max(0, Math.min(255, Math.floor(rgb[c] + 0.5)));
                    sum += Math.abs(level - access.setPositionAndGet(x, y, c).getRealDouble());
                }
            }
            assertThat((double) errors[block]).isCloseTo(sum / 192, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void aPartWithoutHistoryStandsOut(long seed) {
        var splice = Samples.splice(seed);

        var evidence = new Ela().examine(Samples.specimen(splice), Monitor.none());

        var ranked = Samples.auc(evidence.ranked().orElseThrow().paint(1024, 1024), splice.altered());
        var plain = Samples.auc(evidence.raw().orElseThrow().paint(1024, 1024), splice.altered());
        assertThat(ranked).isGreaterThan(0.8).isGreaterThan(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "meadow.jpg", "mountain.jpg", "carpet.jpg", "blood-smear.jpg",
        "worms.png"})
    void isQuietOnUntouchedSamples(String name) {
        assertThat(new Ela().examine(Samples.open(name), Monitor.none()).outcome())
                .isNotIn(Evidence.Outcome.FOUND, Evidence.Outcome.FAILED);
    }

    @Test
    void textureAloneDoesNotStandOut() throws IOException {
        var evidence = new Ela().examine(Specimen.of("noise", png(Noise.picture(800, 600, BufferedImage.TYPE_INT_RGB))),
                Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
        var raw = evidence.raw().orElseThrow().values().clone();
        Arrays.sort(raw);
        assertThat(raw[raw.length - 100]).isGreaterThan(3 * raw[100]);
    }

    @Test
    void aSecondSavingAtTheSameQualityChangesLittle() throws IOException {
        var once = JpegEncoder.write(TestJpegs.texture(256, 200, false, 1), 75, Sampling.FULL, false);

        var fresh = raw(new Ela(), Specimen.of("fresh", png(TestJpegs.texture(256, 200, false, 1))));
        var again = raw(new Ela(), Specimen.of("once", once));

        assertThat(mean(again)).isLessThan(0.2 * mean(fresh));
    }

    @Test
    void aCropKeepsTheFilesGrid() {
        var part = Samples.open("park-spliced.jpg").crop(FinalInterval.createMinSize(13, 22, 300, 300));

        var raw = new Ela().examine(part, Monitor.none()).raw().orElseThrow();

        assertThat(raw.left()).isEqualTo(3);
        assertThat(raw.top()).isEqualTo(2);
    }

    @Test
    void deepPicturesAreTakenAsLuminanceOfEightBits() throws IOException {
        var grey = TestJpegs.texture(160, 136, true, 3);
        var deep = new ShortProcessor(160, 136);
        for (int i = 0; i < 160 * 136; i++) {
            deep.set(i, grey.getRaster().getSample(i % 160, i / 160, 0) * 257);
        }
        deep.set(0, 65535);

        var expected = raw(new Ela(), Specimen.of("grey", png(grey)));
        var actual = raw(new Ela(), Specimen.of(new ImagePlus("deep", deep)));

        assertThat(Arrays.copyOfRange(actual, 1, actual.length))
                .containsExactly(Arrays.copyOfRange(expected, 1, expected.length));
    }

    @Test
    void saturatedAndLevelPartsAreNotAssessed() throws IOException {
        var image = TestJpegs.texture(320, 256, false, 5);
        var random = new Random(1);
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 160; x++) {
                image.setRGB(x, y, y < 128 ? 0x404040 : random.nextBoolean() ? 0xffffff : 0);
            }
        }

        var reliability = new Ela().examine(Specimen.of("half", png(image)), Monitor.none()).reliability();

        assertThat(reliability[60 * 320 + 60]).isZero();
        assertThat(reliability[200 * 320 + 60]).isZero();
        assertThat(reliability[128 * 320 + 240]).isEqualTo(1);
    }

    @Test
    void aLevelPictureSaysWhyNothingIsSeen() throws IOException {
        var evidence = new Ela().examine(
                Specimen.of("level", png(new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB))), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("Hardly any part"));
    }

    @ParameterizedTest
    @CsvSource({"127,300", "300,127", "1,1"})
    void smallPicturesAreNotExamined(int width, int height) {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, width, height));

        var evidence = new Ela().examine(part, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("too small"));
    }

    @Test
    void theQualityHasBounds() {
        var specimen = Samples.open("carpet.jpg");
        for (Detector wrong : new Detector[] {new Ela().quality(0), new Ela().quality(101)}) {
            assertThatThrownBy(() -> wrong.examine(specimen, Monitor.none()))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("quality");
        }
        assertThat(mean(raw(new Ela().quality(1), specimen))).isGreaterThan(mean(raw(new Ela().quality(100), specimen)));
    }

    private static float[] raw(Detector ela, Specimen specimen) {
        return ela.examine(specimen, Monitor.none()).raw().orElseThrow().values();
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (var value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Block means of the absolute differences that the JDK's codec makes. */
    private static double[] errors(BufferedImage image, int quality) {
        var saved = JpegEncoder.read(JpegEncoder.write(image, quality, Sampling.FULL, false)).getRaster();
        var bands = image.getRaster().getNumBands();
        var wide = image.getWidth() / 8;
        var errors = new double[wide * (image.getHeight() / 8)];
        var before = new int[bands];
        var after = new int[bands];
        for (int block = 0; block < errors.length; block++) {
            for (int i = 0; i < 64; i++) {
                var x = block % wide * 8 + i % 8;
                var y = block / wide * 8 + i / 8;
                image.getRaster().getPixel(x, y, before);
                saved.getPixel(x, y, after);
                for (int c = 0; c < bands; c++) {
                    errors[block] += Math.abs(after[c] - before[c]) / 64.0 / bands;
                }
            }
        }
        return errors;
    }

    private static BufferedImage image(Specimen specimen) {
        var image = new BufferedImage(specimen.width(), specimen.height(), BufferedImage.TYPE_INT_RGB);
        var row = new double[3][specimen.width()];
        for (int y = 0; y < specimen.height(); y++) {
            specimen.rgbRow(y, row);
            for (int x = 0; x < specimen.width(); x++) {
                image.setRGB(x, y, (int) row[0][x] << 16 | (int) row[1][x] << 8 | (int) row[2][x]);
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
