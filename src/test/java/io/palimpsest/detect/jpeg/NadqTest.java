package io.palimpsest.detect.jpeg;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NadqTest {

    private static final int LEFT = 297;
    private static final int TOP = 411;
    private static final int SIDE = 300;

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void separatesAPartOfAnotherJpeg(long seed) throws IOException {
        var forgery = Forgery.MISALIGNED.of(Samples.open("park.jpg"), Samples.open("village.jpg"), seed);

        var evidence = new Nadq().examine(Specimen.of("forgery", forgery.file()), Monitor.none());

        assertThat(auc(evidence, false, forgery.altered())).isGreaterThan(0.93);
        assertThat(auc(evidence, true, forgery.altered())).isGreaterThan(0.985);
        assertThat(evidence.outcome()).isEqualTo(Evidence.Outcome.FOUND);
    }

    @ParameterizedTest
    @CsvSource({"3,5,true", "0,4,true", "3,5,false", "0,0,false"})
    void findsTheGridAndTheSteps(int x, int y, boolean saved) throws IOException, NotApplicable {
        var image = AdqTest.picture("park.jpg");
        if (!saved) {
            image = shrunk(image);
        }
        var donor = JpegEncoder.read(JpegEncoder.write(AdqTest.picture("village.jpg"), 65, Sampling.FULL, false));
        paste(donor.getSubimage(64 + (LEFT - x) % 8, 64 + (TOP - y) % 8, SIDE, SIDE), image);
        var specimen = Specimen.of("forgery", saved ? JpegEncoder.write(image, 93, Sampling.FULL, false) : png(image));

        var evidence = new Nadq().examine(specimen, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.left()).isEqualTo(x);
        assertThat(raw.top()).isEqualTo(y);
        assertThat(auc(evidence, true, square(image.getWidth()))).isGreaterThan(0.98);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("column " + x + " and row " + y));
        var fits = grid(specimen).fits();
        assertThat(fits.stream().map(LatticeFit::step)).containsExactly(11, 8, 7, 11, 8, 8, 10, 10, 9, 10);
    }

    @Test
    void findsAPartWithoutTheTraceThatACroppedPictureShows() throws IOException {
        var once = JpegEncoder.read(JpegEncoder.write(AdqTest.picture("park.jpg"), 65, Sampling.FULL, false));
        var image = new BufferedImage(1000, 1000, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().drawImage(once.getSubimage(5, 3, 1000, 1000), 0, 0, null);
        paste(AdqTest.picture("village.jpg").getSubimage(50, 50, SIDE, SIDE), image);
        var specimen = Specimen.of("cropped", JpegEncoder.write(image, 92, Sampling.FULL, false));

        var evidence = new Nadq().examine(specimen, Monitor.none());

        var altered = square(1000);
        assertThat(evidence.raw().orElseThrow().left()).isEqualTo(3);
        assertThat(evidence.raw().orElseThrow().top()).isEqualTo(5);
        assertThat(auc(evidence, false, altered)).isLessThan(0.1);
        assertThat(auc(evidence, true, altered)).isGreaterThan(0.97);
        assertThat(evidence.notes()).anyMatch(note -> note.startsWith("Most of the picture"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"park.jpg", "village.jpg", "carpet.jpg", "blood-smear.jpg", "worms.png", "park-spliced.jpg"})
    void findsNothingWithoutAnotherGrid(String name) {
        var evidence = new Nadq().examine(Samples.open(name), Monitor.none());

        assertThat(evidence.findings()).isEmpty();
        assertThat(evidence.notes()).anyMatch(note -> note.contains("No grid stands out"));
    }

    @Test
    void aPanelHasTheGridOfItsFile() throws IOException {
        var forgery = Forgery.MISALIGNED.of(Samples.open("park.jpg"), Samples.open("village.jpg"), 2);
        var whole = Specimen.of("forgery", forgery.file());
        var left = first(forgery.altered(), 1024, true);
        var top = first(forgery.altered(), 1024, false);
        var panel = whole.crop(FinalInterval.createMinSize(left, top, 300, 300));

        var raw = new Nadq().examine(whole, Monitor.none()).raw().orElseThrow();
        var part = new Nadq().examine(panel, Monitor.none()).raw().orElseThrow();

        assertThat((part.left() + left) % 8).isEqualTo(raw.left());
        assertThat((part.top() + top) % 8).isEqualTo(raw.top());
    }

    @Test
    void needsTextureAndSize() throws IOException {
        var flat = new Nadq().examine(Specimen.of("flat", png(new BufferedImage(90, 80, BufferedImage.TYPE_INT_RGB))),
                Monitor.none());
        var small = new Nadq().examine(Samples.open("park.jpg").crop(FinalInterval.createMinSize(0, 0, 63, 400)),
                Monitor.none());

        assertThat(flat.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(flat.notes()).anyMatch(note -> note.contains("flat everywhere"));
        assertThat(small.outcome()).isEqualTo(Evidence.Outcome.NOT_APPLICABLE);
        assertThat(small.notes()).anyMatch(note -> note.contains("too small"));
    }

    private static FormerGrid grid(Specimen specimen) throws NotApplicable {
        var luminance = AlignedHistory.levelShifted(specimen);
        var shifts = GridShifts.of(luminance, specimen.width(), specimen.height(), Monitor.none());
        var file = specimen.jpegGrid().isEmpty() ? null : LumaCoefficients.of(specimen, false, 8, Monitor.none());
        var aligned = file == null ? null : AlignedHistory.of(specimen, file, luminance, Monitor.none());
        return FormerGrid.find(shifts, file, aligned, Monitor.none());
    }

    private static double auc(Evidence evidence, boolean ranked, boolean[] altered) {
        var width = (int) Math.round(Math.sqrt(altered.length));
        var map = (ranked ? evidence.ranked() : evidence.raw()).orElseThrow();
        return Samples.auc(map.paint(width, altered.length / width), altered);
    }

    private static void paste(BufferedImage part, BufferedImage image) {
        var brush = image.createGraphics();
        brush.drawImage(part, LEFT, TOP, null);
        brush.dispose();
    }

    private static boolean[] square(int side) {
        var altered = new boolean[side * side];
        for (int y = TOP; y < TOP + SIDE; y++) {
            Arrays.fill(altered, y * side + LEFT, y * side + LEFT + SIDE, true);
        }
        return altered;
    }

    /** A picture of 800x800 pixels without a grid. */
    private static BufferedImage shrunk(BufferedImage image) {
        var small = new BufferedImage(800, 800, BufferedImage.TYPE_INT_RGB);
        var brush = small.createGraphics();
        brush.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        brush.drawImage(image, 0, 0, 800, 800, null);
        brush.dispose();
        return small;
    }

    /** First column or row that holds an altered pixel. */
    private static int first(boolean[] altered, int width, boolean column) {
        int first = width;
        for (int i = 0; i < altered.length; i++) {
            first = altered[i] ? Math.min(first, column ? i % width : i / width) : first;
        }
        return first;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
