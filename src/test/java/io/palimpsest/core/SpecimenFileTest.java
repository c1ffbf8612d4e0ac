package io.palimpsest.core;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import io.palimpsest.jpeg.CoefficientPlane;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.JpegProcess;
import io.palimpsest.jpeg.TestJpegEncoder;
import io.palimpsest.jpeg.TestJpegEncoder.Component;
import io.palimpsest.jpeg.TestJpegs;
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
import static io.palimpsest.core.TestImages.random;
import static io.palimpsest.core.TestImages.resource;
import static io.palimpsest.core.TestImages.write;
import static org.assertj.core.api.Assertions.assertThat;

class SpecimenFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"png,1,0", "png,2,0", "png,3,0", "png,4,0", "png,1,1", "png,2,1", "png,3,1", "png,4,1", "tiff,1,0",
        "tiff,3,0", "tiff,4,0", "tiff,1,1", "tiff,3,1", "bmp,1,0", "bmp,3,0"})
    void samplesAsWritten(String format, int bands, int type) throws IOException {
        var image = random(bands, type, bands + type);
        var specimen = Specimen.open(write(image, format, folder.resolve("a.b")));

        var expected = new double[bands == 2 ? 1 : Math.min(3, bands)][];
        for (int c = 0; c < expected.length; c++) {
            expected[c] = band(image, c);
        }
        assertSamples(specimen, type == DataBuffer.TYPE_BYTE ? 8 : 16, WIDTH, HEIGHT, expected);
        assertThat(specimen.title()).isEqualTo("a.b");
        assertThat(specimen.jpeg()).isEmpty();
        assertThat(specimen.jpegGrid()).isEmpty();
        assertThat(specimen.notes()).isEmpty();
    }

    @Test
    void sixteenBitMicrograph() throws IOException {
        var image = IJ.openImage(resource("samples/worms.png").toString());
        var expected = new double[image.getWidth() * image.getHeight()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = image.getProcessor().get(i);
        }
        assertSamples(Specimen.open(resource("samples/worms.png")), 16, 320, 260, expected);
    }

    @Test
    void palettes() throws IOException {
        var random = new Random(3);
        var table = new byte[3][256];
        for (var channel : table) {
            random.nextBytes(channel);
        }
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, 256, table[0], table[1], table[2]));
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, random.nextInt(256));
        }
        var rgb = image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
        for (var format : List.of("gif", "png", "bmp", "tiff")) {
            var specimen = Specimen.open(write(image, format, folder.resolve("palette." + format)));
            assertSamples(specimen, 8, WIDTH, HEIGHT, band(rgb, 0), band(rgb, 1), band(rgb, 2));
        }
    }

    @Test
    void greyPaletteIsOneChannel() throws IOException {
        var levels = new byte[] {0, 85, (byte) 170, (byte) 255};
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(2, 4, levels, levels, levels));
        image.getRaster().setSample(1, 0, 0, 3);
        var specimen = Specimen.open(write(image, "gif", folder.resolve("grey.gif")));
        assertThat(channels(specimen)).isEqualTo(1);
        assertThat(channel(specimen, 0)).startsWith(0, 255, 0);
    }

    @Test
    void twoLevels() throws IOException {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
        image.getRaster().setSample(2, 0, 0, 1);
        for (var format : List.of("png", "tiff", "bmp")) {
            var specimen = Specimen.open(write(image, format, folder.resolve("bits." + format)));
            assertThat(channel(specimen, 0)).as(format).startsWith(0, 0, 255, 0);
        }
    }

    @Test
    void fiveBitsReachWhite() {
        var image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        image.setRGB(0, 0, 0xffffff);
        for (var plane : ImageDecoder.samples(image).planes()) {
            assertThat((byte[]) plane).containsExactly(255);
        }
    }

    @Test
    void animatedGif() throws IOException {
        var frames = new ArrayList<BufferedImage>();
        for (int i = 0; i < 3; i++) {
            var frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
            frame.getRaster().setSample(i, 0, 0, 200);
            frames.add(frame);
        }
        var file = folder.resolve("animated.gif");
        var writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (var stream = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (var frame : frames) {
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        var specimen = Specimen.open(file);
        assertSamples(specimen, 8, WIDTH, HEIGHT, band(frames.get(0), 0));
        assertThat(specimen.notes()).singleElement().asString().contains("3 pictures").contains("first");
    }

    @Test
    void tiffsOfImageJ() throws IOException {
        var random = new Random(8);
        var bytes = new byte[WIDTH * HEIGHT];
        random.nextBytes(bytes);
        var shorts = new short[bytes.length];
        var floats = new float[bytes.length];
        var colours = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            shorts[i] = (short) random.nextInt(65536);
            floats[i] = (float) (1000 * random.nextGaussian());
            colours[i] = random.nextInt() | 0xff000000;
        }
        floats[5] = Float.NaN;
        for (var processor : List.of(new ByteProcessor(WIDTH, HEIGHT, bytes),
                new ShortProcessor(WIDTH, HEIGHT, shorts, null), new FloatProcessor(WIDTH, HEIGHT, floats))) {
            var file = folder.resolve("grey.tif");
            assertThat(new FileSaver(new ImagePlus("a", processor)).saveAsTiff(file.toString())).isTrue();
            var expected = new double[bytes.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = processor.getf(i);
            }
            assertSamples(Specimen.open(file), processor.getBitDepth(), WIDTH, HEIGHT, expected);
        }
        var file = folder.resolve("colour.tif");
        var image = new ImagePlus("a", new ColorProcessor(WIDTH, HEIGHT, colours));
        assertThat(new FileSaver(image).saveAsTiff(file.toString())).isTrue();
        assertSamples(Specimen.open(file), 8, WIDTH, HEIGHT, band(colours, 0), band(colours, 1), band(colours, 2));
    }

    @Test
    void floatTiffBetweenZeroAndOneAndBeyond() throws IOException {
        for (var top : List.of(1f, 255f, 70000f)) {
            var values = new float[] {0, top / 2, top, -top / 3};
            var file = folder.resolve("float.tif");
            new FileSaver(new ImagePlus("a", new FloatProcessor(2, 2, values))).saveAsTiff(file.toString());
            assertThat(channel(Specimen.open(file), 0)).containsExactly(0, top / 2, top, -top / 3);
        }
    }

    @Test
    void tiffOfSeveralPages() throws IOException {
        var stack = new ImageStack(WIDTH, HEIGHT);
        for (int i = 1; i <= 4; i++) {
            var plane = new ByteProcessor(WIDTH, HEIGHT);
            plane.set(10 * i);
            plane.set(i, i, 250);
            stack.addSlice(plane);
        }
        var file = folder.resolve("stack.tif");
        assertThat(new FileSaver(new ImagePlus("a", stack)).saveAsTiffStack(file.toString())).isTrue();
        var specimen = Specimen.open(file);
        assertThat(specimen.notes()).singleElement().asString().contains("4 pictures");
        assertThat(channel(specimen, 0)).contains(10, 250).doesNotContain(20, 30, 40);
    }

    @Test
    void jpegSamplesAreThoseOfItsCodec() throws IOException {
        for (var grey : List.of(true, false)) {
            var bytes = JpegEncoder.write(TestJpegs.texture(50, 35, grey, 2), 85, Sampling.FULL, false);
            var expected = JpegEncoder.read(bytes);
            var specimen = Specimen.open(Files.write(folder.resolve("a.jpg"), bytes));
            var rgb = expected.getRGB(0, 0, 50, 35, null, 0, 50);
            if (grey) {
                assertSamples(specimen, 8, 50, 35, band(expected, 0));
            } else {
                assertSamples(specimen, 8, 50, 35, band(rgb, 0), band(rgb, 1), band(rgb, 2));
            }
            assertThat(specimen.jpeg()).isPresent();
            assertThat(specimen.jpegGrid()).isPresent();
            assertThat(specimen.file()).contains(folder.resolve("a.jpg"));
        }
    }

    /** Adobe's files hold 255 where there is no ink. Both colour transforms that Adobe knows for four components. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void fourInks(int transform) throws IOException {
        var white = fourComponents(transform, 255, 255, 255, 255);
        var cyan = fourComponents(transform, 0, 255, 255, 255);
        var black = fourComponents(transform, 255, 255, 255, 0);
        assertThat(channels(white)).isEqualTo(3);
        assertThat(channel(white, 0)[0]).isGreaterThan(245);
        assertThat(channel(white, 2)[0]).isGreaterThan(245);
        assertThat(channel(cyan, 0)[0]).isLessThan(60);
        assertThat(channel(cyan, 1)[0]).isGreaterThan(120);
        assertThat(channel(cyan, 2)[0]).isGreaterThan(180);
        assertThat(channel(black, 0)[0]).isLessThan(70);
        assertThat(black.jpeg().orElseThrow().components()).hasSize(4);
    }

    private Specimen fourComponents(int transform, int... inverted) throws IOException {
        var levels = inverted.clone();
        if (transform == 2) {
            var r = 255 - inverted[0];
            var g = 255 - inverted[1];
            var b = 255 - inverted[2];
            levels[0] = (int) Math.round(0.299 * r + 0.587 * g + 0.114 * b);
            levels[1] = (int) Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
            levels[2] = (int) Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
        }
        var components = new ArrayList<Component>();
        var ones = new int[64];
        Arrays.fill(ones, 1);
        for (int c = 0; c < 4; c++) {
            var coefficients = new short[64 * 4];
            for (int block = 0; block < 4; block++) {
                coefficients[64 * block] = (short) (8 * (levels[c] - 128));
            }
            components.add(new Component(c + 1, 1, 1, 0, CoefficientPlane.of(2, 2, coefficients)));
        }
        var adobe = HexFormat.of().parseHex("FFEE000E" + "41646F6265" + "0064" + "00000000" + "0" + transform);
        var bytes = new TestJpegEncoder(16, 16, JpegProcess.BASELINE, components, List.of(ones)).segments(adobe)
                .encode();
        return Specimen.of("inks", bytes);
    }

    @Test
    void fourComponentSample() throws IOException {
        var specimen = Specimen.open(resource("jpeg/baseline-cmyk.jpg"));
        assertThat(specimen.jpeg().orElseThrow().components()).hasSize(4);
        assertThat(channels(specimen)).isEqualTo(3);
    }

    @Test
    void suffixesDoNotMatter() throws IOException {
        var image = random(3, DataBuffer.TYPE_BYTE, 5);
        var png = Specimen.open(write(image, "png", folder.resolve("photo.jpg")));
        assertThat(channel(png, 1)).containsExactly(band(image, 1));
        assertThat(png.jpeg()).isEmpty();

        var bytes = JpegEncoder.write(TestJpegs.texture(16, 16, true, 2), 85, Sampling.FULL, false);
        assertThat(Specimen.open(Files.write(folder.resolve("photo.png"), bytes)).jpeg()).isPresent();
    }

    @Test
    void digestIsThatOfTheFile() throws Exception {
        var file = write(random(1, DataBuffer.TYPE_BYTE, 5), "png", folder.resolve("a.png"));
        var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        assertThat(Specimen.open(file).sha256()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(Specimen.of("b", Files.readAllBytes(file)).sha256()).isEqualTo(HexFormat.of().formatHex(digest));
    }
}
