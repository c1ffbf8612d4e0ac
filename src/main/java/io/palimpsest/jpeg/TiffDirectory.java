package io.palimpsest.jpeg;

/** Reads directories of the small TIFF structures inside EXIF and MPF segments; offsets out of bounds give -1. */
final class TiffDirectory {

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;

    private final byte[] data;
    private final int base;
    private final int end;
    private final boolean little;

    private TiffDirectory(byte[] data, int base, int end, boolean little) {
        this.data = data;
        this.base = base;
        this.end = end;
        this.little = little;
    }

    /** Opens the structure at a byte; null when its header is not there. */
    static TiffDirectory open(byte[] data, int base, int end) {
        if (base + 8 > end || data[base] != data[base + 1] || data[base] != 'I' && data[base] != 'M') {
            return null;
        }
        var tiff = new TiffDirectory(data, base, end, data[base] == 'I');
        return tiff.number(2, 2) == 42 ? tiff : null;
    }

    /** Offset of the first directory, from the base. */
    long first() {
        return number(4, 4);
    }

    /** Offset of the directory after one; 0 or -1 when there is none. */
    long after(long directory) {
        var entries = number(directory, 2);
        return entries < 0 ? -1 : number(directory + 2 + 12 * entries, 4);
    }

    /** First value of a tag as a whole number, -1 without one. */
    long value(long directory, int tag) {
        var entry = find(directory, tag);
        return switch (entry < 0 ? -1 : (int) number(entry + 2, 2)) {
            case SHORT -> number(entry + 4, 4) > 2 ? number(number(entry + 8, 4), 2) : number(entry + 8, 2);
            case LONG, UNDEFINED -> number(entry + 4, 4) > 1 ? number(number(entry + 8, 4), 4) : number(entry + 8, 4);
            default -> -1;
        };
    }

    /** Offset of the values of a tag that do not fit in its entry, from the base; -1 without one. */
    long values(long directory, int tag) {
        var entry = find(directory, tag);
        return entry < 0 ? -1 : number(entry + 8, 4);
    }

    private long find(long directory, int tag) {
        var entries = number(directory, 2);
        for (var i = 0; i < entries; i++) {
            var entry = directory + 2 + 12L * i;
            var found = number(entry, 2);
            if (found < 0) {
                break;
            }
            if (found == tag) {
                return entry;
            }
        }
        return -1;
    }

    /** An unsigned number of 2 or 4 bytes, -1 out of bounds. */
    long number(long offset, int bytes) {
        if (offset < 0 || offset + bytes > end - base) {
            return -1;
        }
        var value = 0L;
        for (var i = 0; i < bytes; i++) {
            var at = base + (int) offset + (little ? bytes - 1 - i : i);
            value = value << 8 | data[at] & 0xFF;
        }
        return value;
    }
}
