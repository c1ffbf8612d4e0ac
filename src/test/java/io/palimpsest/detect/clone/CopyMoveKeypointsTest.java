package io.palimpsest.detect.clone;

import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Finding;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.CopyMove;
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

class CopyMoveKeypointsTest {

    private static Evidence examine(Specimen specimen) {
        return new CopyMoveKeypoints().examine(specimen, Monitor.none());
    }

    private static Specimen part(String name, int width, int height) {
        return Samples.open(name).crop(FinalInterval.createMinSize(60, 100, width, height));
    }

    @ParameterizedTest
    @CsvSource({"village.jpg,0,1,75", "park.jpg,30,1,90", "meadow.jpg,-160,1,90", "village.jpg,5,1.4,90",
        "park.jpg,-10,0.75,85", "blood-smear.jpg,0,1,90", "blood-smear.jpg,40,1,95"})
    void findsCopiesAndTheirTransform(String name, double degrees, double scale, int quality) throws IOException {
        var made = CopyMove.of(part(name, 480, 380), degrees, scale, quality, 5);

        var evidence = examine(Specimen.of("made", made.jpeg()));

        assertThat(evidence.findings()).hasSize(2);
        assertThat(f1(evidence.mask(), made.altered())).isGreaterThan(0.8);
        assertThat(evidence.findings()).anyMatch(finding -> follows(finding, made.transform()));
        assertPartners(evidence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"village.jpg", "park.jpg"})
    void findsMirroredCopies(String name) {
        var image = image(part(name, 480, 380));
        var before = image.getData();
        var altered = new boolean[480 * 380];
        for (int y = 0; y < 110; y++) {
            for (int x = 0; x < 120; x++) {
                var rgb = before.getPixel(40 + x, 30 + y, new int[3]);
                image.getRaster().setPixel(420 - x, 230 + y, rgb);
                altered[(230 + y) * 480 + 420 - x] = true;
                altered[(30 + y) * 480 + 40 + x] = true;
            }
        }

        var evidence = examine(specimen(image));

        assertThat(evidence.findings()).hasSize(2);
        assertThat(f1(evidence.mask(), altered)).isGreaterThan(0.9);
        assertThat(evidence.findings()).anyMatch(finding ->
                follows(finding, new AffineTransform(-1, 0, 0, 1, 460, 200)));
        assertThat(new CopyMoveKeypoints().mirrored(false).examine(specimen(image), Monitor.none()).outcome())
                .isEqualTo(Evidence.Outcome.NOTHING);
    }

