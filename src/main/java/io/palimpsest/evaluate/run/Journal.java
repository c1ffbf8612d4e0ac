package io.palimpsest.evaluate.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What was scored so far, picture by picture in the order of the plan, so that a run that was stopped can go on.
 *
 * <p>A file: a digest of the plan, then of each picture the length, a checksum and the compressed record. What follows
 * a record that is not whole is dropped. Of the records only their places are kept in memory.
 */
final class Journal implements AutoCloseable {

    private static final int HEAD = 32;
    private static final int FRAME = 8;

    private final RandomAccessFile file;
    private final List<Long> places = new ArrayList<>();
    private final int kept;
    private long end = HEAD;

    private Journal(RandomAccessFile file) throws IOException {
        this.file = file;
        for (var record = bytes(end); record != null; record = bytes(end)) {
            place(record.length);
        }
        file.setLength(end);
        kept = places.size();
    }

    /**
     * Opens a journal to go on with.
     *
     * @param plan all that results depend on; an earlier journal of another plan is not gone on with
     * @param resume whether to keep what an earlier run wrote
     * @throws IOException if it cannot be written, or another run writes it
     */
    static Journal open(Path path, String plan, boolean resume) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            lock(file, path);
            var digest = digest(plan);
            var earlier = new byte[HEAD];
            if (resume && file.length() >= HEAD) {
                file.readFully(earlier);
            }
            if (!Arrays.equals(earlier, digest)) {
                file.setLength(0);
                file.seek(0);
                file.write(digest);
            }
            return new Journal(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Held until the file is closed; file systems without locks do without. */
    private static void lock(RandomAccessFile file, Path path) throws IOException {
        boolean free;
        try {
            free = file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            free = false;
        } catch (IOException e) {
            free = true;
        }
        if (!free) {
            throw new IOException("Another evaluation is writing to '" + path.getParent() + "'; wait for it, or choose"
                    + " another output folder");
        }
    }

    private static byte[] digest(String plan) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(plan.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** Pictures that an earlier run did. */
    int kept() {
        return kept;
    }

    /** Pictures that are done. */
    int size() {
        return places.size();
    }

    /** A record as it is stored, to be made by the thread that scored the picture. */
    static byte[] packed(Entry entry) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 14))) {
            entry.write(out);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /** Adds a packed record. */
    void add(byte[] record) throws IOException {
        var frame = ByteBuffer.allocate(FRAME + record.length).putInt(record.length).putInt(checksum(record)).put(record);
        file.seek(end);
        file.write(frame.array());
        place(record.length);
    }

    private void place(int length) {
        places.add(end);
        end += FRAME + length;
    }

    /** A record by its number in the plan. */
    Entry entry(int number) throws IOException {
        var record = bytes(places.get(number));
        if (record == null) {
            throw new IOException("The journal of the evaluation was changed by somebody else; evaluate again");
        }
        try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(record)))) {
            return Entry.read(in);
        }
    }

    /** The record at a place, or null if there is no whole one. */
    private byte[] bytes(long place) throws IOException {
        if (place + FRAME > file.length()) {
            return null;
        }
        file.seek(place);
        var frame = new byte[FRAME];
        file.readFully(frame);
        var length = ByteBuffer.wrap(frame).getInt();
        if (length <= 0 || place + FRAME + length > file.length()) {
            return null;
        }
        var record = new byte[length];
        file.readFully(record);
        return checksum(record) == ByteBuffer.wrap(frame).getInt(4) ? record : null;
    }

    private static int checksum(byte[] record) {
        var checksum = new CRC32();
        checksum.update(record);
        return (int) checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
