package io.palimpsest.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A checkpoint as PyTorch 1.6 and later write it: a zip file with {@code data.pkl} and a file for each storage. */
final class ZipCheckpoint extends Checkpoint {

    private static final String PICKLE = "data.pkl";

    private final ZipFile zip;
    private String root;

    ZipCheckpoint(Path file) throws IOException {
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw new IOException("it is no whole zip file", e);
        }
    }

    @Override
    Object content() throws IOException {
        var name = pickleOf(zip).getName();
        root = name.substring(0, name.length() - PICKLE.length());
        if (zip.stream().anyMatch(entry -> entry.getName().startsWith(root + "code/"))) {
            throw new IOException("it is a network with its code (TorchScript), not weights alone");
        }
        var order = zip.getEntry(root + "byteorder");
        if (order != null) {
            try (var stream = zip.getInputStream(order)) {
                if (!new String(stream.readNBytes(6), StandardCharsets.US_ASCII).equals("little")) {
                    throw new IOException("it was written on a machine of another byte order; save it again");
                }
            }
        }
        return Pickle.read(pickle(zip)).value();
    }

    private static ZipEntry pickleOf(ZipFile zip) throws IOException {
        var found = zip.stream().filter(entry -> entry.getName().matches("[^/]+/" + PICKLE)).toList();
        if (found.size() != 1) {
            throw new IOException("it has " + found.size() + " files " + PICKLE + " and must have one");
        }
        return found.get(0);
    }

    /** The pickle of an archive of PyTorch's, at most {@link #LARGEST_PICKLE} bytes. */
    static ByteBuffer pickle(ZipFile zip) throws IOException {
        try (var stream = zip.getInputStream(pickleOf(zip))) {
            var bytes = stream.readNBytes(LARGEST_PICKLE + 1);
            if (bytes.length > LARGEST_PICKLE) {
                throw new IOException("its pickle has more than " + LARGEST_PICKLE + " bytes, too many for weights");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    @Override
    InputStream values(StoredTensor.Storage storage) throws IOException {
        var entry = zip.getEntry(root + "data/" + storage.key());
        if (entry == null) {
            throw new IOException("its storage '" + PickleNames.plain(storage.key()) + "' is missing");
        }
        if (entry.getMethod() != ZipEntry.STORED) { // what is stored cannot be larger than the file
            throw new IOException("its storage '" + PickleNames.plain(storage.key()) + "' is compressed, as PyTorch leaves none");
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
