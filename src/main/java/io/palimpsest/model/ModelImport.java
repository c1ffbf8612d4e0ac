package io.palimpsest.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import io.palimpsest.core.Reason;

/** Copies a model into a store. */
final class ModelImport {

    /** Everything that a model needs fits well into it. */
    private static final long LARGEST = 4L << 30;

    /** Card, weights, licence, curve and log are few. */
    private static final int MOST_FILES = 1000;

    private final Path draft;
    private long bytes;
    private int files;

    private ModelImport(Path draft) {
        this.draft = draft;
    }

    /** Puts a model's files into an empty folder. */
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** See {@link ModelStore#importFrom(Path)}. */
    static InstalledModel into(ModelStore store, Path place, Path source) throws IOException {
        return into(store, place, source, folder -> {
            var copy = new ModelImport(folder);
            if (Files.isDirectory(source)) {
                copy.folder(source);
            } else if (Files.isRegularFile(source)) {
                copy.zip(source);
            } else {
                throw new IOException("There is no " + source + "; give a model's folder, or a zip file of it");
            }
        });
    }

    /**
     * Installs a model whole or not at all.
     *
     * @param store that the model is to be found in
     * @param place the store's folder that receives it
     * @param source what it is made of, for messages
     * @param filler makes the model's files
     * @return the model, verified
     * @throws IOException if it cannot be made, is damaged, or would be hidden; the message says which
     */
    static InstalledModel into(ModelStore store, Path place, Path source, Filler filler) throws IOException {
        Files.createDirectories(place);
        var draft = Files.createTempDirectory(place, ".import-");
        try {
            var filled = Files.createDirectory(draft.resolve("model"));
            filler.fill(filled);
            var folder = modelFolder(filled, source);
            var card = CardFile.read(folder);
            check(store, place, folder, card);
            replace(place, folder, card.name());
            return store.find(card.name());
        } catch (IOException e) {
            // the user knows the source, not the copy
            throw new IOException(Reason.of(e).replace(draft.resolve("model").toString(), source.toString()), e);
        } finally {
            delete(draft);
        }
    }

    private void folder(Path source) throws IOException {
        try (var walk = Files.walk(source)) {
            for (var file : (Iterable<Path>) walk::iterator) {
                if (Files.isRegularFile(file)) {
                    try (var stream = Files.newInputStream(file)) {
                        take(source.relativize(file).toString().replace('\\', '/'), stream);
                    }
                }
            }
        }
    }

    private void zip(Path source) throws IOException {
        try (var zip = new ZipFile(source.toFile())) {
            for (var entries = zip.entries(); entries.hasMoreElements();) {
                var entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    try (var stream = zip.getInputStream(entry)) {
                        take(entry.getName(), stream);
                    }
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new IOException(source + " is neither a folder nor a whole zip file; get the model again", e);
        }
    }

    private void take(String name, InputStream stream) throws IOException {
        var file = draft.resolve(safe(name)).normalize();
        if (!file.startsWith(draft) || file.equals(draft)) {
            throw new IOException("The entry '" + name + "' would be written outside of the model's folder; do not use"
                    + " this file");
        }
        if (++files > MOST_FILES) {
            throw new IOException("More than " + MOST_FILES + " files are no model; give its own folder");
        }
        Files.createDirectories(file.getParent());
        try (var out = Files.newOutputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                bytes += n;
                if (bytes > LARGEST) {
                    throw new IOException("More than 4 GiB are no model; give its own folder");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private static String safe(String name) throws IOException {
        if (name.startsWith("/") || name.contains("\\") || name.contains(":") || name.indexOf('\0') >= 0) {
            throw new IOException("The entry '" + name.replace('\0', '?') + "' has a path that is not relative; do not"
                    + " use this file");
        }
        return name;
    }

    /** The folder with the card: the copy itself, or the only folder in it. */
    private static Path modelFolder(Path draft, Path source) throws IOException {
        if (Files.exists(draft.resolve(CardFile.NAME))) {
            return draft;
        }
        try (var entries = Files.list(draft)) {
            var within = entries.filter(folder -> Files.exists(folder.resolve(CardFile.NAME))).toList();
            if (within.size() == 1) {
                return within.get(0);
            }
        }
        throw new IOException("There is not one " + CardFile.NAME + " in " + source + "; a model is a folder with a"
                + " card and weights");
    }

    private static void check(ModelStore store, Path place, Path folder, ModelCard card) throws IOException {
        var copy = new InstalledModel(card.name(), folder, Optional.of(card),
                ModelStore.trouble(card.name(), folder, card));
        var trouble = store.verify(copy);
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
        var other = store.entry(card.name()).map(InstalledModel::folder).filter(at -> !at.startsWith(place));
        if (other.isPresent()) {
            throw new IOException("A model '" + card.name() + "' is in " + other.get()
                    + " and would hide the new one; replace that folder, or give the new one another name");
        }
    }

    /** Moves the new folder into its place; an earlier one is put back if that fails. */
    private static void replace(Path place, Path folder, String name) throws IOException {
        var target = place.resolve(name);
        var old = Files.createTempDirectory(place, ".old-");
        try {
            if (Files.exists(target)) {
                Files.move(target, old.resolve(name));
            }
            try {
                Files.move(folder, target);
            } catch (IOException e) {
                if (Files.exists(old.resolve(name))) {
                    Files.move(old.resolve(name), target);
                }
                throw e;
            }
        } finally {
            delete(old);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
