package io.palimpsest.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint as PyTorch before 1.6 wrote it: pickles of a magic number, the format's number, facts about the machine,
 * the content, and the keys of the storages; then for each key the number of values, 64 bits, and the values.
 */
final class OldCheckpoint extends Checkpoint {

    /** The lower 64 bits of 0x1950a86a20f9469cfc6c. */
    private static final long MAGIC = 0xa86a20f9469cfc6cL;
    private static final long FORMAT = 1001;

    private final FileChannel channel;
    private final Map<String, Long> places = new HashMap<>();

    OldCheckpoint(Path file) throws IOException {
        channel = FileChannel.open(file);
    }

    @Override
    Object content() throws IOException {
        var start = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_PICKLE));
        while (start.hasRemaining() && channel.read(start, start.position()) >= 0) { }
        start.flip();
        var magic = Pickle.read(start).value();
        if (!Long.valueOf(MAGIC).equals(magic) || !Long.valueOf(FORMAT).equals(Pickle.read(start).value())) {
            throw new IOException("it is a pickle of something else");
        }
        if (!(Pickle.read(start).value() instanceof Map<?, ?> machine)
                || !Boolean.TRUE.equals(machine.get("little_endian"))) {
            throw new IOException("it was written on a machine of another byte order; save it again");
        }
        var content = Pickle.read(start);
        if (!(Pickle.read(start).value() instanceof List<?> keys)) {
            throw new IOException("it has no list of storages");
        }
        long at = start.position();
        for (var key : keys) {
            var storage = content.storages().get(String.valueOf(key));
            var count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (storage == null || channel.read(count, at) != Long.BYTES || count.getLong(0) != storage.count()
                    || storage.count() > channel.size()
                    || at + Long.BYTES + storage.count() * storage.width() > channel.size()) {
                throw new IOException("its storage '" + PickleNames.plain(String.valueOf(key)) + "' is not whole");
            }
            places.put(storage.key(), at + Long.BYTES);
            at += Long.BYTES + storage.count() * storage.width();
        }
        return content.value();
    }

    @Override
    InputStream values(StoredTensor.Storage storage) throws IOException {
        var place = places.get(storage.key());
        if (place == null) {
            throw new IOException("its storage '" + PickleNames.plain(storage.key()) + "' is missing");
        }
        channel.position(place);
        var stream = Channels.newInputStream(channel);
        return new InputStream() { // closing the channel's would close the channel
            @Override
            public int read() throws IOException {
                return stream.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return stream.read(bytes, offset, length);
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
