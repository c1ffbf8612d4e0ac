package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import javax.imageio.ImageIO;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.signal.Blocking;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BlkTest {

    @ParameterizedTest
    @ValueSource(strings = {"carpet.jpg", "blood-smear.jpg"})
    void equalsANaiveImplementationOnFiles(String name) {
        assertNaive(Samples.open(name));
    }

    @ParameterizedTest
    @CsvSource({"203,301", "8,8", "9,17", "40,8", "13,150", "65,129", "250,31"})
    void equalsANaiveImplementationAtAnySize(int width, int height) throws IOException {
        var image = Noise.picture(width, height, BufferedImage.TYPE_INT_RGB);
        assertNaive(Specimen.of("noise", png(image)));
        assertNaive(Specimen.of("4:2:0", JpegEncoder.write(image, 60, Sampling.HALF_BOTH, false)));
        var grey = Noise.picture(width, height, BufferedImage.TYPE_BYTE_GRAY);
        assertNaive(Specimen.of("grey", JpegEncoder.write(grey, 50, Sampling.FULL, false)));
        assertNaive(Specimen.of("level", png(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB))));
    }

    @ParameterizedTest
    @CsvSource({"park.jpg,3,5", "village.jpg,7,0", "carpet.jpg,4,4", "blood-smear.jpg,3,5"})
    void findsTheGridOfACroppedJpeg(String name, int x, int y) throws IOException {
        var file = Files.readAllBytes(Samples.path(name));
        var image = JpegEncoder.read(JpegEncoder.write(JpegEncoder.read(file), 75, Sampling.FULL, false));
        var cropped = Specimen.of("cropped.png",
                png(image.getSubimage(x, y, image.getWidth() - x, image.getHeight() - y)));

        var evidence = new Blk().examine(cropped, Monitor.none());
        var raw = evidence.raw().orElseThrow();

        assertThat(raw.left()).isEqualTo((8 - x) % 8);
        assertThat(raw.top()).isEqualTo((8 - y) % 8);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("cropped or moved"));
        assertThat(evidence.probability()[0]).isNaN();
        assertThat(new Blk().grid("origin").examine(cropped, Monitor.none()).raw().orElseThrow().left()).isZero();
    }

    @Test
    void atTheOriginBothGridsAreTheSame() {
        var specimen = Samples.open("carpet.jpg");

        var found = new Blk().examine(specimen, Monitor.none());
        var origin = new Blk().grid("origin").examine(specimen, Monitor.none());

        assertThat(found.raw().orElseThrow().left()).isZero();
        assertThat(found.raw().orElseThrow().values()).isEqualTo(origin.raw().orElseThrow().values());
        assertThat(found.reliability()).isEqualTo(origin.reliability());
    }

    @Test
    void aPictureWithoutAGridShowsNothing() throws IOException {
        var image = Noise.picture(400, 300, BufferedImage.TYPE_INT_RGB);

        var evidence = new Blk().examine(Specimen.of("plain", png(image)), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("No grid"));
        assertThat(evidence.reliability()).containsOnly(0, Float.NaN);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,200", "200,7"})
    void needsABlock(int width, int height) {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, width, height));

        assertThat(new Blk().examine(part, Monitor.none()).outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(new Dct().examine(part, Monitor.none()).outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void separatesASplicedRegion(long seed) {
        var splice = Samples.splice(seed);

        var raw = new Blk().examine(Samples.specimen(splice), Monitor.none()).raw().orElseThrow();

        assertThat(raw.left() + raw.top()).isZero();
        assertThat(Samples.auc(raw.paint(1024, 1024), splice.altered())).isGreaterThanOrEqualTo(0.98);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static void assertNaive(Specimen specimen) {
        var expected = NaiveBlk.artefacts(specimen);

        var artefacts = Blocking.of(specimen, Monitor.none()).artefacts();
        for (int i = 0; i < artefacts.length; i++) {
            assertThat(artefacts[i]).isCloseTo(expected[i / specimen.width()][i % specimen.width()], within(1e-6));
        }
        for (var grid : new String[] {"found", "origin"}) {
            var raw = new Blk().grid(grid).examine(specimen, Monitor.none()).raw().orElseThrow();
            assertEqual(raw.values(), NaiveBlk.map(expected, raw.left(), raw.top()));
        }
    }

    private static void assertEqual(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
