package io.palimpsest.core;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;

/**
 * Reads the samples of PNG, TIFF, JPEG, BMP and GIF files, told apart by their first bytes and not by their names.
 *
 * <p>JPEG and TIFF go through TwelveMonkeys ImageIO, the rest through the JDK's readers; which reader serves does not
 * depend on what else is installed, so a file has the same samples everywhere. Colour profiles are not applied and
 * alpha is dropped: both would change the samples that traces live in.
 */
final class ImageDecoder {

    /** Bytes of heap that an analysis needs for each pixel, at least. */
    private static final int BYTES_PER_PIXEL = 24;

    /** What a file holds: the samples of its first picture, how many pictures it has, and its format. */
    record Decoded(Pixels pixels, int pictures, String format) {}

    private ImageDecoder() {}

    static boolean isJpeg(byte[] file) {
        return startsWith(file, 0xff, 0xd8, 0xff);
    }

    static Decoded decode(byte[] file) throws UnreadableImage {
        var format = format(file);
        ImageReader reader = null;
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader = reader(format);
            reader.setInput(input, false, true);
            requireRoom(reader.getWidth(0), reader.getHeight(0));
            var pixels = format.equals("TIFF") ? tiff(reader) : samples(reader.read(0));
            return new Decoded(pixels, pictures(reader, format), format);
        } catch (UnreadableImage e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableImage("The " + format + " data cannot be decoded (" + brief(e)
                    + "); get an undamaged copy of the file", e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    private static String brief(Exception e) {
        var message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    private static String format(byte[] file) throws UnreadableImage {
        if (file.length == 0) {
            throw new UnreadableImage("The file is empty (0 bytes); get it again from its source");
        }
        if (isJpeg(file)) {
            return "JPEG";
        }
        if (startsWith(file, 0x89, 'P', 'N', 'G')) {
            return "PNG";
        }
        if (startsWith(file, 'I', 'I', 42, 0) || startsWith(file, 'M', 'M', 0, 42)
                || startsWith(file, 'I', 'I', 43, 0) || startsWith(file, 'M', 'M', 0, 43)) {
            return "TIFF";
        }
        if (startsWith(file, 'B', 'M')) {
            return "BMP";
        }
        if (startsWith(file, 'G', 'I', 'F', '8')) {
            return "GIF";
        }
        throw new UnreadableImage("This is no PNG, TIFF, JPEG, BMP or GIF file, whatever its name; open it in its own"
                + " program and save it as PNG or TIFF");
    }

    private static boolean startsWith(byte[] file, int... magic) {
        if (file.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static ImageReader reader(String format) throws IOException {
        switch (format) {
            case "JPEG":
                var provider = new JPEGImageReaderSpi();
                provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class); // finds the JDK's codec
                return provider.createReaderInstance();
            case "TIFF":
                return new TIFFImageReaderSpi().createReaderInstance();
            default:
                var readers = ImageIO.getImageReadersByFormatName(format);
                while (readers.hasNext()) {
                    var reader = readers.next();
                    if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                        return reader;
                    }
                }
                throw new UnreadableImage("This Java runtime lacks its " + format
                        + " reader (module java.desktop); use a full JDK");
        }
    }

    /** Floating-point samples are taken as a raster, because the reader cuts those of an image to 0..1. */
    private static Pixels tiff(ImageReader reader) throws IOException {
        var type = reader.getRawImageType(0);
        var data = type == null ? DataBuffer.TYPE_UNDEFINED : type.getSampleModel().getDataType();
        return data == DataBuffer.TYPE_FLOAT || data == DataBuffer.TYPE_DOUBLE
                ? bands(reader.readRaster(0, null), type.getColorModel().getNumColorComponents())
                : samples(reader.read(0));
    }

    private static int pictures(ImageReader reader, String format) {
        if (!format.equals("TIFF") && !format.equals("GIF")) {
            return 1;
        }
        try {
            return Math.max(1, reader.getNumImages(true));
        } catch (IOException | RuntimeException e) {
            return 1; // the first picture was read; a damaged list of the others does not change it
        }
    }

    private static void requireRoom(int width, int height) throws UnreadableImage {
        var pixels = (long) width * height;
        var room = Runtime.getRuntime().maxMemory();
        if (pixels * BYTES_PER_PIXEL > room || pixels > Integer.MAX_VALUE - 8) {
            throw new UnreadableImage(String.format(java.util.Locale.ROOT,
                    "The picture of %d x %d pixels needs at least %.1f GiB of memory and %.1f GiB are allowed;"
                            + " crop it or allow more (java -Xmx, or Edit > Options > Memory in Fiji)",
                    width, height, pixels * (double) BYTES_PER_PIXEL / (1 << 30), room / (double) (1 << 30)));
        }
    }

    /** The samples of a decoded image in the depth of the file; palettes are resolved. */
    static Pixels samples(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return indexed(image.getRaster(), palette);
        }
        if (image.getRaster().getSampleModel().getNumBands() != image.getColorModel().getNumComponents()) {
            return packed(image);
        }
        return bands(image.getRaster(), image.getColorModel().getNumColorComponents());
    }

    private static Pixels bands(Raster raster, int colours) {
        List<Object> channels = new ArrayList<>();
        for (int band = 0; band < colours; band++) {
            channels.add(band(raster, band));
        }
        return Pixels.of(raster.getWidth(), raster.getHeight(), channels);
    }

    private static Object band(Raster raster, int band) {
        var w = raster.getWidth();
        var h = raster.getHeight();
        var bits = raster.getSampleModel().getSampleSize(band);
        var type = raster.getDataBuffer().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE || type == DataBuffer.TYPE_SHORT
                || bits > 16) {
            return raster.getSamples(0, 0, w, h, band, new float[w * h]);
        }
        var row = new int[w];
        if (bits > 8) {
            var shorts = new short[w * h];
            for (int y = 0; y < h; y++) {
                raster.getSamples(0, y, w, 1, band, row);
                for (int x = 0; x < w; x++) {
                    shorts[y * w + x] = (short) row[x];
                }
            }
            return shorts;
        }
        var white = (1 << bits) - 1;
        var bytes = new byte[w * h];
        for (int y = 0; y < h; y++) {
            raster.getSamples(0, y, w, 1, band, row);
            for (int x = 0; x < w; x++) {
                bytes[y * w + x] = (byte) ((row[x] * 255 + white / 2) / white);
            }
        }
        return bytes;
    }

    private static Pixels indexed(Raster raster, IndexColorModel palette) {
        var w = raster.getWidth();
        var h = raster.getHeight();
        var planes = List.of(new byte[w * h], new byte[w * h], new byte[w * h]);
        var row = new int[w];
        for (int y = 0; y < h; y++) {
            raster.getSamples(0, y, w, 1, 0, row);
            for (int x = 0; x < w; x++) {
                var at = y * w + x;
                planes.get(0)[at] = (byte) palette.getRed(row[x]);
                planes.get(1)[at] = (byte) palette.getGreen(row[x]);
                planes.get(2)[at] = (byte) palette.getBlue(row[x]);
            }
        }
        var grey = java.util.Arrays.equals(planes.get(0), planes.get(1))
                && java.util.Arrays.equals(planes.get(1), planes.get(2));
        return Pixels.of(w, h, grey ? planes.subList(0, 1) : planes);
    }

    private static Pixels packed(BufferedImage image) {
        var w = image.getWidth();
        var h = image.getHeight();
        return rgb(w, h, image.getRGB(0, 0, w, h, null, 0, w));
    }

    /** Three byte planes of packed 0xRRGGBB pixels. */
    static Pixels rgb(int width, int height, int[] packed) {
        var planes = List.of(new byte[packed.length], new byte[packed.length], new byte[packed.length]);
        for (int i = 0; i < packed.length; i++) {
            planes.get(0)[i] = (byte) (packed[i] >> 16);
            planes.get(1)[i] = (byte) (packed[i] >> 8);
            planes.get(2)[i] = (byte) packed[i];
        }
        return Pixels.of(width, height, planes);
    }
}
