package io.palimpsest.core;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.Opener;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.palimpsest.core.TestImages.HEIGHT;
import static io.palimpsest.core.TestImages.WIDTH;
import static io.palimpsest.core.TestImages.assertSamples;
import static io.palimpsest.core.TestImages.band;
import static io.palimpsest.core.TestImages.channel;
import static io.palimpsest.core.TestImages.channels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SpecimenImageTest {

    @TempDir
    private Path folder;

    private static ByteProcessor bytes(long seed) {
        var samples = new byte[WIDTH * HEIGHT];
        new Random(seed).nextBytes(samples);
        return new ByteProcessor(WIDTH, HEIGHT, samples);
    }

    private static double[] values(ImageProcessor processor) {
        var values = new double[processor.getPixelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = processor.getf(i);
        }
        return values;
    }

    private static ImageStack stack(int planes) {
        var stack = new ImageStack(WIDTH, HEIGHT);
        for (int i = 0; i < planes; i++) {
            stack.addSlice(bytes(i));
        }
        return stack;
    }

    @Test
    void greyOfAllDepths() {
        var random = new Random(2);
        var shorts = new ShortProcessor(WIDTH, HEIGHT);
        var floats = new FloatProcessor(WIDTH, HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            shorts.set(i, random.nextInt(65536));
            floats.setf(i, (float) random.nextGaussian());
        }
        var depth = 8;
        for (var processor : new ImageProcessor[] {bytes(1), shorts, floats}) {
            var specimen = Specimen.of(new ImagePlus("cells (1).tif", processor));
            assertSamples(specimen, depth, WIDTH, HEIGHT, values(processor));
            assertThat(specimen.title()).isEqualTo("cells (1).tif");
            assertThat(specimen.notes()).isEmpty();
            assertThat(specimen.file()).isEmpty();
            assertThat(specimen.jpeg()).isEmpty();
            depth *= 2;
        }
    }

    @Test
    void greyTableKeepsTheSamples() {
        var processor = bytes(1);
        processor.invertLut();
        assertSamples(Specimen.of(new ImagePlus("a", processor)), 8, WIDTH, HEIGHT, values(processor));
    }

    @Test
    void colourTableIsWhatPeopleSee() {
        var processor = bytes(1);
        processor.setLut(LUT.createLutFromColor(Color.ORANGE));
        var rgb = (int[]) processor.convertToRGB().getPixels();
        assertSamples(Specimen.of(new ImagePlus("a", processor)), 8, WIDTH, HEIGHT, band(rgb, 0), band(rgb, 1),
                band(rgb, 2));
        assertThat(band(rgb, 0)).isNotEqualTo(band(rgb, 1));
    }

    @Test
    void colour() {
        var packed = new Random(4).ints(WIDTH * HEIGHT).toArray();
        assertSamples(Specimen.of(new ImagePlus("a", new ColorProcessor(WIDTH, HEIGHT, packed))), 8, WIDTH, HEIGHT,
                band(packed, 0), band(packed, 1), band(packed, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void composites(int count) {
        var stack = stack(count);
        var image = new ImagePlus("merge", stack);
        image.setDimensions(count, 1, 1);
        var composite = new CompositeImage(image, IJ.COMPOSITE);
        composite.setC(2);
        var together = Specimen.of(composite);
        var planes = new double[count][];
        for (int c = 0; c < count; c++) {
            planes[c] = values(stack.getProcessor(c + 1));
        }
        assertSamples(together, 8, WIDTH, HEIGHT, planes);
        assertThat(together.notes()).anyMatch(note -> note.contains("All " + count + " channels"));

        composite.setMode(IJ.GRAYSCALE);
        var one = Specimen.of(composite);
        assertSamples(one, 8, WIDTH, HEIGHT, planes[1]);
        assertThat(one.notes()).singleElement().asString().contains("plane 2 of " + count);
    }

    @Test
    void compositeAtItsFrame() {
        var stack = stack(12);
        var image = new ImagePlus("movie", stack);
        image.setDimensions(2, 2, 3);
        var composite = new CompositeImage(image, IJ.COMPOSITE);
        composite.setPosition(1, 2, 3);
        assertSamples(Specimen.of(composite), 8, WIDTH, HEIGHT, values(stack.getProcessor(11)),
                values(stack.getProcessor(12)));
    }

    @Test
    void currentPlaneOfStacks() {
        var stack = stack(5);
        var image = new ImagePlus("z", stack);
        image.setSlice(4);
        var specimen = Specimen.of(image);
        assertSamples(specimen, 8, WIDTH, HEIGHT, values(stack.getProcessor(4)));
        assertThat(specimen.notes()).singleElement().asString().contains("plane 4 of 5");
    }

    @Test
    void imageWithoutPixels() {
        var image = new ImagePlus();
        image.setTitle("closed");
        assertThatThrownBy(() -> Specimen.of(image)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'closed' has no pixels");
    }

    @ParameterizedTest
    @CsvSource({"true,FULL", "false,FULL", "false,HALF_BOTH"})
    void imageOfAnUnchangedFileKnowsItsHistory(boolean grey, Sampling sampling) throws IOException {
        var bytes = JpegEncoder.write(TestJpegs.texture(64, 48, grey, 7), 90, sampling, false);
        var file = Files.write(folder.resolve("photo.jpg"), bytes);
        var image = new Opener().openImage(file.toString());
        image.setTitle("renamed");
        var fromFile = Specimen.open(file);
        var fromImage = Specimen.of(image);
        assertThat(fromImage.jpeg()).isPresent();
        assertThat(fromImage.sha256()).isEqualTo(fromFile.sha256());
        assertThat(fromImage.file()).contains(file);
        assertThat(fromImage.title()).isEqualTo("renamed");
        assertThat(fromImage.notes()).isEmpty();
        assertThat(fromImage.luminance()).containsExactly(fromFile.luminance());

        image.getProcessor().set(5, 6, image.getProcessor().get(5, 6) ^ 1);
        var edited = Specimen.of(image);
        assertThat(edited.jpeg()).isEmpty();
        assertThat(edited.jpegGrid()).isEmpty();
        assertThat(edited.file()).isEmpty();
        assertThat(edited.sha256()).isNotEqualTo(fromFile.sha256());
        assertThat(edited.notes()).singleElement().asString().contains("differs from its file 'photo.jpg'");
    }

    @Test
    void imageOfAChangedOrLostFileHasNoHistory() throws IOException {
        var file = folder.resolve("photo.jpg");
        Files.write(file, JpegEncoder.write(TestJpegs.texture(32, 32, true, 7), 90, Sampling.FULL, false));
        var image = new Opener().openImage(file.toString());
        Files.write(file, JpegEncoder.write(TestJpegs.texture(32, 32, true, 8), 90, Sampling.FULL, false));
        assertThat(Specimen.of(image).jpeg()).isEmpty();
        assertThat(Specimen.of(image).notes()).isNotEmpty();
        Files.delete(file);
        assertThat(Specimen.of(image).jpeg()).isEmpty();
    }

    @Test
    void digestDependsOnSamplesSizeAndDepthOnly() {
        var samples = new byte[] {1, 2, 3, 4, 5, 6};
        var wide = Specimen.of(new ImagePlus("a", new ByteProcessor(3, 2, samples)));
        var again = Specimen.of(new ImagePlus("b", new ByteProcessor(3, 2, samples.clone())));
        var high = Specimen.of(new ImagePlus("a", new ByteProcessor(2, 3, samples)));
        var deep = Specimen.of(new ImagePlus("a",
                new ByteProcessor(3, 2, samples).convertToShort(false)));
        assertThat(wide.sha256()).hasSize(64).isEqualTo(again.sha256()).isNotEqualTo(high.sha256())
                .isNotEqualTo(deep.sha256());
    }

    @Test
    void cropOfPixels() {
        var whole = bytes(9);
        var crop = Specimen.of(new ImagePlus("a", whole)).crop(FinalInterval.createMinSize(3, 2, 5, 4));
        whole.setRoi(3, 2, 5, 4);
        assertSamples(crop, 8, 5, 4, values(whole.crop()));
        whole.setRoi(4, 4, 2, 1);
        assertSamples(crop.crop(FinalInterval.createMinSize(1, 2, 2, 1)), 8, 2, 1, values(whole.crop()));
    }

    @ParameterizedTest
    @CsvSource({"-1,0,3,3", "0,-1,3,3", "10,0,4,2", "0,8,2,2", "0,0,0,2", "0,0,14,9"})
    void cropOutside(int x, int y, int w, int h) {
        var specimen = Specimen.of(new ImagePlus("a", bytes(9)));
        assertThatThrownBy(() -> specimen.crop(FinalInterval.createMinSize(x, y, w, h)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("does not lie within");
    }

    /** Whole picture, aligned, not aligned, of a crop, at the incomplete right edge: x, y, w, h, grid x and y, blocks. */
    @ParameterizedTest
    @CsvSource({"0,0,70,50,0,0,9,7,0,0", "8,16,32,24,0,0,4,3,1,2", "8,16,31,25,0,0,3,3,1,2", "5,3,32,32,3,5,3,3,1,1",
        "1,9,63,20,7,7,7,1,1,2", "64,0,6,50,-1,-1,0,0,0,0", "13,0,2,50,-1,-1,0,0,0,0", "0,1,70,14,-1,-1,0,0,0,0"})
    void jpegGridOfCrops(int x, int y, int w, int h, int gridX, int gridY, int wide, int high, int column, int row)
            throws IOException {
        var whole = Specimen.of("a",
                JpegEncoder.write(TestJpegs.texture(70, 50, false, 7), 90, Sampling.HALF_BOTH, false));
        var crop = whole.crop(FinalInterval.createMinSize(x, y, w, h)).jpegGrid();
        if (wide == 0) {
            assertThat(crop).isEmpty();
            return;
        }
        var grid = crop.orElseThrow();
        assertThat(new int[] {grid.x(), grid.y(), grid.blocks().blocksWide(), grid.blocks().blocksHigh()})
                .containsExactly(gridX, gridY, wide, high);
        var plane = whole.jpeg().orElseThrow().components().get(0).coefficients();
        for (int r = 0; r < high; r++) {
            for (int c = 0; c < wide; c++) {
                for (int i = 0; i < 64; i++) {
                    assertThat(grid.blocks().get(r, c, i)).isEqualTo(plane.get(row + r, column + c, i));
                }
            }
        }
    }

    @Test
    void jpegGridOfACropOfACrop() throws IOException {
        var whole = Specimen.of("a",
                JpegEncoder.write(TestJpegs.texture(70, 50, true, 7), 90, Sampling.FULL, false));
        var twice = whole.crop(FinalInterval.createMinSize(5, 3, 60, 40))
                .crop(FinalInterval.createMinSize(5, 6, 40, 30));
        var grid = twice.jpegGrid().orElseThrow();
        assertThat(grid.x()).isEqualTo(6);
        assertThat(grid.y()).isEqualTo(7);
        var once = whole.crop(FinalInterval.createMinSize(10, 9, 40, 30));
        assertThat(twice.luminance()).containsExactly(once.luminance());
        var expected = once.jpegGrid().orElseThrow().blocks();
        assertThat(grid.blocks().row(1)).containsExactly(expected.row(1));
    }

    @Test
    void luminanceOfColour() {
        var packed = new int[] {0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0x123456};
        var luminance = Specimen.of(new ImagePlus("a", new ColorProcessor(3, 2, packed))).luminance();
        for (int i = 0; i < packed.length; i++) {
            var expected = 0.299 * (packed[i] >> 16) + 0.587 * (packed[i] >> 8 & 255) + 0.114 * (packed[i] & 255);
            assertThat((double) luminance[i]).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void luminanceOfTwoChannelsIsTheirMean() {
        var stack = new ImageStack(2, 1);
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {10, (byte) 200}));
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {20, 0}));
        var image = new ImagePlus("a", stack);
        image.setDimensions(2, 1, 1);
        assertThat(Specimen.of(new CompositeImage(image, IJ.COMPOSITE)).luminance()).containsExactly(15, 100);
    }

    /** The white of 16 bits is that of the bits in use, at least eight. */
    @ParameterizedTest
    @CsvSource({"4095,4095", "4096,8191", "65535,65535", "100,255", "0,255", "255,255", "256,511"})
    void luminanceOfSixteenBits(int highest, int white) {
        var samples = new short[] {(short) highest, 0, (short) (highest / 2)};
        var luminance = Specimen.of(new ImagePlus("a", new ShortProcessor(3, 1, samples, null))).luminance();
        assertThat((double) luminance[0]).isCloseTo(255.0 * highest / white, within(1e-4));
        assertThat(luminance[1]).isZero();
        assertThat((double) luminance[2]).isCloseTo(255.0 * (highest / 2) / white, within(1e-4));
    }

    /** Black and white of 32 bits: 0 and 1, 0 and 255, or smallest and largest value. */
    @ParameterizedTest
    @CsvSource({"0.2,0.9,0,1", "0,1,0,1", "0.5,1.5,0,255", "3,255,0,255", "3,256,3,256", "-1,0.5,-1,0.5",
        "1000,2000,1000,2000"})
    void luminanceOfThirtyTwoBits(float low, float high, float black, float white) {
        var samples = new float[] {low, (low + high) / 2, high, Float.NaN, Float.POSITIVE_INFINITY};
        var luminance = Specimen.of(new ImagePlus("a", new FloatProcessor(5, 1, samples))).luminance();
        for (int i = 0; i < 3; i++) {
            assertThat((double) luminance[i]).isCloseTo(255.0 * (samples[i] - black) / (white - black), within(1e-3));
        }
        assertThat(luminance[3]).isZero();
        assertThat(luminance[4]).isZero();
    }

    @Test
    void luminanceOfFlatAndEmptyFloats() {
        for (var value : new float[] {Float.NaN, 0, 7, -7, 4000, Float.NEGATIVE_INFINITY}) {
            var samples = new float[6];
            Arrays.fill(samples, value);
            for (var one : Specimen.of(new ImagePlus("a", new FloatProcessor(3, 2, samples))).luminance()) {
                assertThat(one).as("of " + value).isFinite();
            }
        }
    }

    @Test
    void cropKeepsTheScaleOfTheWhole() {
        var samples = new float[] {0, 500, 1000, 100};
        var whole = Specimen.of(new ImagePlus("a", new FloatProcessor(4, 1, samples)));
        var part = whole.crop(FinalInterval.createMinSize(1, 0, 1, 1));
        assertThat(part.luminance()).containsExactly(127.5f);
    }

    @Test
    void rgbOfColour() {
        var packed = new int[] {0xff0102, 0x00ff00, 0x0000ff, 0x123456};
        var rgb = new double[3][2];

        Specimen.of(new ImagePlus("a", new ColorProcessor(2, 2, packed))).rgbRow(1, rgb);

        assertThat(rgb[0]).containsExactly(0, 0x12);
        assertThat(rgb[1]).containsExactly(0, 0x34);
        assertThat(rgb[2]).containsExactly(255, 0x56);
    }

    @Test
    void rgbOfOtherThanThreeChannelsIsTheirMean() {
        var stack = new ImageStack(2, 1);
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {10, (byte) 200}));
        stack.addSlice(new ByteProcessor(2, 1, new byte[] {20, 0}));
        var image = new ImagePlus("a", stack);
        image.setDimensions(2, 1, 1);
        var rgb = new double[][] {{7, 7}, {7, 7}, {7, 7}};

        Specimen.of(new CompositeImage(image, IJ.COMPOSITE)).rgbRow(0, rgb);

        assertThat(rgb).isDeepEqualTo(new double[][] {{15, 100}, {15, 100}, {15, 100}});
    }

    @Test
    void rgbOfDeepSamplesIsScaledAsTheirLuminance() {
        var deep = Specimen.of(new ImagePlus("a", new ShortProcessor(3, 1, new short[] {4095, 0, 1000}, null)));
        var real = Specimen.of(new ImagePlus("a", new FloatProcessor(3, 1, new float[] {-1, Float.NaN, 3})));
        for (var specimen : new Specimen[] {deep, real}) {
            var rgb = new double[3][3];
            specimen.rgbRow(0, rgb);
            for (int i = 0; i < 9; i++) {
                assertThat((float) rgb[i / 3][i % 3]).isEqualTo(specimen.luminance()[i % 3]);
            }
        }
    }

    @Test
    void rowsEqualTheWhole() {
        var specimen = Specimen.of(new ImagePlus("a", bytes(3)));
        var row = new double[WIDTH];
        specimen.luminanceRow(4, row);
        for (int x = 0; x < WIDTH; x++) {
            assertThat((float) row[x]).isEqualTo(specimen.luminance()[4 * WIDTH + x]);
        }
        assertThat(channels(specimen)).isEqualTo(1);
        assertThat(channel(specimen, 0)[4 * WIDTH]).isEqualTo(row[0]);
    }
}
