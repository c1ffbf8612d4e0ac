package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A network in TorchScript without its weights, into which those of a checkpoint are put.
 *
 * <p>In the archive, a zip file, {@code data.pkl} holds the modules with their attributes, whose paths are the names of a
 * checkpoint's tensors, and {@code data/N} holds their values, which are zero.
 */
final class Architecture {

    private static final int DEEPEST = 64;

    private final Path file;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private Architecture(Path file) {
        this.file = file;
    }

    /** Gives the bytes of a tensor. */
    interface Values {
        byte[] of(String name) throws IOException;
    }

    /**
     * Reads the names and shapes of a network.
     *
     * @param file TorchScript
     * @return the network
     * @throws IOException if it cannot be read, or its tensors share storages
     */
    static Architecture read(Path file) throws IOException {
        var architecture = new Architecture(file);
        try (var zip = new ZipFile(file.toFile())) {
            var content = Pickle.readModules(ZipCheckpoint.pickle(zip));
            if (!(content.value() instanceof PickleNames.Scripted root)) {
                throw new IOException("it holds no module");
            }
            architecture.collect("", root, 0);
            var keys = architecture.tensors.values().stream().map(tensor -> tensor.storage().key()).distinct().count();
            if (keys != architecture.tensors.size()) {
                throw new IOException("its tensors share storages");
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw damaged(file, "it is no whole zip file", e);
        } catch (IOException e) {
            throw damaged(file, e.getMessage(), e);
        }
        return architecture;
    }

    private static IOException damaged(Path file, String why, Exception cause) {
        return new IOException("The network " + file + " cannot be used: " + why + "; install the suite again", cause);
    }

    private void collect(String path, PickleNames.Scripted module, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("its modules lie in each other more than " + DEEPEST + " deep");
        }
        for (var attribute : module.attributes().entrySet()) {
            var name = path + attribute.getKey();
            if (attribute.getValue() instanceof PickleNames.Scripted part) {
                collect(name + ".", part, depth + 1);
            } else if (attribute.getValue() instanceof StoredTensor tensor) {
                var type = tensor.storage().type();
                if (tensor.offset() != 0 || tensor.count() != tensor.storage().count() || tensor.count() != tensor.end()
                        || !type.equals("FloatStorage") && !type.equals("LongStorage")) {
                    throw new IOException("its tensor " + name + " is not a whole storage of 32-bit floats or 64-bit whole"
                            + " numbers");
                }
                tensors.put(name, tensor);
            }
        }
    }

    /** The tensors by name. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /**
     * What a checkpoint's tensors do not fit in.
     *
     * @param given the checkpoint's tensors by name
     * @return a phrase for each kind of misfit, none if all fit
     */
    List<String> misfits(Map<String, StoredTensor> given) {
        var missing = tensors.keySet().stream().filter(name -> !given.containsKey(name)).toList();
        var extra = given.keySet().stream().filter(name -> !tensors.containsKey(name)).map(PickleNames::plain).toList();
        var other = new ArrayList<String>();
        tensors.forEach((name, tensor) -> {
            var one = given.get(name);
            if (one != null && !one.shape().equals(tensor.shape())) {
                other.add(name + " " + one + " instead of " + tensor);
            } else if (one != null && one.storage().floating() != tensor.storage().floating()) {
                other.add(name + " of " + one.storage().type() + " instead of " + tensor.storage().type());
            }
        });
        var misfits = new ArrayList<String>();
        list(misfits, missing, "missing");
        list(misfits, extra, "unknown");
        list(misfits, other, "of another shape or type");
        return misfits;
    }

    private static void list(List<String> misfits, List<String> names, String what) {
        if (!names.isEmpty()) {
            var some = names.subList(0, Math.min(10, names.size()));
            misfits.add(names.size() + " " + what + " (" + String.join(", ", some)
                    + (names.size() > some.size() ? ", ..." : "") + ")");
        }
    }

    /**
     * Writes the network with weights.
     *
     * @param target file to write
     * @param values of each tensor, as many bytes as its storage has
     * @throws IOException if one cannot be had, or the file cannot be written
     */
    void write(Path target, Values values) throws IOException {
        Map<String, String> names = new HashMap<>();
        tensors.forEach((name, tensor) -> names.put(tensor.storage().key(), name));
        try (var zip = new ZipFile(file.toFile()); var out = new ZipOutputStream(Files.newOutputStream(target))) {
            for (var entries = zip.entries(); entries.hasMoreElements();) {
                var entry = entries.nextElement();
                var parts = entry.getName().split("/", 3);
                var name = parts.length == 3 && parts[1].equals("data") ? names.get(parts[2]) : null;
                if (name == null) {
                    try (var stream = zip.getInputStream(entry)) {
                        write(out, entry.getName(), stream.readAllBytes());
                    }
                } else {
                    write(out, entry.getName(), values.of(name));
                }
            }
        }
    }

    /** Not compressed, as PyTorch writes its archives. */
    static void write(ZipOutputStream out, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
