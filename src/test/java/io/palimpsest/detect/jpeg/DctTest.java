package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.CoefficientPlane;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.JpegReader;
import net.imglib2.FinalInterval;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class DctTest {

    @ParameterizedTest
    @CsvSource({"park-spliced.jpg,corrected", "park-spliced.jpg,reference", "carpet.jpg,corrected",
        "carpet.jpg,reference", "mountain.jpg,corrected", "blood-smear.jpg,reference"})
    void equalsANaiveImplementationOnFiles(String name, String count) {
        assertNaive(Samples.open(name), count);
    }

    @ParameterizedTest
    @CsvSource({"203,101,HALF_BOTH", "97,130,FULL", "9,17,HALF_WIDTH", "8,8,FULL"})
    void keepsTheIncompleteBlocksOfAFile(int width, int height, Sampling sampling) throws IOException {
        var image = Noise.picture(width, height, BufferedImage.TYPE_INT_RGB);
        var once = JpegEncoder.read(JpegEncoder.write(image, 65, Sampling.FULL, false));
        var specimen = Specimen.of("odd", JpegEncoder.write(once, 85, sampling, false));

        var raw = new Dct().examine(specimen, Monitor.none()).raw().orElseThrow();

        assertThat(raw.width()).isEqualTo((width + 7) / 8);
        assertThat(raw.height()).isEqualTo((height + 7) / 8);
        assertNaive(specimen, "corrected");
        assertNaive(specimen, "reference");
    }

    @Test
    void worksOnGrey() throws IOException {
        var image = Noise.picture(160, 120, BufferedImage.TYPE_BYTE_GRAY);
        assertNaive(Specimen.of("grey", JpegEncoder.write(image, 70, Sampling.FULL, true)), "corrected");
    }

    @Test
    void withoutAJpegUsesThePixelsAndSaysSo() {
        var specimen = Samples.open("worms.png");

        var evidence = new Dct().examine(specimen, Monitor.none());

        var ones = new int[64];
        Arrays.fill(ones, 1);
        var expected = NaiveDct.map(40, 32, NaiveAdq1.ofPixels(specimen.luminance(), 320), ones, true);
        assertEqual(evidence.raw().orElseThrow().values(), expected);
        assertThat(evidence.raw().orElseThrow().height()).isEqualTo(32);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("means little"));
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.reliability()[0]).isLessThan(0.5f);
    }

    @Test
    void aPictureCompressedOnceGivesZeroEverywhere() throws IOException {
        var specimen = Specimen.of("once", pristine());

        var evidence = new Dct().examine(specimen, Monitor.none());

        assertThat(evidence.raw().orElseThrow().values()).containsOnly(0);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("cannot be told apart"));
        assertThat(new Dct().count("reference").examine(specimen, Monitor.none()).raw().orElseThrow().values())
                .contains(1, 2, 3);
    }

    @Test
    void countsOneToothLessThanTheStep() throws IOException {
        var luma = JpegReader.read(pristine()).components().get(0);
        for (int position = 1; position < 64; position++) {
            if (position / 8 + position % 8 > 6) {
                continue;
            }
            var step = luma.quantisation().step(position);
            assertThat(StepEstimate.teeth(histogram(luma.coefficients(), position, step))).as("position " + position)
                    .isEqualTo(step - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, -9, 256})
    void aHistogramOfOneValueHasNoTeeth(int value) {
        var histogram = new int[513];
        histogram[256 + value] = 700;

        assertThat(StepEstimate.teeth(histogram)).isEqualTo(-1);
        assertThat(StepEstimate.teeth(new int[513])).isEqualTo(-1);
    }

    @Property(tries = 200)
    void countsLikeTheNaiveImplementation(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int step,
            @ForAll @IntRange(min = 2, max = 3000) int count) {
        var random = new Random(seed);
        var values = new int[count];
        var histogram = new int[513];
        for (int i = 0; i < count; i++) {
            values[i] = (int) Math.rint(random.nextGaussian() * 40 / step) * step;
            if (Math.abs(values[i]) <= 256) {
                histogram[values[i] + 256]++;
            }
        }

        assertThat(Math.max(0, StepEstimate.teeth(histogram))).isEqualTo(NaiveDct.step(values, false));
    }

    @Test
    void aPanelHasTheBlocksOfItsFile() {
        var panel = Samples.open("park-spliced.jpg").crop(FinalInterval.createMinSize(101, 203, 500, 400));

        var raw = new Dct().examine(panel, Monitor.none()).raw().orElseThrow();

        assertThat(raw.left()).isEqualTo(3);
        assertThat(raw.top()).isEqualTo(5);
        assertThat(raw.width()).isEqualTo(62);
    }

    @ParameterizedTest
    @CsvSource({"corrected,0", "corrected,1", "corrected,2", "reference,0", "reference,1", "reference,2"})
    void separatesASplicedRegion(String count, long seed) {
        var splice = Samples.splice(seed);

        var evidence = new Dct().count(count).examine(Samples.specimen(splice), Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(Samples.auc(raw.paint(1024, 1024), splice.altered())).isGreaterThanOrEqualTo(0.98);
        assertThat(evidence.provenance().parameters()).containsEntry("count", count);
    }

    @Test
    void refusesAnUnknownCount() {
        var dct = new Dct().count("both");
        assertThatThrownBy(() -> dct.examine(Samples.open("carpet.jpg"), Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("count");
    }

    /** Saved once at quality 90, rich in all frequencies. */
    private static byte[] pristine() {
        return JpegEncoder.write(Noise.picture(512, 512, BufferedImage.TYPE_INT_RGB), 90, Sampling.FULL, false);
    }

    private static int[] histogram(CoefficientPlane blocks, int position, int step) {
        var histogram = new int[513];
        for (int i = 0; i < blocks.blocksWide() * blocks.blocksHigh(); i++) {
            var value = step * blocks.get(i / blocks.blocksWide(), i % blocks.blocksWide(), position);
            if (Math.abs(value) <= 256) {
                histogram[value + 256]++;
            }
        }
        return histogram;
    }

    private static void assertNaive(Specimen specimen, String count) {
        var luma = specimen.jpeg().orElseThrow().components().get(0);
        var blocks = luma.coefficients();

        var raw = new Dct().count(count).examine(specimen, Monitor.none()).raw().orElseThrow();

        assertEqual(raw.values(), NaiveDct.map(blocks.blocksWide(), blocks.blocksHigh(),
                (row, column, u, v) -> blocks.get(row, column, 8 * u + v), luma.quantisation().steps(),
                count.equals("corrected")));
    }

    private static void assertEqual(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6 * Math.max(1, expected[i])));
        }
    }
}
