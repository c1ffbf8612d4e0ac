package io.palimpsest.model;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights as {@code torch.save} writes them: a dictionary of tensors, or a dictionary that has one under
 * {@code state_dict}. Names may begin with {@code module.}, which parallel training puts before them.
 *
 * <p>Nothing of what such a file may ask for is executed, see {@link Pickle}. Values are read when they are asked for.
 */
abstract class Checkpoint implements Closeable {

    /** Structures of the largest networks take some hundred kilobytes. */
    static final int LARGEST_PICKLE = 4 << 20;

    /** A transposed tensor fills its part of a storage; one that takes every other value is spread by 2. */
    private static final int LARGEST_SPREAD = 8;

    private static final String STATE = "state_dict";
    private static final String PARALLEL = "module.";

    private Map<String, StoredTensor> tensors;

    /**
     * Opens a checkpoint and reads what it holds, but no values.
     *
     * @param file of either of PyTorch's formats
     * @return the checkpoint, to be closed
     * @throws IOException if it is none, is damaged, or holds what weights do not need; the message says which
     */
    static Checkpoint open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + "; give the checkpoint");
        }
        var start = new byte[4];
        try (var stream = Files.newInputStream(file)) {
            stream.readNBytes(start, 0, start.length);
        }
        Checkpoint checkpoint = null;
        try {
            var magic = ByteBuffer.wrap(start).getInt();
            if (magic == 0x504b0304) {
                checkpoint = new ZipCheckpoint(file);
            } else if (magic >>> 16 == 0x8002) {
                checkpoint = new OldCheckpoint(file);
            } else {
                throw new IOException("it does not begin as one");
            }
            checkpoint.tensors = tensors(checkpoint.content());
            return checkpoint;
        } catch (IOException e) {
            if (checkpoint != null) {
                checkpoint.close();
            }
            throw new IOException(file + " is no checkpoint of PyTorch that can be read: " + e.getMessage()
                    + "; get it again from its source", e);
        }
    }

    /** What the file's pickle holds. */
    abstract Object content() throws IOException;

    /** The bytes of a storage, from its first value on, little end first. */
    abstract InputStream values(StoredTensor.Storage storage) throws IOException;

    /** The tensors by name, in the file's order. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    private static Map<String, StoredTensor> tensors(Object content) throws IOException {
        if (!(content instanceof Map<?, ?> whole)) {
            throw new IOException("it holds no dictionary");
        }
        var state = whole.containsKey(STATE) ? whole.get(STATE) : whole;
        if (!(state instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new IOException("its weights are no dictionary, or an empty one");
        }
        var parallel = map.keySet().stream().allMatch(name -> String.valueOf(name).startsWith(PARALLEL));
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (var entry : map.entrySet()) {
            var name = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof StoredTensor tensor)) {
                throw new IOException("its entry '" + PickleNames.plain(name) + "' is no tensor");
            }
            tensors.put(parallel ? name.substring(PARALLEL.length()) : name, tensor);
        }
        return tensors;
    }

    /**
     * The values of a tensor, the last dimension running fastest, little end first.
     *
     * @param tensor of this file
     * @return 32-bit floats, or 64-bit whole numbers if its storage has whole numbers
     * @throws IOException if the file is damaged, or a value is infinite or no number
     */
    byte[] bytes(StoredTensor tensor) throws IOException {
        if (tensor.count() == 0) {
            return new byte[0];
        }
        var storage = tensor.storage();
        var from = ByteBuffer.wrap(part(tensor)).order(ByteOrder.LITTLE_ENDIAN);
        var places = tensor.places();
        var to = ByteBuffer.allocate(Math.multiplyExact(places.length, storage.floating() ? 4 : 8))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (var place : places) {
            var at = place * storage.width();
            switch (storage.type()) {
                case "DoubleStorage" -> to.putFloat(finite((float) from.getDouble(at)));
                case "FloatStorage" -> to.putFloat(finite(from.getFloat(at)));
                case "HalfStorage" ->
                        to.putFloat(finite(Float.intBitsToFloat(WideningArchive.widen(from.getShort(at)))));
                case "BFloat16Storage" -> to.putFloat(finite(Float.intBitsToFloat(from.getShort(at) << 16)));
                case "LongStorage" -> to.putLong(from.getLong(at));
                case "IntStorage" -> to.putLong(from.getInt(at));
                case "ShortStorage" -> to.putLong(from.getShort(at));
                case "CharStorage" -> to.putLong(from.get(at));
                default -> to.putLong(from.get(at) & 0xff);
            }
        }
        return to.array();
    }

    /** The bytes from a tensor's first value to its last. */
    private byte[] part(StoredTensor tensor) throws IOException {
        var width = tensor.storage().width();
        var length = (tensor.end() - tensor.offset()) * width;
        if (length > Integer.MAX_VALUE - 8 || tensor.end() - tensor.offset() > LARGEST_SPREAD * tensor.count()) {
            throw new IOException("a tensor of " + tensor.count() + " values reaches over " + length + " bytes");
        }
        try (var stream = values(tensor.storage())) {
            stream.skipNBytes(tensor.offset() * width);
            var bytes = stream.readNBytes((int) length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            return bytes;
        } catch (EOFException e) {
            throw new IOException("a storage has fewer values than it should", e);
        }
    }

    private static float finite(float value) throws IOException {
        if (!Float.isFinite(value)) {
            throw new IOException("a weight is infinite or no number");
        }
        return value;
    }
}
