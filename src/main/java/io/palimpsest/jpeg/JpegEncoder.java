package io.palimpsest.jpeg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;

import org.w3c.dom.Element;

/**
 * Saves pictures as JPEG for trial, and reads them back, with the codec of the JDK (libjpeg 6b, slow integer DCT).
 *
 * <p>From quality 50 on the tables are the IJG's, its examples scaled by 200 - 2q percent; only at 85 four steps are
 * rounded the other way. Below 50 the IJG scales by 5000 / q percent without the fraction, which the JDK keeps: steps may
 * then differ by 1 or 2.
 */
public final class JpegEncoder {

    private static final String METADATA = "javax_imageio_jpeg_image_1.0";

    /** Ratio of luma to chroma samples. */
    public enum Sampling {
        /** 4:4:4. */
        FULL(1, 1),
        /** 4:2:2. */
        HALF_WIDTH(2, 1),
        /** 4:4:0. */
        HALF_HEIGHT(1, 2),
        /** 4:2:0. */
        HALF_BOTH(2, 2);

        private final int horizontal;
        private final int vertical;

        Sampling(int horizontal, int vertical) {
            this.horizontal = horizontal;
            this.vertical = vertical;
        }
    }

    private JpegEncoder() {}

    /**
     * Saves a picture.
     *
     * @param image colour, or grey in one band, 8 bits
     * @param quality 1 to 100 on the IJG's scale
     * @param sampling of the chroma; does not matter for grey
     * @param progressive whether in several scans
     * @return the JPEG file
     */
    public static byte[] write(BufferedImage image, int quality, Sampling sampling, boolean progressive) {
        var writer = ofTheJdk(ImageIO.getImageWritersByFormatName("jpeg"));
        var parameters = new JPEGImageWriteParam(null);
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality / 100f);
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        var bytes = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(bytes)) {
            var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), parameters);
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

    /**
     * Reads a picture back.
     *
     * @param jpeg a JPEG file that {@link #write} made
     * @return its pixels
     */
    public static BufferedImage read(byte[] jpeg) {
        var reader = ofTheJdk(ImageIO.getImageReadersByFormatName("jpeg"));
        try (var stream = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(stream);
            return reader.read(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            reader.dispose();
        }
    }

    private static <T> T ofTheJdk(Iterator<T> codecs) {
        while (codecs.hasNext()) {
            var codec = codecs.next();
            if (codec.getClass().getName().startsWith("com.sun.")) {
                return codec;
            }
        }
        throw new IllegalStateException("This Java runtime has no JPEG codec (module java.desktop); use a full JDK");
    }

    private static void sample(IIOMetadata metadata, Sampling sampling) throws IOException {
        var tree = (IIOMetadataNode) metadata.getAsTree(METADATA);
        var luma = (Element) tree.getElementsByTagName("componentSpec").item(0);
        luma.setAttribute("HsamplingFactor", Integer.toString(sampling.horizontal));
        luma.setAttribute("VsamplingFactor", Integer.toString(sampling.vertical));
        metadata.setFromTree(METADATA, tree);
    }
}
