package io.palimpsest.jpeg;

import java.util.Arrays;
import java.util.List;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;

import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JpegRoundTripTest {

    @Property(tries = 600)
    void decodingRestoresWhatWasEncoded(
            @ForAll long seed,
            @ForAll JpegProcess process,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll @IntRange(min = 1, max = 90) int width,
            @ForAll @IntRange(min = 1, max = 70) int height)
            throws JpegException {
        var random = new RandomJpegs(seed, process, count, width, height);

        var file = JpegReader.read(random.encode());

        assertThat(file.complete()).isTrue();
        assertThat(file.warnings()).isEmpty();
        assertThat(file.process()).isEqualTo(process);
        assertThat(file.width()).isEqualTo(width);
        assertThat(file.height()).isEqualTo(height);
        for (var c = 0; c < count; c++) {
            var component = file.components().get(c);
            var expected = random.components.get(c);
            assertThat(component.horizontalSampling()).isEqualTo(expected.horizontal());
            assertThat(component.verticalSampling()).isEqualTo(expected.vertical());
            assertThat(component.quantisation().steps()).isEqualTo(random.tables.get(c));
            assertSame(component.coefficients(), expected.plane());
        }
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void filesOfTheJdkKeepTheirPixelsWhenEncodedAgain(Sampling sampling) throws JpegException {
        for (var progressive : new boolean[] {false, true}) {
            for (var quality : new int[] {30, 75, 97}) {
                var image = TestJpegs.texture(83, 61, false, quality);
                var original = JpegEncoder.write(image, quality, sampling, progressive);
                assertPixelsSurvive(original, progressive);
            }
        }
        var grey = JpegEncoder.write(TestJpegs.texture(83, 61, true, 9), 85, sampling, false);
        assertPixelsSurvive(grey, false);
        assertThat(JpegReader.read(grey).components()).hasSize(1);
    }

    private static void assertPixelsSurvive(byte[] original, boolean progressive) throws JpegException {
        var file = JpegReader.read(original);
        var jfif = file.markers().stream().filter(m -> m.name().equals("APP0")).findFirst().orElseThrow();
        var again = TestJpegEncoder.of(file)
                .segments(Arrays.copyOfRange(original, jfif.offset(), jfif.offset() + 2 + jfif.length()))
                .encode();

        assertThat(file.complete()).isTrue();
        assertThat(file.process()).isEqualTo(progressive ? JpegProcess.PROGRESSIVE : JpegProcess.BASELINE);
        var pixels = JpegEncoder.read(again);
        var expected = JpegEncoder.read(original);
        assertThat(pixels.getRaster().getPixels(0, 0, 83, 61, (int[]) null))
                .isEqualTo(expected.getRaster().getPixels(0, 0, 83, 61, (int[]) null));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 25, 49, 50, 51, 60, 75, 80, 90, 95, 99, 100})
    void qualityOfTheJdkIsThatOfTheIjg(int quality) throws JpegException {
        var file = JpegReader.read(JpegEncoder.write(TestJpegs.texture(16, 16, false, 1), quality, Sampling.FULL, false));

        assertThat(file.quality()).isEqualTo(new JpegQuality(quality, true));
        for (var i = 0; i < 64; i++) {
            assertThat(file.components().get(0).quantisation().step(i))
                    .isEqualTo(StandardTables.scaledLuma(i, quality, 255));
        }
    }

    @Test
    void anotherTableHasTheNearestQuality() {
        var steps = new int[64];
        for (var i = 0; i < 64; i++) {
            steps[i] = StandardTables.scaledLuma(i, 83, 255);
        }
        steps[10]++;

        assertThat(JpegQuality.of(new QuantisationTable(0, 8, steps))).isEqualTo(new JpegQuality(83, false));
    }

    @Test
    void standardTablesAreThoseOfTheJdk() {
        var tables = List.of(
                JPEGHuffmanTable.StdDCLuminance, JPEGHuffmanTable.StdDCChrominance,
                JPEGHuffmanTable.StdACLuminance, JPEGHuffmanTable.StdACChrominance);
        for (var i = 0; i < 4; i++) {
            var ours = StandardTables.huffman(HuffmanTable.Kind.values()[i / 2], i % 2);
            var theirs = tables.get(i);
            assertThat(ours.symbols())
                    .containsExactly(ints(theirs.getValues()));
            assertThat(Arrays.copyOf(ints(theirs.getLengths()), 16)).isEqualTo(ours.counts());
        }
        for (var i = 0; i < 64; i++) {
            // the JDK lists its quantisation tables in natural order
            assertThat(StandardTables.scaledLuma(i, 50, 255)).isEqualTo(JPEGQTable.K1Luminance.getTable()[i]);
        }
    }

    @Test
    void aFileWithoutHuffmanTablesUsesTheStandardOnes() throws JpegException {
        var picture = new RandomJpegs(3, JpegProcess.BASELINE, 1, 40, 24);
        var values = new short[64 * 15];
        for (var i = 0; i < values.length; i += 3) {
            values[i] = (short) (i % 50 - 25);
        }
        var plane = CoefficientPlane.of(5, 3, values);
        var component = new TestJpegEncoder.Component(1, 1, 1, 0, plane);
        var bytes = new TestJpegEncoder(40, 24, JpegProcess.BASELINE, List.of(component), picture.tables)
                .standardTables()
                .encode();
        var markers = JpegReader.read(bytes).markers();
        var without = bytes.clone();
        for (var marker : markers) {
            if (marker.name().equals("DHT")) {
                without[marker.offset() + 1] = (byte) 0xFE;
            }
        }

        var file = JpegReader.read(without);

        assertThat(file.huffmanTables()).isEmpty();
        assertThat(file.complete()).isTrue();
        assertSame(file.components().get(0).coefficients(), plane);
    }

    private static int[] ints(short[] values) {
        var ints = new int[values.length];
        for (var i = 0; i < ints.length; i++) {
            ints[i] = values[i];
        }
        return ints;
    }

    static void assertSame(CoefficientPlane plane, CoefficientPlane expected) {
        assertThat(plane.blocksWide()).isEqualTo(expected.blocksWide());
        assertThat(plane.blocksHigh()).isEqualTo(expected.blocksHigh());
        assertThat(plane.missingCount()).isEqualTo(expected.missingCount());
        for (var row = 0; row < plane.blocksHigh(); row++) {
            if (!Arrays.equals(plane.row(row), expected.row(row))) {
                assertThat(plane.row(row)).as("block row " + row).isEqualTo(expected.row(row));
            }
        }
    }
}
