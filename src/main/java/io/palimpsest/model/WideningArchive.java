package io.palimpsest.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import io.palimpsest.core.CannotRun;

/**
 * Reads a TorchScript archive whose weights have 16 bits as one whose weights have 32.
 *
 * <p>Weights are shipped in half precision, in which PyTorch is slow and inexact on a CPU. In the archive, a zip file,
 * {@code data.pkl} and {@code constants.pkl} name the type of each storage, and {@code data/N} and {@code constants/N}
 * hold the values; both are rewritten, all else stays.
 */
final class WideningArchive {

    private WideningArchive() {}

    /** Gives what was written without another copy. */
    private static final class Buffer extends ByteArrayOutputStream {

        Buffer(int size) {
            super(size);
        }

        InputStream read() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }

    /**
     * Widens an archive.
     *
     * @param file TorchScript as PyTorch saved it
     * @return the whole archive, in memory
     * @throws CannotRun if it is no such archive
     * @throws IOException if it cannot be read
     */
    static InputStream open(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            Map<String, byte[]> pickles = new HashMap<>();
            Set<String> halves = new HashSet<>();
            long size = 0;
            for (var entries = zip.entries(); entries.hasMoreElements();) {
                var entry = entries.nextElement();
                size += 256 + entry.getName().length() * 2L + 2 * entry.getSize();
                if (entry.getName().endsWith("/data.pkl") || entry.getName().endsWith("/constants.pkl")) {
                    var widened = HalfStorages.widen(bytes(zip, entry));
                    pickles.put(entry.getName(), widened.pickle());
                    var folder = entry.getName().substring(0, entry.getName().length() - ".pkl".length());
                    widened.keys().forEach(key -> halves.add(folder + "/" + key));
                }
            }
            var buffer = new Buffer((int) Math.min(size, Integer.MAX_VALUE - 8));
            try (var out = new ZipOutputStream(buffer)) {
                for (var entries = zip.entries(); entries.hasMoreElements();) {
                    var entry = entries.nextElement();
                    var pickle = pickles.get(entry.getName());
                    var content = pickle == null ? bytes(zip, entry) : pickle;
                    Architecture.write(out, entry.getName(), halves.contains(entry.getName()) ? widen(content) : content);
                }
            }
            return buffer.read();
        } catch (ZipException | IllegalArgumentException e) {
            throw new CannotRun("the weights " + file + " are no TorchScript archive; get the model again", e);
        } catch (IOException e) {
            throw new IOException("The weights " + file + " cannot be widened: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (var stream = zip.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }

    private static byte[] widen(byte[] halves) {
        var from = ByteBuffer.wrap(halves).order(ByteOrder.LITTLE_ENDIAN);
        var to = ByteBuffer.allocate(Math.multiplyExact(halves.length, 2)).order(ByteOrder.LITTLE_ENDIAN);
        while (from.remaining() > 1) {
            to.putInt(widen(from.getShort()));
        }
        return to.array();
    }

    /** The bits of a 32-bit float with the value of a 16-bit one (IEEE 754). */
    static int widen(short half) {
        var sign = (half & 0x8000) << 16;
        var exponent = half >> 10 & 0x1f;
        var fraction = half & 0x3ff;
        if (exponent == 0) { // zero or subnormal: fraction x 2^-24, which a float holds
            return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
        }
        return sign | (exponent == 0x1f ? 0xff : exponent + 112) << 23 | fraction << 13;
    }
}
