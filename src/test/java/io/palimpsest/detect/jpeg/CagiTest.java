package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Splice;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.metric.Truth;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.imglib2.FinalInterval;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CagiTest {

    static Stream<Arguments> pictures() throws IOException {
        var park = Samples.open("park-spliced.jpg");
        return Stream.of(
                Arguments.of("1024x1024", park),
                Arguments.of("692x519", cut(park, 0, 0, 692, 519)),
                Arguments.of("off the grid", cut(park, 203, 101, 641, 503)),
                Arguments.of("small and odd", cut(park, 5, 3, 331, 257)),
                Arguments.of("one macro cell", cut(park, 512, 512, 31, 25)),
                Arguments.of("a row of macro cells", cut(park, 512, 512, 300, 26)),
                Arguments.of("half the chroma", Specimen.of("420", JpegEncoder.write(
                        picture(cut(Samples.open("meadow.jpg"), 11, 6, 601, 467)), 70, Sampling.HALF_BOTH, false))),
                Arguments.of("blood smear", Samples.open("blood-smear.jpg")),
                Arguments.of("carpet", Samples.open("carpet.jpg")),
                Arguments.of("grey", grey(cut(Samples.open("mountain.jpg"), 0, 0, 509, 511))),
                Arguments.of("16 bits", Samples.open("worms.png")),
                Arguments.of("bright and dark", stretched(Samples.open("meadow.jpg"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void equalsANaiveImplementation(String name, Specimen specimen) {
        var expected = NaiveCagi.maps(rgb(specimen));

        var direct = new Cagi().examine(specimen, Monitor.none());
        var inverse = new InverseCagi().examine(specimen, Monitor.none());

        assertEqual(direct.raw().orElseThrow().values(), expected.cagi());
        assertEqual(inverse.raw().orElseThrow().values(), expected.inverse());
        var step = direct.raw().orElseThrow().step();
        var hasGrid = direct.notes().stream().noneMatch(note -> note.startsWith("No grid"));
        assertThat(hasGrid).isEqualTo(!name.equals("16 bits"));
        for (int i = 0; i < expected.notuse().length; i++) {
            for (int j = 0; j < expected.notuse()[0].length; j++) {
                var reliability = direct.reliability()[i * step * specimen.width() + j * step];
                assertThat(reliability > 0).isEqualTo(hasGrid && expected.notuse()[i][j] == 0);
            }
        }
    }

    /** Without a grid the maps show texture, which must not be reported. */
    @Test
    void aResizedPictureHasNoGridToDepartFrom() {
        var specimen = Samples.open("park-spliced.jpg");
        var truth = new Truth(1024, 1024, new boolean[1024 * 1024], null);
        var resized = Attack.parse("resize:0.75").apply(specimen, truth, 0).specimen();

        for (var detector : List.of(new Cagi(), new InverseCagi())) {
            var evidence = detector.examine(resized, Monitor.none());

            assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
            assertThat(evidence.notes()).anyMatch(note -> note.contains("No grid of JPEG blocks is visible"));
            assertThat(detector.examine(specimen, Monitor.none()).notes()).isEmpty();
        }
    }

    /** The case that the inverse map is made for: the pasted part carries no grid and is no busier than the rest. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void theInverseMapShowsAPlainSplice(long seed) {
        var splice = Splice.of(Samples.open("park.jpg"), Samples.open("blood-smear.jpg"), seed);
        var specimen = Samples.specimen(splice);

        var direct = raw(new Cagi(), specimen);
        var inverse = raw(new InverseCagi(), specimen);

        assertThat(Samples.auc(inverse, splice.altered())).isGreaterThan(0.9);
        assertThat(Samples.auc(direct, splice.altered())).isLessThan(0.5);
        assertThat(range(inverse)[0]).isBetween(0.05f, 0.2f);
        assertThat(range(inverse)[1]).isBetween(0.25f, 0.5f);
        assertThat(range(direct)[0]).isBetween(0.05f, 0.2f);
        assertThat(range(direct)[1]).isBetween(0.25f, 0.5f);
    }

    /** Fine texture without a grid scores higher than the grid itself, so that the inverse map is low there. */
    @Test
    void aBusySpliceTurnsTheInverseMapRound() {
        var splice = Samples.splice(Samples.SEED);
        var specimen = Samples.specimen(splice);

        assertThat(Samples.auc(raw(new InverseCagi(), specimen), splice.altered())).isLessThan(0.1);
        assertThat(Samples.auc(raw(new Cagi(), specimen), splice.altered())).isBetween(0.6, 0.8);
    }

    @Test
    void paintsTheLastMacroCellsOnToTheBorder() {
        var specimen = cut(Samples.open("park-spliced.jpg"), 0, 0, 692, 519);

        var map = new Cagi().examine(specimen, Monitor.none()).raw().orElseThrow();

        assertThat(map.width()).isEqualTo(28);
        assertThat(map.height()).isEqualTo(21);
        assertThat(map.step()).isEqualTo(24);
        assertThat(map.paint(692, 519)[692 * 519 - 1]).isEqualTo(map.values()[28 * 21 - 1]);
    }

    @Test
    void aSmallerPictureHasSmallerMacroCells() {
        var specimen = cut(Samples.open("park-spliced.jpg"), 0, 0, 640, 479);

        assertThat(new InverseCagi().examine(specimen, Monitor.none()).raw().orElseThrow().step()).isEqualTo(16);
    }

    @Test
    void saysWhereItCannotBeApplied() {
        var park = Samples.open("park-spliced.jpg");
        var small = new Cagi().examine(cut(park, 0, 0, 500, 23), Monitor.none());
        var thin = new Cagi().examine(Specimen.of(new ImagePlus("thin", new ByteProcessor(10_000, 31))),
                Monitor.none());
        var black = new InverseCagi().examine(Specimen.of(new ImagePlus("black", new ByteProcessor(200, 200))),
                Monitor.none());

        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).anyMatch(note -> note.contains("24 pixels") && note.contains("500x23"));
        assertThat(thin.notes()).anyMatch(note -> note.contains("32 pixels"));
        assertThat(black.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(black.notes()).anyMatch(note -> note.contains("very dark"));
    }

    private static float[] raw(Detector detector, Specimen specimen) {
        return detector.examine(specimen, Monitor.none()).raw().orElseThrow()
                .paint(specimen.width(), specimen.height());
    }

    private static float[] range(float[] values) {
        var range = new float[] {values[0], values[0]};
        for (var value : values) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
        }
        return range;
    }

    private static Specimen cut(Specimen specimen, int x, int y, int width, int height) {
        return specimen.crop(FinalInterval.createMinSize(x, y, width, height));
    }

    private static double[][][] rgb(Specimen specimen) {
        var rgb = new double[specimen.height()][specimen.width()][3];
        var access = specimen.pixels().randomAccess();
        var channels = specimen.pixels().dimension(2);
        var scale = specimen.depth() == 16 ? 255 / 1023.0 : 1; // ten bits are in use
        for (int y = 0; y < rgb.length; y++) {
            for (int x = 0; x < rgb[0].length; x++) {
                for (int c = 0; c < 3; c++) {
                    var sample = access.setPositionAndGet(x, y, Math.min(c, channels - 1)).getRealDouble();
                    rgb[y][x][c] = scale * sample;
                }
            }
        }
        return rgb;
    }

    private static BufferedImage picture(Specimen specimen) {
        var image = new BufferedImage(specimen.width(), specimen.height(), BufferedImage.TYPE_INT_RGB);
        var rgb = rgb(specimen);
        for (int i = 0; i < specimen.width() * specimen.height(); i++) {
            var pixel = rgb[i / specimen.width()][i % specimen.width()];
            image.setRGB(i % specimen.width(), i / specimen.width(),
                    (int) pixel[0] << 16 | (int) pixel[1] << 8 | (int) pixel[2]);
        }
        return image;
    }

    private static Specimen grey(Specimen specimen) {
        return Specimen.of(new ImagePlus("grey", new ColorProcessor(picture(specimen)).convertToByteProcessor()));
    }

    /** So much contrast that parts are saturated, beside a flat part. */
    private static Specimen stretched(Specimen specimen) {
        var image = picture(specimen);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                var grey = Math.max(0, Math.min(255, ((image.getRGB(x, y) & 0xff) - 100) * 4 + 128));
                image.setRGB(x, y, x > 500 ? 0x606060 : grey * 0x010101);
            }
        }
        return Specimen.of(new ImagePlus("stretched", image));
    }

    private static void assertEqual(float[] actual, double[][] expected) {
        assertThat(actual).hasSize(expected.length * expected[0].length);
        for (int i = 0; i < actual.length; i++) {
            var value = expected[i / expected[0].length][i % expected[0].length];
            assertThat((double) actual[i]).isCloseTo(value, Percentage.withPercentage(1e-4));
        }
    }
}
