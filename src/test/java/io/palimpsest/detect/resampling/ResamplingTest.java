package io.palimpsest.detect.resampling;

import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Evidence.Outcome;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.signal.RadonGrid;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResamplingTest {

    /** Where parts are put: this share of the host from its corner, and this share of its shorter side wide. */
    private static final double PLACE = 1 / 3.0;
    private static final double SHARE = 0.3;

    @ParameterizedTest
    @CsvSource({"carpet.jpg,carpet.jpg,1.3,0.95", "carpet.jpg,village.jpg,1.3,0.97", "mountain.jpg,mountain.jpg,1.3,0.93",
        "village.jpg,village.jpg,1.5,0.95", "park.jpg,park.jpg,1.3,0.8"})
    void findsAnEnlargedPart(String host, String donor, double scale, double auc) throws IOException {
        var specimen = enlarged(host, donor, scale);

        var evidence = new Resampling().examine(specimen, Monitor.none());

        assertThat(auc(evidence, specimen)).isGreaterThanOrEqualTo(auc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"carpet.jpg", "mountain.jpg"})
    void findsItAsARegion(String donor) throws IOException {
        var made = Forgery.RESAMPLED.of(Samples.open("blood-smear.jpg"), Samples.open(donor), 2);
        var specimen = Specimen.of("enlarged", made.file());

        var evidence = new Resampling().examine(specimen, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(Samples.auc(evidence.raw().orElseThrow().paint(640, 480), made.altered())).isGreaterThan(0.95);
        var mask = evidence.mask();
        int found = 0;
        int outside = 0;
        for (int i = 0; i < mask.length; i++) {
            found += mask[i] != 0 ? 1 : 0;
            outside += mask[i] != 0 && !made.altered()[i] ? 1 : 0;
        }
        // patches reach beyond the seam, and so do their neighbours
        assertThat(outside).isLessThan(found / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "carpet.jpg", "meadow.jpg", "mountain.jpg", "worms.png",
        "blood-smear.jpg"})
    void isQuietOnUntouchedPictures(String name) {
        assertThat(new Resampling().examine(Samples.open(name), Monitor.none()).outcome()).isNotEqualTo(Outcome.FOUND);
    }

    @Test
    void aMovedPartOfTheSameSizeIsNoResampling() throws IOException {
        var specimen = enlarged("village.jpg", "park.jpg", 1);

        var evidence = new Resampling().examine(specimen, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(auc(evidence, specimen)).isLessThan(0.7);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void cellsLieInTheMiddleOfTheirPatches(int stride) {
        var specimen = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(3, 5, 301, 205));

        var raw = new Resampling().stride(stride).examine(specimen, Monitor.none()).raw().orElseThrow();

        assertThat(raw.width()).isEqualTo((301 - 32) / stride + 1);
        assertThat(raw.height()).isEqualTo((205 - 32) / stride + 1);
        assertThat(raw.left()).isEqualTo(16 - stride / 2);
        assertThat(raw.step()).isEqualTo(stride);
    }

    @Test
    void theFeaturesAreLayersOnRequest() {
        var specimen = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, 256, 256));

        var layers = new Resampling().stride(32).features(true).examine(specimen, Monitor.none()).layers();

        var grid = RadonGrid.of(specimen, 32, Monitor.none());
        assertThat(layers).hasSize(240);
        assertThat(layers.keySet()).startsWith("angle 0, frequency 0").endsWith("angle 162, frequency 23");
        assertThat(layers.get("angle 18, frequency 3").values()[5 * 8 + 2])
                .isEqualTo(grid.features()[(5 * 8 + 2) * 240 + 27]);
        assertThat(new Resampling().examine(specimen, Monitor.none()).layers()).isEmpty();
    }

    @Test
    void levelAndClippedPatchesAreNotAssessed() throws IOException {
        var image = ImageIO.read(Samples.path("village.jpg").toFile());
        for (int y = 0; y < 400; y++) {
            for (int x = 0; x < 300; x++) {
                image.setRGB(x, y, y < 200 ? 0x646464 : (x + y) % 7 == 0 ? 0xffffff : 0xfefefe);
            }
        }

        var evidence = new Resampling().examine(Specimen.of("plain", png(image)), Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.values()[0]).isNaN();
        assertThat(raw.values()[20 * raw.width() + 4]).isNaN();
        assertThat(raw.values()[40 * raw.width() + 40]).isNotNaN();
        assertThat(evidence.reliability()[100 * image.getWidth() + 100]).isNaN();
    }

    @Test
    void fewPatchesAreNoMajority() {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, 140, 120));

        var evidence = new Resampling().examine(part, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("Only 42 patches"));
    }

    @ParameterizedTest
    @CsvSource({"31,200,smaller", "200,31,smaller", "200,200,level"})
    void needsStructure(int width, int height, String reason) {
        var evidence = new Resampling().examine(Specimen.of(new ImagePlus("flat", new ByteProcessor(width, height))),
                Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains(reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 33})
    void refusesAStrideOutOfBounds(int stride) {
        assertThatThrownBy(() -> new Resampling().stride(stride).examine(Samples.open("worms.png"), Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stride");
    }

    /** A square of the donor at this scale, bilinear, in the host; saved without loss. */
    private static Specimen enlarged(String host, String donor, double scale) throws IOException {
        var image = ImageIO.read(Samples.path(host).toFile());
        var source = ImageIO.read(Samples.path(donor).toFile());
        var box = box(image.getWidth(), image.getHeight());
        var size = (int) Math.round(box.width / scale);
        var part = source.getSubimage(source.getWidth() / 4, source.getHeight() / 4, size, size);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(part, box.x, box.y, box.width, box.height, null);
        graphics.dispose();
        return Specimen.of("enlarged", png(image));
    }

    private static Rectangle box(int width, int height) {
        var side = (int) (SHARE * Math.min(width, height)) / 2 * 2;
        return new Rectangle((int) (PLACE * width), (int) (PLACE * height), side, side);
    }

    private static double auc(Evidence evidence, Specimen specimen) {
        var altered = new boolean[specimen.width() * specimen.height()];
        var box = box(specimen.width(), specimen.height());
        for (int i = 0; i < altered.length; i++) {
            altered[i] = box.contains(i % specimen.width(), i / specimen.width());
        }
        return Samples.auc(evidence.raw().orElseThrow().paint(specimen.width(), specimen.height()), altered);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
