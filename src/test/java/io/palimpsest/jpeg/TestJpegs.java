package io.palimpsest.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;

import org.w3c.dom.Element;

/** JPEG files for tests, written by the JDK's encoder; its quality q / 100 has the IJG tables of quality q. */
public final class TestJpegs {

    /** Ratio of luma to chroma samples. */
    public enum Sampling {
        FULL(1, 1), HALF_WIDTH(2, 1), HALF_HEIGHT(1, 2), HALF_BOTH(2, 2);

        final int horizontal;
        final int vertical;

        Sampling(int horizontal, int vertical) {
            this.horizontal = horizontal;
            this.vertical = vertical;
        }
    }

    private TestJpegs() {}

    /** A colour or grey (one band) image as JPEG of an IJG quality; sampling does not matter for grey. */
    public static byte[] write(BufferedImage image, int quality, Sampling sampling, boolean progressive) {
        var writer = jdkWriter();
        var parameters = new JPEGImageWriteParam(null);
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality / 100f);
        parameters.setProgressiveMode(
                progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        var bytes = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(bytes)) {
            var type = ImageTypeSpecifier.createFromRenderedImage(image);
            var metadata = writer.getDefaultImageMetadata(type, parameters);
            if (image.getRaster().getNumBands() > 1) {
                sample(metadata, sampling);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Pixels by the JDK's decoder. */
    public static BufferedImage decode(byte[] jpeg) {
        var readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            var reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.")) {
                try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
                    reader.setInput(in);
                    return reader.read(0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    reader.dispose();
                }
            }
        }
        throw new IllegalStateException("This JDK has no JPEG reader");
    }

    /** A picture with slopes, edges and fine grain, the same for the same seed. */
    public static BufferedImage texture(int width, int height, boolean grey, long seed) {
        var random = new Random(seed);
        var image = new BufferedImage(
                width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        var raster = image.getRaster();
        var bands = raster.getNumBands();
        var line = new int[width * bands];
        var phase = 6 * random.nextDouble();
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                var slope = 110 + 60 * Math.sin(phase + x / 37.0) * Math.cos(y / 53.0);
                var edge = ((x / 61 + y / 47) % 3 == 0 ? 35 : 0) + 12 * Math.sin(x * 0.9 + y * 0.4);
                for (var b = 0; b < bands; b++) {
                    var value = slope + edge + 15 * b * Math.sin(x / 90.0 + b) + 6 * random.nextGaussian();
                    line[x * bands + b] = (int) Math.max(0, Math.min(255, value));
                }
            }
            raster.setPixels(0, y, width, 1, line);
        }
        return image;
    }

    private static ImageWriter jdkWriter() {
        var writers = ImageIO.getImageWritersByFormatName("jpeg");
        while (writers.hasNext()) {
            var writer = writers.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                return writer;
            }
        }
        throw new IllegalStateException("This JDK has no JPEG writer");
    }

    private static void sample(IIOMetadata metadata, Sampling sampling) throws IOException {
        var name = "javax_imageio_jpeg_image_1.0";
        var tree = (IIOMetadataNode) metadata.getAsTree(name);
        var luma = (Element) tree.getElementsByTagName("componentSpec").item(0);
        luma.setAttribute("HsamplingFactor", Integer.toString(sampling.horizontal));
        luma.setAttribute("VsamplingFactor", Integer.toString(sampling.vertical));
        metadata.setFromTree(name, tree);
    }
}
