package io.palimpsest.jpeg;

import java.util.List;

import io.palimpsest.jpeg.Frame.Part;

/**
 * Walks over the minimum coded units of one scan, in restart intervals.
 *
 * <p>Damage ends an interval; decoding goes on at the next restart marker that fits, by the rules of the IJG library
 * (jpeg_resync_to_restart). Without restart markers it ends the scan.
 */
final class ScanDecoder {

    private static final int REFUSED = 100;

    private final byte[] data;
    private final BitReader bits;
    private final BlockDecoder blocks;
    private final List<Part> members;
    private final boolean bringsMeans;
    private final int interval;
    private final Budget budget;
    private final Warnings warnings;
    private final String name;
    private final int unitsWide;
    private final int unitsHigh;
    private final short[] outside = new short[64];

    private int result;
    private String place = "";
    private boolean damaged;

    ScanDecoder(JpegParser parser, JpegScan scan, List<Part> members, BitReader bits, BlockDecoder blocks) {
        this.data = parser.data;
        this.bits = bits;
        this.blocks = blocks;
        this.members = members;
        this.bringsMeans = scan.spectralStart() == 0 && scan.approximationHigh() == 0;
        this.interval = parser.restartInterval;
        this.budget = parser.budget;
        this.warnings = parser.warnings;
        this.name = "Scan " + parser.scans.size() + " (byte " + scan.offset() + "): ";
        var only = members.size() == 1;
        this.unitsWide = only ? members.get(0).blocksWide : parser.frame.unitsWide();
        this.unitsHigh = only ? members.get(0).blocksHigh : parser.frame.unitsHigh();
    }

    /** Decodes the scan; true when nothing of it was lost. */
    boolean decode() {
        var total = unitsWide * unitsHigh;
        var start = 0L;
        var count = 0;
        while (start < total) {
            var end = (int) (interval == 0 ? total : Math.min(total, start + interval));
            blocks.restart();
            var reached = run((int) start, end);
            if (reached < end) {
                report(end - reached);
            }
            if (end == total || result == REFUSED) {
                break;
            }
            var skipped = resynchronise(count, reached == end);
            if (skipped < 0) {
                lose(name + "no restart marker after interval " + count + "; the rest of the scan is missing.");
                break;
            }
            if (skipped > 0) {
                lose(name + skipped + " restart intervals after interval " + count + " are missing.");
            }
            start = end + (long) skipped * interval;
            count += 1 + skipped;
        }
        return !damaged;
    }

    /** Decodes units up to {@code end}; returns the first one that could not be decoded. */
    private int run(int from, int end) {
        var row = from / unitsWide;
        var column = from % unitsWide;
        var only = members.size() == 1 ? members.get(0) : null;
        for (var unit = from; unit < end; unit++) {
            if ((unit == from || column == 0) && !budget.visit(Math.min(end - unit, unitsWide - column))) {
                result = REFUSED;
                return unit;
            }
            result = only != null ? block(0, only, row, column) : unit(row, column);
            if (result != BlockDecoder.FINE) {
                return unit;
            }
            if (++column == unitsWide) {
                column = 0;
                row++;
            }
        }
        return end;
    }

    private int unit(int row, int column) {
        for (var member = 0; member < members.size(); member++) {
            var part = members.get(member);
            for (var v = 0; v < part.vertical; v++) {
                for (var h = 0; h < part.horizontal; h++) {
                    var code = block(member, part, row * part.vertical + v, column * part.horizontal + h);
                    if (code != BlockDecoder.FINE) {
                        return code;
                    }
                }
            }
        }
        return BlockDecoder.FINE;
    }

    private int block(int member, Part part, int row, int column) {
        if (row >= part.blocksHigh || column >= part.blocksWide) {
            return noted(blocks.decode(member, outside, 0), part, row, column);
        }
        var coefficients = part.row(row, budget);
        if (coefficients == null) {
            return noted(REFUSED, part, row, column);
        }
        var code = blocks.decode(member, coefficients, 64 * column);
        if (code == BlockDecoder.FINE && bringsMeans) {
            part.found(row, column);
        }
        return noted(code, part, row, column);
    }

    private int noted(int code, Part part, int row, int column) {
        if (code != BlockDecoder.FINE) {
            place = "component " + part.index + ", block row " + row + ", column " + column;
        }
        return code;
    }

    private void report(int lost) {
        var near = bits.position() - bits.unused();
        var what = switch (result) {
            case BlockDecoder.NO_SUCH_CODE -> "no Huffman code fits near byte " + near;
            case BlockDecoder.OUT_OF_BLOCK -> "a run leaves its block near byte " + near;
            case BlockDecoder.OUT_OF_DATA -> bits.position() + 1 >= data.length
                    ? "the file ends too early, at byte " + data.length
                    : "a marker at byte " + bits.position() + " comes too early";
            default -> budget.refusal();
        };
        lose(name + what + " (" + place + "); " + lost + " of " + (long) unitsWide * unitsHigh + " units are lost"
                + (interval == 0 ? "." : " up to the next restart."));
    }

    private void lose(String sentence) {
        damaged = true;
        warnings.add(sentence);
    }

    /**
     * Steps behind the next restart marker.
     *
     * @param count intervals before this one
     * @return number of intervals to leave out, -1 when there is no restart marker before the end of the scan
     */
    private int resynchronise(int count, boolean intact) {
        for (var at = Segment.nextMarker(data, bits.position()); at < data.length; ) {
            var code = data[at + 1] & 0xFF;
            if (JpegMarker.isRestart(code)) {
                var ahead = code - JpegMarker.RST0 - count & 7;
                if (ahead < 6) {
                    warnIfUnread(at, intact);
                    bits.restart(at + 2);
                    return ahead < 3 ? ahead : 0;
                }
            } else if (code >= JpegMarker.SOF0) {
                return -1;
            }
            at = Segment.nextMarker(data, at + 2);
        }
        return -1;
    }

    private void warnIfUnread(int marker, boolean intact) {
        var unread = bits.unused() + marker - bits.position();
        if (intact && unread > 0) {
            warnings.add(name + unread + " bytes before the restart marker at byte " + marker + " belong to no block.");
        }
    }
}
