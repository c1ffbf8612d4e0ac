package io.palimpsest.detect.jpeg;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

import io.palimpsest.core.Monitor;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.signal.TaskLoop;

/** Grey levels as a JPEG of quality 99 gives them back. */
final class Recompression {

    private static final int QUALITY = 99;

    /** Rows that are compressed together; blocks do not know of each other, so that this changes nothing. */
    private static final int ROWS = 256;

    private Recompression() {}

    static byte[] of(byte[] grey, int width, int height, Monitor monitor) {
        var result = new byte[grey.length];
        TaskLoop.run((height + ROWS - 1) / ROWS, strip -> {
            monitor.check();
            var start = strip * ROWS * width;
            var rows = Math.min(ROWS, height - strip * ROWS);
            var image = new BufferedImage(width, rows, BufferedImage.TYPE_BYTE_GRAY);
            System.arraycopy(grey, start, samples(image), 0, rows * width);
            var again = JpegEncoder.read(JpegEncoder.write(image, QUALITY, JpegEncoder.Sampling.FULL, false));
            System.arraycopy(samples(again), 0, result, start, rows * width);
        });
        return result;
    }

    private static byte[] samples(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }
}
