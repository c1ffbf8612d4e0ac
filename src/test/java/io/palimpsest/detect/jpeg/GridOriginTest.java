package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;
import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.Evidence.Outcome;
import io.palimpsest.core.Monitor;
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

class GridOriginTest {

    @ParameterizedTest
    @CsvSource({"15,15,40", "16,31,3", "40,33,1", "151,80,6", "22,97,255", "143,79,2"})
    void votesEqualANaiveImplementation(int width, int height, int levels) {
        var random = new Random(width);
        var grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            // slopes and level parts make ties and constant blocks
            grey[i] = (byte) (i % width < width / 3 ? 90 + i / width / 9 : 60 + random.nextInt(levels));
        }
        assertThat(GridVotes.of(grey, width, height, Monitor.none()).votes())
                .isEqualTo(new NaiveGridOrigin(grey, width, height).votes());
    }

    @Test
    void votesAndRegionsEqualANaiveImplementationOnAPicture() throws IOException {
        var width = 203;
        var height = 150;
        var host = JpegEncoder.write(image("park.jpg", 0, 0, width, height), 80, Sampling.FULL, false);
        var picture = JpegEncoder.read(host);
        var part = JpegEncoder.read(JpegEncoder.write(image("park.jpg", 300, 600, 96, 80), 60, Sampling.FULL, false));
        picture.getGraphics().drawImage(part, 61, 42, null);
        var specimen = Specimen.of("pasted", png(picture));
        var grey = GridVotes.grey(specimen, Monitor.none());

        var votes = GridVotes.of(grey, width, height, Monitor.none());
        var regions = GridRegion.of(votes, 0, -1, Monitor.none());

        assertThat(votes.votes()).isEqualTo(new NaiveGridOrigin(grey, width, height).votes());
        var pixels = new ArrayList<ArrayList<Integer>>();
        for (var region : regions) {
            var found = new TreeSet<Integer>();
            for (int i = 0; i < region.runs().length; i += 3) {
                for (int x = region.runs()[i + 1]; x < region.runs()[i + 2]; x++) {
                    found.add(region.runs()[i] * width + x);
                }
            }
            pixels.add(new ArrayList<>(found));
        }
        assertThat(regions).isNotEmpty().anyMatch(region -> region.origin() == 61 % 8 + 8 * (42 % 8));
        assertThat(pixels).isEqualTo(NaiveGridOrigin.regions(votes.votes(), width, 0));
    }

    @ParameterizedTest
    @CsvSource({"park.jpg,3,5", "village.jpg,7,0", "carpet.jpg,4,4", "blood-smear.jpg,1,6", "meadow.jpg,0,3"})
    void tellsTheGridOfACroppedJpeg(String name, int x, int y) {
        var whole = Samples.open(name);
        var cropped = whole.crop(FinalInterval.createMinSize(x, y, whole.width() - x, whole.height() - y));

        var evidence = new GridOrigin().examine(cropped, Monitor.none());

        var raw = evidence.raw().orElseThrow();
        assertThat(raw.left()).isEqualTo((8 - x) % 8);
        assertThat(raw.top()).isEqualTo((8 - y) % 8);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("starts at column " + raw.left() + " and row "
                + raw.top()) && note.contains("cropped or moved"));
        assertThat(evidence.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(raw.values()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 3})
    void findsAShiftedRegionAndItsGrid(long seed) throws IOException {
        var made = Forgery.SHIFTED.of(Samples.open("park.jpg"), Samples.open("village.jpg"), seed);
        var specimen = Specimen.of("shifted", made.file());

        var evidence = new GridOrigin().examine(specimen, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(evidence.findings()).hasSize(1);
        var raw = evidence.raw().orElseThrow();
        assertThat(Samples.auc(raw.paint(1024, 1024), made.altered())).isGreaterThanOrEqualTo(0.9);
        assertThat(evidence.layers()).containsOnlyKeys("origin x", "origin y");
        assertThat(evidence.notes()).filteredOn(note -> note.startsWith("A region of")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void saysWhichGridAPastedPartHas(boolean withinAGrid) throws IOException {
        var host = withinAGrid
                ? JpegEncoder.read(JpegEncoder.write(image("park.jpg", 0, 0, 400, 300), 85, Sampling.FULL, false))
                : noise(400, 300, 11, 1);
        var part = JpegEncoder.read(JpegEncoder.write(image("village.jpg", 512, 512, 120, 96), 70, Sampling.FULL, false));
        host.getGraphics().drawImage(part, 101, 60, null);

        var evidence = new GridOrigin().examine(Specimen.of("pasted", png(host)), Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("a grid that starts at column 5 and row 4"));
        assertThat(evidence.notes()).anyMatch(note -> note.startsWith(withinAGrid
                ? "The grid of JPEG blocks starts at column 0 and row 0 "
                : "No grid of JPEG blocks is significant"));
        var cell = (60 / 8 + 5) * (400 / 8) + 101 / 8 + 6;
        assertThat(evidence.layers().get("origin x").values()[cell]).isEqualTo(5);
        assertThat(evidence.layers().get("origin y").values()[cell]).isEqualTo(4);
        var finding = evidence.findings().get(0);
        assertThat(finding.x()).isBetween(88, 120);
        assertThat(finding.area()).isBetween(120 * 96 / 2L, 140 * 125L);
    }

    @Test
    void noiseHoldsNoGrid() throws IOException {
        int alarms = 0;
        for (int seed = 0; seed < 50; seed++) {
            var size = 120 + 7 * seed;
            var specimen = Specimen.of("noise", png(noise(size, 400 - 5 * seed, seed, seed % 3)));
            var evidence = new GridOrigin().examine(specimen, Monitor.none());
            var raw = evidence.raw().orElseThrow().values();
            boolean alarm = evidence.notes().stream().noneMatch(note -> note.startsWith("No grid"));
            for (var value : raw) {
                alarm |= value > 0;
            }
            alarms += alarm ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    @Test
    void aRegionWithoutTheGridIsALayerOnRequest() throws IOException {
        var host = JpegEncoder.read(JpegEncoder.write(image("village.jpg", 0, 0, 480, 400), 60, Sampling.FULL, false));
        var altered = new boolean[480 * 400];
        var random = new Random(5);
        for (int y = 120; y < 260; y++) {
            for (int x = 150; x < 330; x++) {
                host.setRGB(x, y, 0x010101 * (int) Math.round(80 + x / 5.0 + 0.7 * random.nextGaussian()));
                altered[y * 480 + x] = true;
            }
        }
        var specimen = Specimen.of("painted", png(host));

        var evidence = new GridOrigin().missing(true).examine(specimen, Monitor.none());

        assertThat(Samples.auc(evidence.layers().get("missing grid").paint(480, 400), altered))
                .isGreaterThanOrEqualTo(0.9);
        assertThat(evidence.raw().orElseThrow().values()).containsOnly(0);
        assertThat(new GridOrigin().examine(specimen, Monitor.none()).layers()).doesNotContainKey("missing grid");
    }

    @Test
    void readsSixteenBitsAsItReadsEight() {
        var sample = new ImagePlus(Samples.path("carpet.jpg").toString()).crop();
        var grey = (ByteProcessor) sample.getProcessor().convertToByteProcessor(false);
        var deep = new ShortProcessor(grey.getWidth(), grey.getHeight());
        for (int i = 0; i < grey.getPixelCount(); i++) {
            deep.set(i, grey.get(i) * 257);
        }

        var eight = new GridOrigin().examine(Specimen.of(new ImagePlus("8", grey)), Monitor.none());
        var sixteen = new GridOrigin().examine(Specimen.of(new ImagePlus("16", deep)), Monitor.none());

        assertThat(sixteen.notes()).anyMatch(note -> note.contains("starts at column 0 and row 0"));
        assertThat(sixteen.layers().get("origin x").values()).isEqualTo(eight.layers().get("origin x").values());
    }

    @ParameterizedTest
    @CsvSource({"21,300", "300,21", "1,1"})
    void needsRoomForABlockThatStandsOut(int width, int height) {
        var part = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, width, height));

        var evidence = new GridOrigin().examine(part, Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("22x22"));
    }

    @Test
    void aFlatPictureCannotVote() {
        var evidence = new GridOrigin().examine(Specimen.of(new ImagePlus("flat", new ByteProcessor(90, 70))),
                Monitor.none());

        assertThat(evidence.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(evidence.notes()).anyMatch(note -> note.contains("flat"));
    }

    /** Noise in which each pixel is the mean of a square of this radius. */
    private static BufferedImage noise(int width, int height, long seed, int radius) {
        var random = new Random(seed);
        var white = new ByteProcessor(width, height);
        for (int i = 0; i < white.getPixelCount(); i++) {
            white.set(i, 60 + random.nextInt(130));
        }
        if (radius > 0) {
            new ij.plugin.filter.RankFilters().rank(white, radius, ij.plugin.filter.RankFilters.MEAN);
        }
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getGraphics().drawImage(white.getBufferedImage(), 0, 0, null);
        return image;
    }

    private static BufferedImage image(String name, int x, int y, int width, int height) throws IOException {
        return ImageIO.read(Samples.path(name).toFile()).getSubimage(x, y, width, height);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
