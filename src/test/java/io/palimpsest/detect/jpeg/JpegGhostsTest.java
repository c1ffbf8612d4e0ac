package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ShortProcessor;
import io.palimpsest.Samples;
import io.palimpsest.cli.CommandLineTool;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class JpegGhostsTest {

    private static final int[] ONES = ones();

    private static int[] ones() {
        var ones = new int[64];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @CsvSource({"104,88,0,0", "131,97,3,5", "81,72,7,1", "640,16,0,0"})
    void theErrorsAreThoseOfThePixels(int width, int height, int left, int top) throws IOException {
        var specimen = Specimen.of("texture", png(TestJpegs.texture(width, height, false, width)));
        var qualities = new int[] {35, 60, 92};

        var errors = GhostErrors.of(new EncoderBlocks(specimen, left, top), qualities, ONES, Monitor.none());

        var wide = (width - left) / 8;
        for (int q = 0; q < qualities.length; q++) {
            var naive = NaiveRecompression.squaredErrors(specimen, qualities[q], left, top);
            for (int block = 0; block < errors.errors(q).length; block++) {
                double sum = 0;
                for (int i = 0; i < 64; i++) {
                    sum += naive[top + block / wide * 8 + i / 8][left + block % wide * 8 + i % 8];
                }
                assertThat((double) errors.errors(q)[block]).isCloseTo(sum / 64, within(1e-6 * sum / 64));
            }
        }
    }

    @Test
    void theFitsAreThoseOfTheCoefficients() throws IOException {
        var specimen = Specimen.of("texture", png(TestJpegs.texture(97, 83, false, 4)));
        var last = Specimen.of("last", JpegEncoder.write(TestJpegs.texture(16, 16, false, 1), 80, Sampling.FULL, false))
                .jpeg().orElseThrow().components().get(0).quantisation();
        var steps = io.palimpsest.jpeg.QuantisationTable.luma(58);

        var errors = GhostErrors.of(new EncoderBlocks(specimen, 1, 2), new int[] {58}, last.steps(), Monitor.none());

        var plane = NaiveRecompression.planes(specimen)[0];
        for (int block = 0; block < errors.fits(0).length; block++) {
            var coefficients = NaiveRecompression.coefficients(plane, 1 + block % 12 * 8, 2 + block / 12 * 8);
            double fit = 0;
            int telling = 0;
            for (int k = 1; k < 64; k++) {
                var position = coefficients[k / 8][k % 8] / steps.step(k);
                if (Math.round(position) != 0 && steps.step(k) >= 2 * last.step(k)) {
                    telling++;
                    fit += 1 - 12 * Math.pow(position - Math.round(position), 2);
                }
            }
            assertThat((int) errors.telling(0)[block]).isEqualTo(telling);
            assertThat((double) errors.fits(0)[block]).isCloseTo(fit, within(1e-5));
        }
    }

    /** With a step of 10 and quality 40 as the lowest: the window means of the naive errors, normalised. */
    @Test
    void theRawMapIsThePapers() throws IOException {
        var specimen = Specimen.of("texture", png(TestJpegs.texture(107, 90, false, 6)));
        var naive = new double[7][][];
        for (int q = 0; q < 7; q++) {
            naive[q] = NaiveRecompression.squaredErrors(specimen, 40 + 10 * q, 0, 0);
        }

        var evidence = new JpegGhosts().lowest(40).step(10).examine(specimen, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.left()).isEqualTo(4);
        assertThat(raw.width()).isEqualTo(12);
        assertThat(raw.height()).isEqualTo(10);
        assertThat(evidence.layers()).hasSize(6);
        int chosen = 0;
        while (evidence.layers().containsKey("quality " + (40 + 10 * chosen))) {
            chosen++;
        }
        for (int cell = 0; cell < raw.values().length; cell++) {
            var delta = new double[7];
            for (int q = 0; q < 7; q++) {
                for (int i = 0; i < 256; i++) {
                    delta[q] += naive[q][cell / 12 * 8 + i / 16][cell % 12 * 8 + i % 16];
                }
            }
            var low = Arrays.stream(delta).min().orElseThrow();
            var high = Arrays.stream(delta).max().orElseThrow();
            for (int q = 0; q < 7; q++) {
                var actual = q == chosen ? raw : evidence.layers().get("quality " + (40 + 10 * q));
                assertThat((double) actual.values()[cell]).isCloseTo((delta[q] - low) / (high - low), within(2e-6));
            }
        }
    }

    /** A real file differs by the rounding of its pixels: a twelfth in each of three planes, and what is cut. */
    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 95})
    void theErrorsAreThoseOfARealFile(int quality) throws IOException {
        var specimen = Samples.open("mountain.jpg").crop(FinalInterval.createMinSize(160, 200, 320, 240));
        var image = image(specimen);
        var saved = JpegEncoder.read(JpegEncoder.write(image, quality, Sampling.FULL, false));

        var errors = GhostErrors.of(new EncoderBlocks(specimen, 0, 0), new int[] {quality}, ONES, Monitor.none());

        double total = 0;
        double off = 0;
        for (int block = 0; block < errors.errors(0).length; block++) {
            double sum = 0;
            for (int i = 0; i < 64; i++) {
                var x = block % 40 * 8 + i % 8;
                var y = block / 40 * 8 + i / 8;
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.pow((saved.getRGB(x, y) >> shift & 0xff) - (image.getRGB(x, y) >> shift & 0xff), 2);
                }
            }
            total += sum / 192;
            off += Math.abs(errors.errors(0)[block] - sum / 192);
        }
        var blocks = errors.errors(0).length;
        assertThat(off / blocks).isLessThan(0.35 + 0.03 * total / blocks);
    }

    /** The sample: most of it was saved at quality 60 before, the region was not. */
    @Test
    void findsTheQualityOfTheSamplesHost() {
        var splice = Samples.splice(Samples.SEED);

        var evidence = new JpegGhosts().examine(Samples.open("park-spliced.jpg"), Monitor.none());

        assertThat(evidence.notes()).anyMatch(note -> note.contains("quality 60, whose trace the larger part shows"));
        assertThat(Samples.auc(evidence.ranked().orElseThrow().paint(1024, 1024), splice.altered())).isGreaterThan(0.95);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(overlap(evidence.mask(), splice.altered())).isGreaterThan(0.6);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void findsACoarserPart(long seed) throws IOException {
        var made = Forgery.GHOST.of(Samples.open("park.jpg"), Samples.open("village.jpg"), seed);

        var evidence = new JpegGhosts().examine(Specimen.of("ghost", made.file()), Monitor.none());

        assertThat(Samples.auc(evidence.ranked().orElseThrow().paint(1024, 1024), made.altered())).isGreaterThan(0.95);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(overlap(evidence.mask(), made.altered())).isGreaterThan(0.5);
    }

    /** Also in a PNG, and where the picture was cropped after the part was put in, when all grids are tried. */
    @Test
    void findsAPartOnAnotherGrid() throws IOException {
        var host = Samples.open("park.jpg").crop(FinalInterval.createMinSize(256, 512, 400, 400));
        var made = Forgery.GHOST.of(host, Samples.open("village.jpg"), 1);
        var picture = JpegEncoder.read(made.file()).getSubimage(3, 6, 390, 380);
        var altered = new boolean[390 * 380];
        for (int i = 0; i < altered.length; i++) {
            altered[i] = made.altered()[(i / 390 + 6) * 400 + i % 390 + 3];
        }
        var specimen = Specimen.of("cropped", png(picture));

        var all = new JpegGhosts().shifts("all").step(10).examine(specimen, Monitor.none());

        var raw = all.raw().orElseThrow();
        assertThat(raw.left()).isEqualTo(5 + 4);
        assertThat(raw.top()).isEqualTo(2 + 4);
        assertThat(Samples.auc(all.ranked().orElseThrow().paint(390, 380), altered)).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "meadow.jpg", "mountain.jpg", "carpet.jpg", "blood-smear.jpg",
        "worms.png"})
    void isQuietOnUntouchedSamples(String name) {
        assertThat(new JpegGhosts().examine(Samples.open(name), Monitor.none()).outcome())
                .isNotIn(Evidence.Outcome.FOUND, Evidence.Outcome.FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {55, 75, 90})
    void isQuietWhereThePictureWasSavedAsAWhole(int quality) throws IOException {
        var once = JpegEncoder.write(image(Samples.open("park.jpg")), quality, Sampling.FULL, false);
        var twice = JpegEncoder.write(JpegEncoder.read(once), 92, Sampling.HALF_BOTH, false);

        assertThat(new JpegGhosts().examine(Specimen.of("once", once), Monitor.none()).findings()).isEmpty();
        assertThat(new JpegGhosts().examine(Specimen.of("twice", twice), Monitor.none()).findings()).isEmpty();
    }

    @Test
    void aCropKeepsTheFilesGrid() {
        var part = Samples.open("park-spliced.jpg").crop(FinalInterval.createMinSize(13, 22, 300, 300));

        var raw = new JpegGhosts().examine(part, Monitor.none()).raw().orElseThrow();

        assertThat(raw.left()).isEqualTo(3 + 4);
        assertThat(raw.top()).isEqualTo(2 + 4);
    }

    @Test
    void deepPicturesAreTakenAsLuminanceOfEightBits() throws IOException {
        var grey = TestJpegs.texture(160, 130, true, 3);
        var deep = new ShortProcessor(160, 130);
        for (int i = 0; i < 160 * 130; i++) {
            deep.set(i, grey.getRaster().getSample(i % 160, i / 160, 0) * 257);
        }
        deep.set(0, 65535);

        var eight = new JpegGhosts().examine(Specimen.of("grey", png(grey)), Monitor.none());
        var sixteen = new JpegGhosts().examine(Specimen.of(new ImagePlus("deep", deep)), Monitor.none());

        var expected = eight.raw().orElseThrow().values();
        var actual = sixteen.raw().orElseThrow().values();
        assertThat(Arrays.copyOfRange(actual, 1, actual.length)).containsExactly(
                Arrays.copyOfRange(expected, 1, expected.length), within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"70,300", "300,70", "1,1"})
    void smallPicturesAreNotExamined(int width, int height) {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, width, height));

        var evidence = new JpegGhosts().examine(part, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("too small"));
    }

    @Test
    void aLevelPictureSaysWhyNothingIsSeen() throws IOException {
        var evidence = new JpegGhosts().examine(
                Specimen.of("level", png(new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB))), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("texture"));
    }

    @Test
    void parametersHaveBounds() {
        var specimen = Samples.open("carpet.jpg");
        for (Detector wrong : new Detector[] {new JpegGhosts().lowest(0), new JpegGhosts().lowest(91),
            new JpegGhosts().step(0), new JpegGhosts().step(11), new JpegGhosts().shifts("some")}) {
            assertThatThrownBy(() -> wrong.examine(specimen, Monitor.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new JpegGhosts().lowest(1).step(9).examine(specimen, Monitor.none()).layers()).hasSize(11);
    }

    @Test
    void theVerbWritesAStackOfAllQualities(@TempDir Path folder) {
        var raw = folder.resolve("raw.tif");

        var result = CommandLineTool.run("detect", "jpeg-ghosts", Samples.path("park-spliced.jpg").toString(), "--raw",
                raw.toString(), "--lowest", "50", "--step", "10");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var stack = new Opener().openImage(raw.toString()).getStack();
        assertThat(stack.getWidth()).isEqualTo(127);
        assertThat(IntStream.rangeClosed(1, stack.size()).mapToObj(stack::getSliceLabel)).containsExactly("JPEG ghosts", "deviation", "quality 50", "quality 70",
                "quality 80", "quality 90", "quality 100");
    }

    /** Intersection over union of a mask of findings and the altered pixels. */
    private static double overlap(byte[] mask, boolean[] altered) {
        int both = 0;
        int either = 0;
        for (int i = 0; i < mask.length; i++) {
            both += mask[i] != 0 && altered[i] ? 1 : 0;
            either += mask[i] != 0 || altered[i] ? 1 : 0;
        }
        return both / (double) either;
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
