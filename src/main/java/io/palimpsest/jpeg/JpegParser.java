package io.palimpsest.jpeg;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Walks over the markers of a file, from the start of the image to its end, and collects what they tell. */
final class JpegParser {

    private static final int MOST_MARKERS = 20_000;

    final byte[] data;
    final Warnings warnings = new Warnings();
    final List<JpegMarker> markers = new ArrayList<>();
    final List<QuantisationTable> quantisation = new ArrayList<>();
    final List<HuffmanTable> huffman = new ArrayList<>();
    final List<JpegScan> scans = new ArrayList<>();
    final List<String> comments = new ArrayList<>();
    final PreviewFinder previews;
    final Budget budget;

    Frame frame;
    int restartInterval;
    int adobeTransform = -1;
    boolean damaged;
    boolean ended;

    private final boolean decode;
    private final HuffmanTable[][] tables = new HuffmanTable[2][4];
    private final QuantisationTable[] steps = new QuantisationTable[4];
    private int position;

    JpegParser(byte[] data, boolean decode) {
        this.data = data;
        this.decode = decode;
        this.previews = new PreviewFinder(data, warnings);
        this.budget = new Budget(data.length);
    }

    void parse() throws JpegException {
        if (data.length == 0) {
            throw new JpegException("The file is empty.");
        }
        if (data.length < 2 || data[0] != (byte) 0xFF || data[1] != (byte) JpegMarker.SOI) {
            throw new JpegException("This is no JPEG file: it does not begin with the bytes FF D8.");
        }
        markers.add(new JpegMarker(JpegMarker.SOI, 0, 0));
        position = 2;
        try {
            walk();
        } catch (JpegException e) {
            if (scans.isEmpty() || decode && !frame.anyBlock()) {
                throw e;
            }
            damaged = true;
            warnings.add("Reading stopped before the end: " + e.getMessage());
        }
        if (frame == null) {
            throw new JpegException("The file ends at byte " + data.length + " without a frame header (SOF).");
        }
        if (scans.isEmpty()) {
            throw new JpegException("The file ends at byte " + data.length + " without any image data (SOS).");
        }
        if (decode && !frame.anyBlock()) {
            throw new JpegException("No block can be decoded. " + String.join(" ", warnings.all()));
        }
        completeTables();
    }

    private void walk() throws JpegException {
        while (true) {
            var marker = Segment.nextMarker(data, position);
            var skipped = marker - position;
            while (skipped > 0 && data[position + skipped - 1] == (byte) 0xFF) {
                skipped--;
            }
            if (skipped > 0) {
                warnings.add(skipped + " bytes at byte " + position + " belong to no segment.");
            }
            if (marker >= data.length) {
                warnings.add("The file ends without an end marker (EOI).");
                return;
            }
            var code = data[marker + 1] & 0xFF;
            position = marker + 2;
            if (code == JpegMarker.EOI) {
                markers.add(new JpegMarker(code, marker, 0));
                ended = true;
                previews.afterEnd(position);
                return;
            }
            if (!JpegMarker.isRestart(code) && code != JpegMarker.TEM) {
                segment(code, marker);
            }
        }
    }

    private void segment(int code, int marker) throws JpegException {
        if (code == JpegMarker.SOI || code < JpegMarker.SOF0) {
            throw new JpegException(
                    "A marker " + JpegMarker.name(code) + " at byte " + marker + " does not belong there.");
        }
        if (markers.size() >= MOST_MARKERS) {
            throw new JpegException("The file has more than " + MOST_MARKERS + " segments (byte " + marker + ").");
        }
        var segment = new Segment(data, marker);
        markers.add(new JpegMarker(code, marker, segment.end - marker - 2));
        position = segment.end;
        if (JpegMarker.isFrame(code) || code == JpegMarker.DHP || code >= 0xF0 && code <= 0xFD) {
            frame(code, segment);
            return;
        }
        switch (code) {
            case JpegMarker.SOS -> scan(segment);
            case JpegMarker.DQT -> TableReader.quantisation(segment, this::define);
            case JpegMarker.DHT -> TableReader.huffman(segment, this::define);
            case JpegMarker.DRI -> {
                restartInterval = segment.nextShort();
                segment.expectEnd();
            }
            case JpegMarker.COM -> comments.add(text(segment));
            case JpegMarker.APP14 -> adobe(segment);
            default -> previews.look(code, segment);
        }
    }

