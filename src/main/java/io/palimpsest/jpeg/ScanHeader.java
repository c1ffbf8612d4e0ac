package io.palimpsest.jpeg;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.jpeg.Frame.Part;
import io.palimpsest.jpeg.HuffmanTable.Kind;

/** A scan header with its components and the numbers of their Huffman tables. */
record ScanHeader(JpegScan scan, List<Part> members, int[] dcTables, int[] acTables) {

    private static final int MOST_SCANS = 500;

    static ScanHeader read(Segment segment, Frame frame, int scansBefore, Warnings warnings) throws JpegException {
        if (scansBefore >= MOST_SCANS) {
            throw new JpegException("The file has more than " + MOST_SCANS + " scans (byte " + segment.marker + ").");
        }
        var count = segment.next();
        if (count < 1 || count > 4 || segment.remaining() != 2 * count + 3) {
            throw segment.broken(count + " components in a scan header of " + segment.remaining() + " bytes");
        }
        var members = new ArrayList<Part>();
        var dc = new int[count];
        var ac = new int[count];
        for (var i = 0; i < count; i++) {
            members.add(member(segment, frame, members));
            var numbers = segment.next();
            dc[i] = numbers >> 4;
            ac[i] = numbers & 15;
        }
        var start = segment.next();
        var end = segment.next();
        var bits = segment.next();
        var positions = members.stream().map(part -> part.index).toList();
        var scan = new JpegScan(segment.marker, positions, start, end, bits >> 4, bits & 15);
        var header = new ScanHeader(frame.process == JpegProcess.PROGRESSIVE ? scan : sequential(scan, warnings),
                members, dc, ac);
        header.check(segment, frame);
        return header;
    }

    private static Part member(Segment segment, Frame frame, List<Part> taken) throws JpegException {
        var id = segment.next();
        for (var part : frame.parts) {
            if (part.id == id && !taken.contains(part)) {
                return part;
            }
        }
        throw segment.broken("the frame header has no component " + id);
    }

    private static JpegScan sequential(JpegScan scan, Warnings warnings) {
        var whole = new JpegScan(scan.offset(), scan.components(), 0, 63, 0, 0);
        if (!whole.equals(scan)) {
            warnings.add("The scan header at byte " + scan.offset() + " has a band, although the file is sequential; "
                    + "it is taken for a whole scan.");
        }
        return whole;
    }

    private void check(Segment segment, Frame frame) throws JpegException {
        var blocks = members.stream().mapToInt(part -> part.horizontal * part.vertical).sum();
        if (members.size() > 1 && blocks > 10) {
            throw segment.broken(blocks + " blocks in a minimum coded unit, where at most 10 are allowed");
        }
        var start = scan.spectralStart();
        var end = scan.spectralEnd();
        var high = scan.approximationHigh();
        var low = scan.approximationLow();
        var band = start == 0 ? end == 0 || frame.process != JpegProcess.PROGRESSIVE
                : start <= end && end < 64 && members.size() == 1;
        if (!band || low > 13 || high != 0 && low != high - 1) {
            throw segment.broken("the band " + start + " to " + end + ", bits " + high + " to " + low
                    + " of " + members.size() + " components is impossible");
        }
    }

    /** Makes the decoder of this scan's blocks from the tables in force, {@code [kind][number]}. */
    BlockDecoder decoder(Frame frame, BitReader bits, HuffmanTable[][] tables) throws JpegException {
        if (frame.process != JpegProcess.PROGRESSIVE) {
            return new SequentialBlocks(
                    bits, all(Kind.DC, dcTables, tables, true), all(Kind.AC, acTables, tables, true));
        }
        var meansFirst = scan.spectralStart() == 0 && scan.approximationHigh() == 0;
        var dc = meansFirst ? all(Kind.DC, dcTables, tables, false) : null;
        var ac = scan.spectralStart() > 0 ? all(Kind.AC, acTables, tables, false)[0] : null;
        return ProgressiveBlocks.of(bits, scan, dc, ac);
    }

    private HuffmanDecoder[] all(Kind kind, int[] numbers, HuffmanTable[][] tables, boolean orStandard)
            throws JpegException {
        var decoders = new HuffmanDecoder[numbers.length];
        for (var i = 0; i < numbers.length; i++) {
            var table = numbers[i] < 4 ? tables[kind.ordinal()][numbers[i]] : null;
            if (table == null && orStandard && numbers[i] < 2) {
                table = StandardTables.huffman(kind, numbers[i]);
            }
            if (table == null) {
                throw new JpegException("The scan at byte " + scan.offset() + " needs the " + kind + " Huffman table "
                        + numbers[i] + ", which the file does not define before it.");
            }
            for (var before = 0; before < i && decoders[i] == null; before++) {
                decoders[i] = numbers[before] == numbers[i] ? decoders[before] : null;
            }
            if (decoders[i] == null) {
                decoders[i] = HuffmanDecoder.of(table);
            }
        }
        return decoders;
    }
}
