package io.palimpsest.core;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;

/** Small pictures of known samples. */
final class TestImages {

    static final int WIDTH = 13;
    static final int HEIGHT = 9;

    private TestImages() {}

    /** Random samples; {@code type} is one of {@link DataBuffer}'s; 2 and 4 bands have alpha in the last. */
    static BufferedImage random(int bands, int type, long seed) {
        var random = new Random(seed);
        var raster = Raster.createInterleavedRaster(type, WIDTH, HEIGHT, bands, null);
        var line = new int[WIDTH * bands];
        for (int y = 0; y < HEIGHT; y++) {
            for (int i = 0; i < line.length; i++) {
                line[i] = random.nextInt(type == DataBuffer.TYPE_BYTE ? 256 : 65536);
            }
            raster.setPixels(0, y, WIDTH, 1, line);
        }
        var alpha = bands % 2 == 0;
        var space = ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        var model = new ComponentColorModel(space, alpha, false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, type);
        return new BufferedImage(model, raster, false, null);
    }

    static Path write(BufferedImage image, String format, Path file) throws IOException {
        Files.write(file, bytes(image, format));
        return file;
    }

    /** A file by the JDK's own writer, whichever others are installed. */
    static byte[] bytes(BufferedImage image, String format) throws IOException {
        var writers = ImageIO.getImageWritersByFormatName(format);
        var writer = writers.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = writers.next();
        }
        var out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** The samples of one band as they are. */
    static double[] band(BufferedImage image, int band) {
        return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), band, (double[]) null);
    }

    /** One channel of 0xRRGGBB pixels: 0 = red. */
    static double[] band(int[] packed, int channel) {
        var values = new double[packed.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = packed[i] >> 16 - 8 * channel & 0xff;
        }
        return values;
    }

    static int channels(Specimen specimen) {
        return (int) specimen.pixels().dimension(2);
    }

    static double[] channel(Specimen specimen, int channel) {
        var access = specimen.pixels().randomAccess();
        var values = new double[specimen.width() * specimen.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = access.setPositionAndGet(i % specimen.width(), i / specimen.width(), channel).getRealDouble();
        }
        return values;
    }

    static void assertSamples(Specimen specimen, int depth, int width, int height, double[]... expected) {
        assertThat(specimen.width()).isEqualTo(width);
        assertThat(specimen.height()).isEqualTo(height);
        assertThat(specimen.depth()).isEqualTo(depth);
        assertThat(channels(specimen)).isEqualTo(expected.length);
        for (int c = 0; c < expected.length; c++) {
            assertThat(channel(specimen, c)).as("channel " + c).containsExactly(expected[c]);
        }
    }

    static Path resource(String name) {
        return Path.of("src/test/resources", name);
    }
}