    private void define(QuantisationTable table) {
        steps[table.id()] = table;
        if (!quantisation.contains(table)) {
            quantisation.add(table);
        }
    }

    private void define(HuffmanTable table) {
        tables[table.kind().ordinal()][table.id()] = table;
        if (huffman.size() < 1000) {
            huffman.add(table);
        }
    }

    private void adobe(Segment segment) {
        if (segment.startsWith("Adobe") && segment.remaining() >= 12) {
            adobeTransform = data[segment.start + 11] & 0xFF;
        }
    }

    private String text(Segment segment) {
        var bytes = ByteBuffer.wrap(data, segment.start, segment.remaining());
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return new String(data, segment.start, segment.remaining(), StandardCharsets.ISO_8859_1);
        }
    }

    private void frame(int code, Segment segment) throws JpegException {
        if (frame != null) {
            throw new JpegException("A second frame header (" + JpegMarker.name(code) + ") at byte " + segment.marker
                    + " does not belong there.");
        }
        frame = FrameReader.read(code, segment);
    }

    private void scan(Segment segment) throws JpegException {
        if (frame == null) {
            throw new JpegException("The scan at byte " + segment.marker + " comes before any frame header (SOF).");
        }
        if (scans.isEmpty()) {
            findHeight();
            frame.layOut();
        }
        var header = ScanHeader.read(segment, frame, scans.size(), warnings);
        scans.add(header.scan());
        for (var part : header.members()) {
            begin(part, segment);
        }
        if (decode) {
            decode(header);
        } else {
            position = Segment.endOfScan(data, position);
        }
    }

    private void begin(Frame.Part part, Segment segment) throws JpegException {
        if (!part.scanned) {
            part.table = steps[part.tableId];
            if (part.table == null) {
                throw new JpegException("The scan at byte " + segment.marker + " needs the quantisation table "
                        + part.tableId + ", which the file does not define before it.");
            }
            part.scanned = true;
        } else if (frame.process != JpegProcess.PROGRESSIVE) {
            throw new JpegException("The scan at byte " + segment.marker + " brings component " + part.index
                    + " a second time.");
        }
    }

    /** Gives components without a scan a table, so that callers need not ask. */
    private void completeTables() {
        for (var part : frame.parts) {
            if (part.table == null) {
                part.table = steps[part.tableId];
            }
            if (part.table == null) {
                var ones = new int[64];
                Arrays.fill(ones, 1);
                part.table = new QuantisationTable(part.tableId, 8, ones);
            }
        }
    }

    private void decode(ScanHeader header) throws JpegException {
        var bits = new BitReader(data, position);
        var blocks = header.decoder(frame, bits, tables);
        var scan = header.scan();
        if (new ScanDecoder(this, scan, header.members(), bits, blocks).decode()) {
            for (var part : header.members()) {
                Arrays.fill(part.lowestBit, scan.spectralStart(), scan.spectralEnd() + 1, scan.approximationLow());
            }
            var unread = bits.unused() + Segment.nextMarker(data, bits.position()) - bits.position();
            if (unread > 0) {
                warnings.add("Scan " + scans.size() + " (byte " + scan.offset() + "): " + unread
                        + " bytes after its last block belong to no block.");
            }
        } else {
            damaged = true;
        }
        position = Segment.endOfScan(data, bits.position());
    }

    /** A height of 0 stands for one that a DNL marker tells after the first scan. */
    private void findHeight() throws JpegException {
        if (frame.height > 0) {
            return;
        }
        var marker = Segment.endOfScan(data, position);
        if (marker >= data.length || (data[marker + 1] & 0xFF) != JpegMarker.DNL) {
            throw new JpegException("The frame header gives the height 0, and no DNL marker follows the first scan.");
        }
        frame.height = new Segment(data, marker).nextShort();
        if (frame.height == 0) {
            throw new JpegException("The frame header and the DNL marker at byte " + marker + " give the height 0.");
        }
    }

    /** Whether every coefficient that the file is meant to hold was read. */
    boolean complete() {
        return decode
                && !damaged
                && frame.parts.stream().allMatch(part -> part.scanned)
                && (ended || frame.parts.stream().allMatch(Frame.Part::fullyRefined));
    }
}
