package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

import ij.ImagePlus;
import ij.process.ShortProcessor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SpliceTest {

    private static Specimen host;
    private static Specimen donor;

    @BeforeAll
    static void read() throws Exception {
        host = Specimen.open(Path.of("src/test/resources/samples/mountain.jpg"))
                .crop(FinalInterval.createMinSize(100, 100, 240, 200));
        donor = Specimen.open(Path.of("src/test/resources/samples/carpet.jpg"));
    }

    @Test
    void theSameForTheSameSeed() {
        var one = Splice.of(host, donor, 3);
        var again = Splice.of(host, donor, 3);
        assertThat(again.altered()).containsExactly(one.altered());
        assertThat(again.jpeg()).containsExactly(one.jpeg());
        assertThat(Splice.of(host, donor, 4).altered()).isNotEqualTo(one.altered());
    }

    private static double share(Splice splice) {
        int inside = 0;
        for (var altered : splice.altered()) {
            inside += altered ? 1 : 0;
        }
        return inside / (double) splice.altered().length;
    }

    @Test
    void aTenthIsAltered() {
        for (int seed = 0; seed < 10; seed++) {
            assertThat(share(Splice.of(host, donor, seed))).isCloseTo(0.1, within(0.015));
        }
    }

    /** Also of shapes where the region cannot be round without leaving the picture. */
    @ParameterizedTest
    @CsvSource({"64,64,0.04", "100,75,0.03", "400,64,0.07"})
    void smallAndLongHosts(int width, int height, double tolerance) throws Exception {
        var small = Specimen.of("small",
                JpegEncoder.write(TestJpegs.texture(width, height, false, 1), 95, Sampling.FULL, false));
        for (int seed = 0; seed < 5; seed++) {
            var splice = Splice.of(small, donor, seed);
            assertThat(splice.altered()).hasSize(width * height);
            assertThat(share(splice)).isCloseTo(0.1, within(tolerance));
        }
    }

    @Test
    void outsideTheRegionIsTheHostAfterItsFirstCompression() {
        var splice = Splice.of(host, donor, 5);
        var original = new BufferedImage(host.width(), host.height(), BufferedImage.TYPE_INT_RGB);
        var access = host.pixels().randomAccess();
        for (int y = 0; y < host.height(); y++) {
            for (int x = 0; x < host.width(); x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | (int) access.setPositionAndGet(x, y, c).getRealDouble();
                }
                original.setRGB(x, y, rgb);
            }
        }
        var once = JpegEncoder.read(JpegEncoder.write(original, 60, Sampling.FULL, false));
        int same = 0;
        int inside = 0;
        int different = 0;
        for (int i = 0; i < splice.altered().length; i++) {
            var x = i % host.width();
            var y = i / host.width();
            var equal = once.getRGB(x, y) == splice.picture().getRGB(x, y);
            if (splice.altered()[i]) {
                inside++;
                same += equal ? 1 : 0;
            } else {
                different += equal ? 0 : 1;
            }
        }
        assertThat(different).as("pixels changed outside").isZero();
        assertThat(same).isLessThan(inside / 10);
    }

    @Test
    void savedWithFullChroma() throws Exception {
        var saved = Specimen.of("splice", Splice.of(host, donor, 5).jpeg()).jpeg().orElseThrow();
        var expected = Specimen.of("q90", JpegEncoder.write(TestJpegs.texture(16, 16, false, 1), 90, Sampling.FULL,
                false)).jpeg().orElseThrow();
        for (int c = 0; c < 3; c++) {
            assertThat(saved.components().get(c).quantisation().steps())
                    .containsExactly(expected.components().get(c).quantisation().steps());
            assertThat(saved.components().get(c).width()).isEqualTo(host.width());
        }
    }

    @Test
    void smallDonorsAreContinued() throws Exception {
        var small = Specimen.of("small",
                JpegEncoder.write(TestJpegs.texture(20, 9, false, 1), 95, Sampling.FULL, false));
        assertThat(share(Splice.of(host, small, 1))).isCloseTo(0.1, within(0.015));
    }

    @Test
    void sixteenBitHosts() {
        var deep = new ShortProcessor(96, 80);
        for (int i = 0; i < deep.getPixelCount(); i++) {
            deep.set(i, i * 7 % 4096);
        }
        assertThat(share(Splice.of(Specimen.of(new ImagePlus("deep", deep)), donor, 1))).isCloseTo(0.1, within(0.04));
    }
}