    @Test
    void findsThreeCopiesOfOneRegion() {
        var image = image(part("village.jpg", 560, 420));
        var before = image.getData();
        var altered = new boolean[560 * 420];
        for (var place : new int[][] {{30, 40}, {330, 60}, {210, 290}}) {
            for (int y = 0; y < 100; y++) {
                for (int x = 0; x < 110; x++) {
                    image.getRaster().setPixel(place[0] + x, place[1] + y, before.getPixel(30 + x, 40 + y, new int[3]));
                    altered[(place[1] + y) * 560 + place[0] + x] = true;
                }
            }
        }

        var evidence = examine(specimen(image));

        assertThat(evidence.findings()).hasSize(3);
        assertThat(f1(evidence.mask(), altered)).isGreaterThan(0.9);
        for (var finding : evidence.findings()) {
            assertThat(finding.partners()).hasSize(2);
        }
        assertPartners(evidence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"village.jpg", "park.jpg", "meadow.jpg", "mountain.jpg", "carpet.jpg", "blood-smear.jpg",
        "worms.png"})
    void isQuietOnUntouchedPictures(String name) {
        assertThat(examine(Samples.open(name)).findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "60", "85"})
    void isQuietOnText(int quality) throws IOException {
        var page = text(700, 500);

        var evidence = examine(quality == 0 ? specimen(page)
                : Specimen.of("text", JpegEncoder.write(page, quality, Sampling.FULL, false)));

        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.outcome()).isNotEqualTo(Evidence.Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"12,0", "23,0", "23,37", "60,60"})
    void isQuietOnStripesAndTiles(int across, int along) {
        var random = new Random(3);
        var noise = random.ints(100 * 100, 0, 80).toArray();
        var pixels = new byte[500 * 400];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % 500;
            int y = i / 500;
            var value = along == 0 ? 110 + 80 * Math.sin(2 * Math.PI * x / across) : 60 + noise[y % along * 100 + x % across];
            pixels[i] = (byte) (value + random.nextInt(5));
        }

        var evidence = examine(Specimen.of(new ImagePlus("stripes", new ByteProcessor(500, 400, pixels))));

        assertThat(evidence.findings()).isEmpty();
        if (along > 0) {
            assertThat(evidence.notes()).anyMatch(note -> note.contains("repeats often"));
        }
    }

    @Test
    void leavesSymmetryOut() {
        var image = image(part("village.jpg", 480, 380));
        for (int y = 0; y < 380; y++) {
            for (int x = 0; x < 120; x++) {
                image.setRGB(359 - x, y, image.getRGB(120 + x, y));
            }
        }

        var evidence = examine(specimen(image));

        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.notes()).anyMatch(note -> note.contains("symmetric"));
    }

    /** Larger pictures are reduced; where a copy lies is told in their own pixels. */
    @Test
    void tellsPlacesInPixelsOfTheFullPicture() throws IOException {
        var small = part("village.jpg", 600, 500);
        var image = new BufferedImage(2400, 2200, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 2200; y++) {
            for (int x = 0; x < 2400; x++) {
                image.setRGB(x, y, 0x808080 + 0x010101 * ((x * 31 ^ y * 17) & 3));
            }
        }
        var before = image(small);
        for (int y = 0; y < 500; y++) {
            for (int x = 0; x < 600; x++) {
                image.setRGB(100 + x, 200 + y, before.getRGB(x, y));
                image.setRGB(1503 + x, 1405 + y, before.getRGB(x, y));
            }
        }

        var evidence = examine(specimen(image));

        assertThat(evidence.findings()).hasSize(2);
        assertThat(evidence.findings()).anyMatch(finding ->
                follows(finding, AffineTransform.getTranslateInstance(1403, 1205)));
        assertThat(evidence.notes()).anyMatch(note -> note.contains("reduced 2 times"));
    }

    @Test
    void theSameTwice() throws IOException {
        var specimen = Specimen.of("made", CopyMove.of(part("park.jpg", 480, 380), 20, 1.1, 85, 3).jpeg());
        var first = examine(specimen);
        var second = examine(specimen);
        assertThat(first.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(second.raw().orElseThrow().values()).isEqualTo(first.raw().orElseThrow().values());
        assertThat(second.findings()).isEqualTo(first.findings());
    }

    @ParameterizedTest
    @CsvSource({"31,400", "200,31"})
    void tooSmall(int width, int height) {
        var evidence = examine(part("village.jpg", width, height));
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("less than 32 pixels"));
    }

    @Test
    void tooLittleStructure() {
        var pixels = new byte[200 * 200];
        assertThat(examine(Specimen.of(new ImagePlus("flat", new ByteProcessor(200, 200, pixels)))).notes())
                .anyMatch(note -> note.contains("flat"));
        Arrays.fill(pixels, 0, 100 * 100, (byte) 90);
        var evidence = examine(Specimen.of(new ImagePlus("edge", new ByteProcessor(200, 200, pixels))));
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("keypoints"));
    }

    @Test
    void refusesParametersOutOfBounds() {
        var specimen = part("village.jpg", 100, 100);
        assertThatThrownBy(() -> new CopyMoveKeypoints().keypoints(20001).examine(specimen, Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("keypoints");
        assertThatThrownBy(() -> new CopyMoveKeypoints().distance(7).examine(specimen, Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("distance");
    }

    /** Words of a small vocabulary in a made script of 26 letters, on white. */
    private static BufferedImage text(int width, int height) {
        var random = new Random(6);
        var letters = new ArrayList<boolean[]>();
        for (int i = 0; i < 26; i++) {
            var letter = new boolean[8 * 12];
            for (int stroke = 0; stroke < 3; stroke++) {
                var at = random.nextInt(6);
                for (int k = 0; k < 12; k++) {
                    letter[stroke % 2 == 0 ? k * 8 + at : Math.min(11, 2 * at) * 8 + Math.min(7, k)] = true;
                }
            }
            letters.add(letter);
        }
        var words = IntStream.range(0, 40).mapToObj(i -> random.ints(2 + random.nextInt(8), 0, 26).toArray()).toList();
        var page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            page.setRGB(i % width, i / width, 0xffffff);
        }
        for (int line = 20; line < height - 40; line += 22) {
            var x = 20;
            while (x < width - 120) {
                for (var letter : words.get(random.nextInt(words.size()))) {
                    for (int i = 0; i < 96; i++) {
                        if (letters.get(letter)[i]) {
                            page.setRGB(x + i % 8, line + i / 8, 0x101010);
                        }
                    }
                    x += 10;
                }
                x += 8;
            }
        }
        return page;
    }

    private static BufferedImage image(Specimen specimen) {
        var image = new BufferedImage(specimen.width(), specimen.height(), BufferedImage.TYPE_INT_RGB);
        var access = specimen.pixels().randomAccess();
        for (int i = 0; i < specimen.width() * specimen.height(); i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | (int) access.setPositionAndGet(i % specimen.width(), i / specimen.width(), c)
                        .getRealDouble();
            }
            image.setRGB(i % specimen.width(), i / specimen.width(), rgb);
        }
        return image;
    }

    private static Specimen specimen(BufferedImage image) {
        return Specimen.of(new ImagePlus("made", new ColorProcessor(image)));
    }

    private static double f1(byte[] mask, boolean[] altered) {
        int both = 0;
        int sum = 0;
        for (int i = 0; i < mask.length; i++) {
            both += mask[i] != 0 && altered[i] ? 1 : 0;
            sum += (mask[i] != 0 ? 1 : 0) + (altered[i] ? 1 : 0);
        }
        return 2.0 * both / sum;
    }

    /** Whether a finding's transform takes its corners where the true one does. */
    private static boolean follows(Finding finding, AffineTransform truth) {
        return finding.partners().stream().anyMatch(partner -> corners(finding).stream().allMatch(corner -> {
            var to = truth.transform(corner, null);
            return to.distance(partner.transform().x(corner.getX(), corner.getY()),
                    partner.transform().y(corner.getX(), corner.getY())) < 1.5;
        }));
    }

    private static List<Point2D> corners(Finding finding) {
        return List.of(new Point2D.Double(finding.x(), finding.y()),
                new Point2D.Double(finding.x() + finding.width(), finding.y()),
                new Point2D.Double(finding.x(), finding.y() + finding.height()));
    }

    /** Every finding's partners are findings whose middle lies where its own is taken. */
    private static void assertPartners(Evidence evidence) {
        for (var finding : evidence.findings()) {
            assertThat(finding.partners()).isNotEmpty();
            for (var partner : finding.partners()) {
                var other = evidence.findings().get(partner.finding() - 1);
                var x = finding.x() + finding.width() / 2.0;
                var y = finding.y() + finding.height() / 2.0;
                assertThat(partner.transform().x(x, y)).isCloseTo(other.x() + other.width() / 2.0,
                        within(0.35 * other.width()));
                assertThat(partner.transform().y(x, y)).isCloseTo(other.y() + other.height() / 2.0,
                        within(0.35 * other.height()));
            }
        }
    }
}
