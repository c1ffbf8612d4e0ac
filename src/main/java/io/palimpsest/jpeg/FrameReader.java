package io.palimpsest.jpeg;

/** Reads frame headers and turns away what is not supported. */
final class FrameReader {

    private FrameReader() {}

    static Frame read(int code, Segment segment) throws JpegException {
        var process = process(code, segment);
        var precision = segment.next();
        var height = segment.nextShort();
        var width = segment.nextShort();
        var components = segment.next();
        if (precision != 8) {
            throw new JpegException("Not supported: " + precision + "-bit samples (frame header at byte "
                    + segment.marker + ").");
        }
        if (width == 0) {
            throw segment.broken("the width is 0");
        }
        if (components < 1 || components > 4) {
            throw segment.broken(components + " components, where 1 to 4 are supported");
        }
        var frame = new Frame(process, width, height);
        for (var i = 0; i < components; i++) {
            var id = segment.next();
            var sampling = segment.next();
            var table = segment.next();
            if (sampling >> 4 < 1 || sampling >> 4 > 4 || (sampling & 15) < 1 || (sampling & 15) > 4) {
                throw segment.broken("component " + i + " has the sampling factors " + (sampling >> 4) + "x"
                        + (sampling & 15));
            }
            if (table > 3) {
                throw segment.broken("component " + i + " names the quantisation table " + table);
            }
            frame.add(id, sampling >> 4, sampling & 15, table);
        }
        segment.expectEnd();
        return frame;
    }

    private static JpegProcess process(int code, Segment segment) throws JpegException {
        return switch (code - JpegMarker.SOF0) {
            case 0 -> JpegProcess.BASELINE;
            case 1 -> JpegProcess.EXTENDED_SEQUENTIAL;
            case 2 -> JpegProcess.PROGRESSIVE;
            case 3 -> throw unsupported("lossless coding", code, segment);
            case 5, 6, 7, 13, 14, 15, 30 -> throw unsupported("hierarchical coding", code, segment);
            case 9, 10, 11 -> throw unsupported("arithmetic coding", code, segment);
            case 55 -> throw unsupported("JPEG-LS", code, segment);
            default -> throw unsupported("JPEG extension", code, segment);
        };
    }

    private static JpegException unsupported(String what, int code, Segment segment) {
        return new JpegException("Not supported: " + what + " (" + JpegMarker.name(code) + " at byte "
                + segment.marker + ").");
    }
}
