package io.palimpsest.detect.clone;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

import io.palimpsest.Samples;
import io.palimpsest.core.Affine;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Finding;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Similar;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.CopyMove;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CopyMoveDenseTest {

    @ParameterizedTest
    @CsvSource({"mountain.jpg,0,1,90", "mountain.jpg,20,1,90", "carpet.jpg,0,1.1,90", "blood-smear.jpg,20,1.1,85"})
    void findsACopyItsPartnerAndTheTransform(String name, double degrees, double scale, int quality) throws IOException {
        var made = CopyMove.of(Samples.open(name), degrees, scale, quality, 3);

        var evidence = new CopyMoveDense().examine(Specimen.of("copy", made.jpeg()), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(f1(evidence.mask(), made.altered())).isGreaterThan(0.7);
        assertThat(evidence.findings()).hasSize(2).extracting(Finding::category).containsOnly("similar region");
        var one = evidence.findings().get(0).partners().get(0);
        var other = evidence.findings().get(1).partners().get(0);
        assertThat(one.finding()).isEqualTo(2);
        assertThat(other.finding()).isEqualTo(1);
        var forth = List.of(one.transform(), other.transform()).stream()
                .filter(transform -> agrees(transform, made)).findFirst();
        assertThat(forth).as("of " + one.transform() + " and " + other.transform()).isPresent();
        assertThat(forth.get().rotation()).isCloseTo(degrees, within(degrees == 0 && scale == 1 ? 0 : 0.5));
        assertThat(forth.get().scale()).isCloseTo(scale, within(0.01));
    }

    /** Within a pixel and a half over the copied region, which lies around the middle of one of the two places. */
    private static boolean agrees(Affine found, CopyMove made) {
        var width = made.picture().getWidth();
        double worst = 0;
        int source = 0;
        var point = new double[2];
        for (int i = 0; i < made.altered().length; i += 7) {
            point[0] = i % width;
            point[1] = i / width;
            made.transform().transform(point, 0, point, 0, 1);
            var inside = made.altered()[i] && point[0] >= 0 && point[1] >= 0 && point[0] < width
                    && point[1] < made.picture().getHeight()
                    && made.altered()[(int) point[1] * width + (int) point[0]];
            if (inside) {
                source++;
                worst = Math.max(worst, Math.hypot(found.x(i % width, i / width) - point[0],
                        found.y(i % width, i / width) - point[1]));
            }
        }
        return source > 0 && worst < 1.5;
    }

    @Test
    void findsAMirroredCopy() throws IOException {
        var image = ImageIO.read(Samples.path("carpet.jpg").toFile());
        var height = image.getHeight();
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 110; x++) {
                image.setRGB(image.getWidth() - 20 - x, height - 130 + y, image.getRGB(20 + x, 30 + y));
            }
        }

        var evidence = new CopyMoveDense().examine(specimen(image), Monitor.none());

        assertThat(evidence.findings()).hasSize(2);
        assertThat(evidence.findings().get(0).partners().get(0).transform().mirrors()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mountain.jpg", "blood-smear.jpg", "worms.png", "village.jpg"})
    void isQuietOnUntouchedPictures(String name) {
        var evidence = new CopyMoveDense().examine(Samples.open(name), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOTHING);
    }

    @Test
    void textStripesAndWindowsAreNoCopies() throws IOException {
        assertQuiet(text());
        var stripes = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        var windows = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        var random = new Random(2);
        for (int i = 0; i < 400 * 300; i++) {
            var x = i % 400;
            var y = i / 400;
            stripes.setRGB(x, y, x / 8 % 2 == 0 ? 0xffffff : 0x202020);
            var grey = (x % 70 < 30 && y % 90 < 50 ? 60 : 170) + random.nextInt(9);
            windows.setRGB(x, y, grey * 0x10101);
        }
        assertQuiet(stripes);
        assertQuiet(windows);
    }

    private static void assertQuiet(BufferedImage image) throws IOException {
        assertThat(new CopyMoveDense().examine(specimen(image), Monitor.none()).outcome())
                .isEqualTo(Evidence.Outcome.NOTHING);
    }

    private static BufferedImage text() {
        var image = new BufferedImage(500, 400, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 500, 400);
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SERIF, Font.PLAIN, 18));
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int line = 0; line < 15; line++) {
            graphics.drawString(line % 3 == 0 ? "the same sentence comes again and again" : "between are others: " + line
                    * 7919 % 1000 + ", " + line, 20, 30 + 24 * line);
        }
        graphics.dispose();
        return image;
    }

    @Test
    void flatAndSmallPicturesAreNotApplicable() throws IOException {
        var flat = new CopyMoveDense().examine(specimen(new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB)),
                Monitor.none());
        var small = new CopyMoveDense().examine(Samples.open("carpet.jpg")
                .crop(FinalInterval.createMinSize(0, 0, 63, 200)), Monitor.none());

        assertThat(flat.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(flat.notes()).anyMatch(note -> note.contains("flat"));
        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).anyMatch(note -> note.contains("64x64"));
    }

    @Test
    void flatPartsAreNotAssessed() throws IOException {
        var image = ImageIO.read(Samples.path("mountain.jpg").toFile()).getSubimage(0, 0, 300, 200);
        var half = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
        half.createGraphics().drawImage(image, 150, 0, null);

        var reliability = new CopyMoveDense().examine(specimen(half), Monitor.none()).reliability();

        assertThat(reliability[100 * 300 + 60]).isZero();
        assertThat(reliability[100 * 300 + 240]).isEqualTo(1);
    }

    @Test
    void keepsTheFittingErrorOnTheSameGrid() {
        var evidence = new CopyMoveDense().examine(Samples.open("carpet.jpg")
                .crop(FinalInterval.createMinSize(0, 0, 203, 151)), Monitor.none());

        var raw = evidence.raw().orElseThrow();
        var error = evidence.layers().get("Fitting error");
        assertThat(raw.width()).isEqualTo(51).isEqualTo(error.width());
        assertThat(raw.height()).isEqualTo(38).isEqualTo(error.height());
        assertThat(error.values()[20 * 51 + 25]).isPositive();
    }

    @Test
    void largePicturesAreReducedAndTransformsEnlarged() {
        var specimen = Samples.open("mountain.jpg").crop(FinalInterval.createMinSize(3, 2, 301, 200));
        var luminance = specimen.luminance();

        var reduced = ReducedLuminance.of(specimen, 15_100, Monitor.none());
        var transform = reduced.enlarged(List.of(new Similar(1, 2, new Affine(2, 0, 10, 0, 2, 20)))).get(0).transform();

        assertThat(reduced.factor()).isEqualTo(2);
        assertThat(reduced.width()).isEqualTo(151);
        assertThat(reduced.height()).isEqualTo(100);
        assertThat(reduced.values()[7 * 151 + 9]).isCloseTo((luminance[14 * 301 + 18] + luminance[14 * 301 + 19]
                + luminance[15 * 301 + 18] + luminance[15 * 301 + 19]) / 4, within(1e-3f));
        assertThat(reduced.values()[150]).isCloseTo((luminance[300] + luminance[601]) / 2, within(1e-3f));
        // The middle of reduced pixel (3, 4), at (6.5, 8.5), goes to that of (16, 28), at (32.5, 56.5).
        assertThat(transform.x(6.5, 8.5)).isCloseTo(32.5, within(1e-9));
        assertThat(transform.y(6.5, 8.5)).isCloseTo(56.5, within(1e-9));
    }

    @Test
    void refusesParametersOutOfBounds() {
        var specimen = Samples.open("carpet.jpg");
        for (var detector : List.of(new CopyMoveDense().radius(3), new CopyMoveDense().distance(7),
                new CopyMoveDense().iterations(0), new CopyMoveDense().tolerance(11), new CopyMoveDense().contrast(-1))) {
            assertThatThrownBy(() -> detector.examine(specimen, Monitor.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static double f1(byte[] mask, boolean[] altered) {
        double both = 0;
        double all = 0;
        for (int i = 0; i < mask.length; i++) {
            both += mask[i] != 0 && altered[i] ? 2 : 0;
            all += (mask[i] != 0 ? 1 : 0) + (altered[i] ? 1 : 0);
        }
        return both / all;
    }

    private static Specimen specimen(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return Specimen.of("made.png", bytes.toByteArray());
    }
}
