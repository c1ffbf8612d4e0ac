package io.palimpsest.jpeg;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a JPEG file holds before anything is decoded to pixels. Immutable.
 *
 * @see JpegReader
 */
public final class JpegFile {

    private final int width;
    private final int height;
    private final JpegProcess process;
    private final List<JpegComponent> components;
    private final List<QuantisationTable> quantisationTables;
    private final List<HuffmanTable> huffmanTables;
    private final List<JpegMarker> markers;
    private final List<JpegScan> scans;
    private final List<JpegPreview> previews;
    private final List<String> comments;
    private final List<String> warnings;
    private final int restartInterval;
    private final int adobeTransform;
    private final boolean complete;

    JpegFile(JpegParser parser) throws JpegException {
        var frame = parser.frame;
        width = frame.width;
        height = frame.height;
        process = frame.process;
        components = frame.components(parser.warnings);
        quantisationTables = List.copyOf(parser.quantisation);
        huffmanTables = List.copyOf(parser.huffman);
        markers = List.copyOf(parser.markers);
        scans = List.copyOf(parser.scans);
        previews = parser.previews.found();
        comments = List.copyOf(parser.comments);
        restartInterval = parser.restartInterval;
        adobeTransform = parser.adobeTransform;
        complete = parser.complete() && components.stream().allMatch(c -> c.coefficients().missingCount() == 0);
        warnings = parser.warnings.all();
    }

    /** Width of the picture in pixels. */
    public int width() {
        return width;
    }

    /** Height of the picture in pixels. */
    public int height() {
        return height;
    }

    /** How the coefficients are coded. */
    public JpegProcess process() {
        return process;
    }

    /** The components in the order of the frame header; the first is luma in all but RGB and CMYK files. */
    public List<JpegComponent> components() {
        return components;
    }

    /** All quantisation tables in the order of the file; a later one may replace one of the same id. */
    public List<QuantisationTable> quantisationTables() {
        return quantisationTables;
    }

    /** All Huffman tables in the order of the file; a later one may replace one of the same id. */
    public List<HuffmanTable> huffmanTables() {
        return huffmanTables;
    }

    /** All markers up to the end of the image, in the order of the file, without restart markers. */
    public List<JpegMarker> markers() {
        return markers;
    }

    /** All scan headers in the order of the file. */
    public List<JpegScan> scans() {
        return scans;
    }

    /** Thumbnails, previews and further pictures in the order in which they were found. */
    public List<JpegPreview> previews() {
        return previews;
    }

    /** Texts of the comment segments: UTF-8 where it is valid, else Latin-1. */
    public List<String> comments() {
        return comments;
    }

    /** Minimum coded units between two restart markers, as last defined; 0 when there are no restart markers. */
    public int restartInterval() {
        return restartInterval;
    }

    /** Colour transform of the Adobe segment, if there is one: 0 none (RGB, CMYK), 1 YCbCr, 2 YCCK. */
    public OptionalInt adobeTransform() {
        return adobeTransform < 0 ? OptionalInt.empty() : OptionalInt.of(adobeTransform);
    }

    /** Sentences that say what is damaged, missing or odd, and where. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether the coefficients of all scans were read without loss. */
    public boolean complete() {
        return complete;
    }

    /** Quality setting that fits the quantisation table of the first component. */
    public JpegQuality quality() {
        return JpegQuality.of(components.get(0).quantisation());
    }
}
