package io.palimpsest.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the body of one marker segment and never beyond it. */
final class Segment {

    final byte[] data;
    final int marker;
    final int start;
    final int end;
    private final String name;
    private int position;

    /**
     * Opens the segment of a marker.
     *
     * @param marker offset of the marker's 0xFF byte
     */
    Segment(byte[] data, int marker) throws JpegException {
        this.data = data;
        this.marker = marker;
        this.name = JpegMarker.name(data[marker + 1] & 0xFF);
        this.start = marker + 4;
        if (start > data.length) {
            throw new JpegException("The file ends within the " + name + " marker at byte " + marker + ".");
        }
        var length = (data[marker + 2] & 0xFF) << 8 | data[marker + 3] & 0xFF;
        if (length < 2) {
            throw new JpegException("The " + name + " segment at byte " + marker + " has the impossible length "
                    + length + ".");
        }
        this.end = marker + 2 + length;
        if (end > data.length) {
            throw new JpegException("The file ends within the " + name + " segment at byte " + marker + ", which is "
                    + (end - data.length) + " bytes longer.");
        }
        this.position = start;
    }

    int remaining() {
        return end - position;
    }

    int next() throws JpegException {
        if (position >= end) {
            throw new JpegException("The " + name + " segment at byte " + marker + " is too short for what it tells.");
        }
        return data[position++] & 0xFF;
    }

    int nextShort() throws JpegException {
        return next() << 8 | next();
    }

    boolean startsWith(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length <= end - start
                && Arrays.equals(bytes, 0, bytes.length, data, start, start + bytes.length);
    }

    void expectEnd() throws JpegException {
        if (position != end) {
            throw broken((end - position) + " bytes too many");
        }
    }

    JpegException broken(String what) {
        return new JpegException("The " + name + " segment at byte " + marker + " is damaged: " + what + ".");
    }

    /** Offset of the next marker (0xFF and neither stuffing nor fill) at or after a position, or the data's length. */
    static int nextMarker(byte[] data, int from) {
        for (var at = from; at + 1 < data.length; at++) {
            if (data[at] == (byte) 0xFF && data[at + 1] != 0 && data[at + 1] != (byte) 0xFF) {
                return at;
            }
        }
        return data.length;
    }

    /** As {@link #nextMarker}, but passes over restart markers. */
    static int endOfScan(byte[] data, int from) {
        var at = nextMarker(data, from);
        while (at < data.length && JpegMarker.isRestart(data[at + 1] & 0xFF)) {
            at = nextMarker(data, at + 2);
        }
        return at;
    }
}
