package io.palimpsest.evaluate.run;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was scored so far, picture by picture in the order of the plan, so that a run that was stopped can go on.
 *
 * <p>A file: the plan as text, then a record for each picture. A record that was not written to its end is dropped.
 */
final class Journal implements AutoCloseable {

    /** Reads one record after the other. */
    interface Reader {
        void read(Entry entry) throws IOException;
    }

    private final Path file;
    private final DataOutputStream out;
    private final int kept;

    private Journal(Path file, DataOutputStream out, int kept) {
        this.file = file;
        this.out = out;
        this.kept = kept;
    }

    /**
     * Opens a journal to go on with.
     *
     * @param plan all that results depend on; an earlier journal of another plan is not gone on with
     * @param resume whether to keep what an earlier run wrote
     */
    static Journal open(Path file, String plan, boolean resume) throws IOException {
        int kept = 0;
        long end = 0;
        if (resume && Files.isRegularFile(file)) {
            try (var in = new CountingInput(file)) {
                if (in.text().equals(plan)) {
                    end = in.position();
                    for (var entry = in.next(); entry != null; entry = in.next()) {
                        kept++;
                        end = in.position();
                    }
                }
            }
        }
        var random = new RandomAccessFile(file.toFile(), "rw");
        random.setLength(end);
        random.seek(end);
        var out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(random.getChannel())));
        if (end == 0) {
            write(out, plan);
            out.flush();
        }
        return new Journal(file, out, kept);
    }

    /** Pictures that an earlier run did. */
    int kept() {
        return kept;
    }

    void add(Entry entry) throws IOException {
        entry.write(out);
        out.flush();
    }

    /** Reads all records from the first on. */
    void forEach(Reader reader) throws IOException {
        out.flush();
        try (var in = new CountingInput(file)) {
            in.text();
            for (var entry = in.next(); entry != null; entry = in.next()) {
                reader.read(entry);
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Knows where in the file it is. */
    private static final class CountingInput implements AutoCloseable {
        private final RandomAccessFile random;
        private final long length;
        private final PositionedStream stream;
        private final DataInputStream in;

        CountingInput(Path file) throws IOException {
            random = new RandomAccessFile(file.toFile(), "r");
            length = random.length();
            stream = new PositionedStream(new BufferedInputStream(Channels.newInputStream(random.getChannel()), 1 << 16));
            in = new DataInputStream(stream);
        }

        String text() throws IOException {
            try {
                var size = in.readInt();
                if (size < 0 || size > length) {
                    return "";
                }
                return new String(in.readNBytes(size), java.nio.charset.StandardCharsets.UTF_8);
            } catch (EOFException e) {
                return "";
            }
        }

        /** The next record, or null at the end or where a record breaks off or is damaged. */
        Entry next() throws IOException {
            try {
                return Entry.read(in);
            } catch (IOException e) {
                return null; // what follows is examined again
            }
        }

        long position() {
            return stream.position;
        }

        @Override
        public void close() throws IOException {
            random.close();
        }
    }

    /** Counts the bytes that were taken from it. */
    private static final class PositionedStream extends java.io.FilterInputStream {
        private long position;

        PositionedStream(java.io.InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var value = super.read();
            position += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var count = super.read(bytes, offset, length);
            position += Math.max(0, count);
            return count;
        }
    }
}
