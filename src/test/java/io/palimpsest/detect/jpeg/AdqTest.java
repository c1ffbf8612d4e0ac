package io.palimpsest.detect.jpeg;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdqTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Samples.SEED})
    void separatesASplicedRegionAtLeastAsWellAsAdq1(long seed) {
        var splice = Samples.splice(seed);
        var specimen = Samples.specimen(splice);

        var evidence = new Adq().examine(specimen, Monitor.none());

        var auc = Samples.auc(evidence.raw().orElseThrow().paint(1024, 1024), splice.altered());
        var former = Samples.auc(new Adq1().examine(specimen, Monitor.none()).raw().orElseThrow().paint(1024, 1024),
                splice.altered());
        assertThat(auc).isGreaterThan(0.993).isGreaterThan(former - 0.001);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
        assertThat(evidence.findings().get(0).area()).isBetween(70_000L, 120_000L);
    }

    @ParameterizedTest
    @CsvSource({"60,90", "75,92", "70,85"})
    void findsTheFirstSteps(int first, int second) throws IOException, NotApplicable {
        var once = JpegEncoder.write(picture("park.jpg"), first, Sampling.FULL, false);
        var specimen = Specimen.of("twice", JpegEncoder.write(JpegEncoder.read(once), second, Sampling.FULL, false));
        var source = LumaCoefficients.of(Specimen.of("once", once), false, 5, Monitor.none());

        var history = AlignedHistory.of(specimen, LumaCoefficients.of(specimen, false, 5, Monitor.none()),
                AlignedHistory.levelShifted(specimen), Monitor.none());

        for (var position : new int[] {0, 1, 2, 3, 8, 9, 10, 16, 17, 18, 24, 25}) {
            assertThat(history.first(position)).as("position " + position).isEqualTo(source.step(position));
        }
        assertThat(history.share()).isGreaterThan(0.9);
        assertThat(new Adq().examine(specimen, Monitor.none()).outcome()).isEqualTo(Evidence.Outcome.NOTHING);
    }

    /** A small picture whose first compression was the finer one, so that each position alone says little. */
    @Test
    void findsAUsualTableThatPositionsAloneDoNotShow() throws IOException, NotApplicable {
        var small = picture("village.jpg").getSubimage(0, 0, 384, 256);
        var once = JpegEncoder.write(small, 80, Sampling.FULL, false);
        var specimen = Specimen.of("twice", JpegEncoder.write(JpegEncoder.read(once), 60, Sampling.FULL, false));
        var source = LumaCoefficients.of(Specimen.of("once", once), false, 5, Monitor.none());

        var history = AlignedHistory.of(specimen, LumaCoefficients.of(specimen, false, 5, Monitor.none()),
                AlignedHistory.levelShifted(specimen), Monitor.none());

        var found = Arrays.stream(new int[] {0, 1, 2, 3, 4, 8, 9, 10, 11, 16, 17, 18, 24, 25, 32})
                .filter(position -> history.first(position) == source.step(position)).count();
        assertThat(found).isGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @CsvSource({"0,0,264,160", "101,203,203,211"})
    void equalsANaiveImplementation(int x, int y, int width, int height) {
        var specimen = Samples.open("park-spliced.jpg").crop(FinalInterval.createMinSize(x, y, width, height));

        var raw = new Adq().examine(specimen, Monitor.none()).raw().orElseThrow();

        var naive = new NaiveAdq(specimen);
        assertThat(raw.width()).isEqualTo(naive.wide());
        assertThat(raw.left()).isEqualTo(specimen.jpegGrid().orElseThrow().x());
        var expected = naive.map();
        assertThat(Arrays.stream(expected).filter(value -> value != 0).count()).isGreaterThan(400);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) raw.values()[i]).isCloseTo(expected[i], within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "carpet.jpg", "blood-smear.jpg"})
    void findsNothingInUntouchedPictures(String name) {
        var evidence = new Adq().examine(Samples.open(name), Monitor.none());

        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.notes()).isNotEmpty();
    }

    @Test
    void doesNotTrustSaturatedBlocks() throws IOException {
        var image = JpegEncoder.read(JpegEncoder.write(picture("park.jpg"), 60, Sampling.FULL, false));
        var brush = image.createGraphics();
        brush.setColor(Color.WHITE);
        brush.fillRect(320, 320, 128, 128);
        brush.dispose();
        var specimen = Specimen.of("white", JpegEncoder.write(image, 90, Sampling.FULL, false));

        var evidence = new Adq().examine(specimen, Monitor.none());

        assertThat(evidence.reliability()[380 * 1024 + 380]).isZero();
        assertThat(evidence.findings()).isEmpty();
    }

    @Test
    void needsAJpegFileOfSomeSize() {
        var png = new Adq().examine(Samples.open("worms.png"), Monitor.none());
        var small = new Adq().examine(Samples.open("park.jpg").crop(FinalInterval.createMinSize(3, 3, 66, 400)),
                Monitor.none());

        assertThat(png.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(png.notes()).anyMatch(note -> note.contains("no JPEG file"));
        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).anyMatch(note -> note.contains("too small"));
    }

    static BufferedImage picture(String name) throws IOException {
        return JpegEncoder.read(Files.readAllBytes(Samples.path(name)));
    }
}
