package io.palimpsest.jpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the structure of JPEG files: markers, tables and the quantised coefficients themselves, as the IJG library's
 * jpeg_read_coefficients gives them.
 *
 * <p>Baseline, extended sequential and progressive Huffman coding with 8-bit samples, one to four components, any
 * sampling factors. Of a truncated or damaged file it keeps the blocks that were decoded and
 * {@linkplain JpegFile#warnings() tells} what is missing. It takes time and memory in proportion to the file's length,
 * whatever the file claims.
 *
 * <p>Stateless; safe for use by several threads.
 */
public final class JpegReader {

    private static final long LONGEST = 1L << 30;

    private JpegReader() {}

    /**
     * Reads a file with its coefficients.
     *
     * @throws JpegException when the content is not JPEG, not of a supported kind, or no block of it can be decoded
     * @throws IOException when the file cannot be read
     */
    public static JpegFile read(Path path) throws IOException {
        return read(bytes(path));
    }

    /**
     * Reads a file with its coefficients.
     *
     * @param file the whole content; not kept
     * @throws JpegException when the content is not JPEG, not of a supported kind, or no block of it can be decoded
     */
    public static JpegFile read(byte[] file) throws JpegException {
        return parse(file, true);
    }

    /**
     * Reads all but the coefficients: every block of the planes is missing, and the file counts as incomplete.
     *
     * @throws JpegException when the content is not JPEG or not of a supported kind
     * @throws IOException when the file cannot be read
     */
    public static JpegFile readHeader(Path path) throws IOException {
        return readHeader(bytes(path));
    }

    /**
     * Reads all but the coefficients: every block of the planes is missing, and the file counts as incomplete.
     *
     * @param file the whole content; not kept
     * @throws JpegException when the content is not JPEG or not of a supported kind
     */
    public static JpegFile readHeader(byte[] file) throws JpegException {
        return parse(file, false);
    }

    private static JpegFile parse(byte[] file, boolean decode) throws JpegException {
        var parser = new JpegParser(file, decode);
        parser.parse();
        return new JpegFile(parser);
    }

    /** Looks at the first bytes and the length before it reads the rest. */
    private static byte[] bytes(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new JpegException("This is a directory, not a JPEG file.");
        }
        if (Files.size(path) > LONGEST) {
            throw new JpegException("The file is longer than 1 GiB, which is not supported.");
        }
        try (var in = Files.newInputStream(path)) {
            var first = in.readNBytes(2);
            if (first.length == 2 && (first[0] != (byte) 0xFF || first[1] != (byte) JpegMarker.SOI)) {
                return first;
            }
        }
        return Files.readAllBytes(path);
    }
}
