package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.JpegReader;
import net.imglib2.FinalInterval;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class Adq1Test {

    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void separatesASplicedRegion(long seed) {
        var splice = Samples.splice(seed);
        var specimen = Samples.specimen(splice);

        var evidence = new Adq1().examine(specimen, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.width()).isEqualTo(128);
        assertThat(raw.height()).isEqualTo(128);
        assertThat(Samples.auc(raw.paint(1024, 1024), splice.altered())).isGreaterThanOrEqualTo(0.99);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.reliability()[0]).isGreaterThan(0.5f);
    }

    @Test
    void theSampleIsTheSpliceOfItsSeed() throws IOException {
        var made = JpegReader.read(Samples.splice(Samples.SEED).jpeg());
        var kept = Samples.open("park-spliced.jpg").jpeg().orElseThrow();

        for (int c = 0; c < 3; c++) {
            for (int row = 0; row < 128; row++) {
                assertThat(made.components().get(c).coefficients().row(row))
                        .isEqualTo(kept.components().get(c).coefficients().row(row));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"park-spliced.jpg", "park.jpg", "carpet.jpg", "blood-smear.jpg"})
    void equalsANaiveImplementationOnFiles(String name) {
        var specimen = Samples.open(name);
        var grid = specimen.jpegGrid().orElseThrow();
        var wide = specimen.width() / 8;
        var high = specimen.height() / 8;

        var raw = new Adq1().examine(specimen, Monitor.none()).raw().orElseThrow();

        var expected = NaiveAdq1.map(wide, high, (row, column, u, v) -> grid.blocks().get(row, column, 8 * u + v));
        assertEqual(raw.values(), expected);
    }

    @Test
    void dropsIncompleteBlocksOfAnOddSizedFile() throws IOException {
        var image = new BufferedImage(203, 101, BufferedImage.TYPE_INT_RGB);
        var random = new Random(1);
        for (int i = 0; i < 203 * 101; i++) {
            image.setRGB(i % 203, i / 203, 0x010101 * (100 + random.nextInt(60)));
        }
        var specimen = Specimen.of("odd", JpegEncoder.write(image, 80, Sampling.HALF_BOTH, false));

        var evidence = new Adq1().examine(specimen, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.width()).isEqualTo(25);
        assertThat(raw.height()).isEqualTo(12);
        assertThat(raw.paint(203, 101)[200]).isNaN();
        assertThat(raw.paint(203, 101)[199]).isNotNaN();
    }

    @Test
    void withoutAJpegUsesThePixelsAndSaysSo() {
        var specimen = Samples.open("worms.png");

        var evidence = new Adq1().examine(specimen, Monitor.none());

        var luminance = specimen.luminance();
        var expected = NaiveAdq1.map(specimen.width() / 8, specimen.height() / 8,
                NaiveAdq1.ofPixels(luminance, specimen.width()));
        assertEqual(evidence.raw().orElseThrow().values(), expected);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("means little"));
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(evidence.reliability()[0]).isLessThan(0.5f);
    }

    @Test
    void aPanelHasTheBlocksOfItsFile() {
        var whole = Samples.open("park-spliced.jpg");
        var panel = whole.crop(FinalInterval.createMinSize(101, 203, 500, 400));

        var grid = panel.jpegGrid().orElseThrow();
        var raw = new Adq1().examine(panel, Monitor.none()).raw().orElseThrow();

        assertThat(grid.x()).isEqualTo(3);
        assertThat(grid.y()).isEqualTo(5);
        assertThat(raw.left()).isEqualTo(3);
        assertThat(raw.top()).isEqualTo(5);
        assertThat(grid.blocks().get(0, 0, 0)).isEqualTo(whole.jpegGrid().orElseThrow().blocks().get(26, 13, 0));
    }

    @Test
    void aFileCompressedOnceShowsNothing() throws IOException {
        var once = JpegEncoder.write(Samples.splice(5).picture(), 90, Sampling.FULL, false);
        var pixels = JpegEncoder.read(once);
        var half = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 512 * 512; i++) {
            half.setRGB(i % 512, i / 512, pixels.getRGB(2 * (i % 512), 2 * (i / 512)));
        }

        var evidence = new Adq1().examine(Specimen.of("once", JpegEncoder.write(half, 85, Sampling.FULL, false)),
                Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
    }

    @Property(tries = 300)
    void theHistogramsPeriodAndPosteriorsEqualTheNaiveOnes(@ForAll("coefficients") short[] values) {
        var histogram = QuantisedHistogram.of(values);

        var period = histogram.period();
        var posteriors = histogram.posteriors(period);

        var naive = NaiveAdq1.posteriors(values);
        assertThat(period).isEqualTo(naive.period());
        for (int i = 0; i < values.length; i++) {
            assertThat(posteriors.once()[histogram.bin(values[i])]).isCloseTo(naive.once()[i], within(1e-12));
            assertThat(posteriors.twice()[histogram.bin(values[i])]).isCloseTo(naive.twice()[i], within(1e-12));
        }
    }

    /** Laplacian values quantised by a first and a second step, as in a file that was compressed twice. */
    @Provide
    Arbitrary<short[]> coefficients() {
        return Arbitraries.longs().flatMap(seed -> Arbitraries.integers().between(1, 9).map(first -> {
            var random = new Random(seed);
            var values = new short[1 + random.nextInt(600)];
            for (int i = 0; i < values.length; i++) {
                var laplace = Math.log(random.nextDouble() + 1e-9) * (random.nextBoolean() ? 25 : -25);
                values[i] = (short) Math.round(Math.round(laplace / first) * first / 2.0);
            }
            return values;
        }));
    }

    private static void assertEqual(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
    }
}
