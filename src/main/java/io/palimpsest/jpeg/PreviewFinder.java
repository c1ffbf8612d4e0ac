package io.palimpsest.jpeg;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.jpeg.JpegPreview.Kind;

/** Finds further images: JFIF, JFXX and EXIF thumbnails, multi-picture indexes, and images after the end. */
final class PreviewFinder {

    private static final int MOST = 100;

    private final byte[] data;
    private final Warnings warnings;
    private final List<JpegPreview> found = new ArrayList<>();
    private boolean exifSeen;
    private boolean indexSeen;

    PreviewFinder(byte[] data, Warnings warnings) {
        this.data = data;
        this.warnings = warnings;
    }

    List<JpegPreview> found() {
        return List.copyOf(found);
    }

    /** Looks into an application segment. */
    void look(int code, Segment segment) {
        if (code == JpegMarker.APP0 && segment.startsWith("JFIF\0") && segment.remaining() >= 14) {
            raw(Kind.JFIF_RGB, segment, 12, 3, 0);
        } else if (code == JpegMarker.APP0 && segment.startsWith("JFXX\0") && segment.remaining() >= 8) {
            extension(segment);
        } else if (code == JpegMarker.APP1 && segment.startsWith("Exif\0") && !exifSeen) {
            exifSeen = true;
            exif(segment);
        } else if (code == JpegMarker.APP2 && segment.startsWith("MPF\0") && !indexSeen) {
            indexSeen = true;
            index(segment);
        }
    }

    private void extension(Segment segment) {
        switch (data[segment.start + 5] & 0xFF) {
            case 0x10 -> jpeg(Kind.JFXX_JPEG, segment.start + 6L, segment.remaining() - 6L, segment.end);
            case 0x11 -> raw(Kind.JFXX_PALETTE, segment, 6, 1, 768);
            case 0x13 -> raw(Kind.JFXX_RGB, segment, 6, 3, 0);
            default -> warnings.add("The JFXX segment at byte " + segment.marker + " has an unknown thumbnail.");
        }
    }

    /** A thumbnail of plain pixels behind its width and height, one byte each. */
    private void raw(Kind kind, Segment segment, int at, int bytesPerPixel, int palette) {
        var width = data[segment.start + at] & 0xFF;
        var height = data[segment.start + at + 1] & 0xFF;
        if (width > 0 && height > 0) {
            var offset = segment.start + at + 2;
            add(kind, offset, palette + (long) bytesPerPixel * width * height, width, height, segment.end);
        }
    }

    private void exif(Segment segment) {
        var base = segment.start + 6;
        var tiff = TiffDirectory.open(data, base, segment.end);
        var thumbnail = tiff == null ? -1 : tiff.after(tiff.first());
        if (thumbnail <= 0) {
            return;
        }
        var offset = tiff.value(thumbnail, 0x0201);
        if (offset >= 0) {
            jpeg(Kind.EXIF_JPEG, base + offset, tiff.value(thumbnail, 0x0202), segment.end);
        } else if (tiff.value(thumbnail, 0x0103) == 1) {
            var width = tiff.value(thumbnail, 0x0100);
            var height = tiff.value(thumbnail, 0x0101);
            var channels = Math.max(1, tiff.value(thumbnail, 0x0115));
            var strips = base + tiff.value(thumbnail, 0x0111);
            add(Kind.EXIF_UNCOMPRESSED, strips, width * height * channels, width, height, segment.end);
        }
    }

    private void index(Segment segment) {
        var base = segment.start + 4;
        var tiff = TiffDirectory.open(data, base, segment.end);
        var count = tiff == null ? -1 : tiff.value(tiff.first(), 0xB001);
        if (count < 0) {
            warnings.add("The multi-picture index at byte " + segment.marker + " cannot be read.");
            return;
        }
        var entries = tiff.values(tiff.first(), 0xB002);
        for (var i = 0; i < count && found.size() < MOST; i++) {
            var length = tiff.number(entries + 16L * i + 4, 4);
            var offset = tiff.number(entries + 16L * i + 8, 4);
            if (entries < 0 || length < 0 || offset < 0) {
                warnings.add("The multi-picture index at byte " + segment.marker + " ends before its picture " + i
                        + ".");
                return;
            }
            if (offset > 0) {
                jpeg(Kind.MULTI_PICTURE, base + offset, length, data.length);
            }
        }
    }

    /** Looks for images behind the end of the picture that no index tells. */
    void afterEnd(int position) {
        for (var at = position; at + 4 <= data.length && found.size() < MOST; at++) {
            if (data[at] == (byte) 0xFF && data[at + 1] == (byte) JpegMarker.SOI && data[at + 2] == (byte) 0xFF) {
                var end = end(at);
                var start = at;
                if (end > at && found.stream().noneMatch(other -> other.offset() == start)) {
                    jpeg(Kind.APPENDED, at, end - at, data.length);
                }
                at = Math.max(at, end - 1);
            }
        }
    }

    /** Byte after the image that begins at one; the end of the file when it has none. */
    private int end(int start) {
        var at = start + 2;
        while (true) {
            at = Segment.nextMarker(data, at);
            if (at >= data.length) {
                return data.length;
            }
            var code = data[at + 1] & 0xFF;
            if (code == JpegMarker.EOI) {
                return at + 2;
            }
            at += 2;
            if (!JpegMarker.isRestart(code) && code >= JpegMarker.SOF0 && code != JpegMarker.SOI
                    && at + 2 <= data.length) {
                at += Math.max(2, shortAt(at));
            }
        }
    }

    private void jpeg(Kind kind, long offset, long length, int limit) {
        var frame = offset < 0 || length < 4 || offset + length > limit ? -1 : frame((int) offset, offset + length);
        add(kind, offset, length, frame < 0 ? 0 : shortAt(frame + 7), frame < 0 ? 0 : shortAt(frame + 5), limit);
    }

    /** Offset of the frame header of the image that begins at a byte, -1 when none comes before the image data. */
    private int frame(int start, long end) {
        var at = Segment.nextMarker(data, start + 2);
        while (at + 9 <= end) {
            var code = data[at + 1] & 0xFF;
            if (JpegMarker.isFrame(code)) {
                return at;
            }
            if (code == JpegMarker.SOS || code == JpegMarker.EOI) {
                break;
            }
            at = Segment.nextMarker(data, at + 2 + Math.max(2, shortAt(at + 2)));
        }
        return -1;
    }

    private int shortAt(int position) {
        return (data[position] & 0xFF) << 8 | data[position + 1] & 0xFF;
    }

    private void add(Kind kind, long offset, long length, long width, long height, int limit) {
        if (offset < 0 || length <= 0 || offset > limit || length > limit - offset || width < 0 || height < 0
                || width > 0xFFFF || height > 0xFFFF) {
            warnings.add("The " + kind + " image at byte " + offset + " with " + length
                    + " bytes does not fit where it should be.");
        } else if (found.size() < MOST) {
            found.add(new JpegPreview(kind, (int) offset, (int) length, (int) width, (int) height));
        }
    }
}
