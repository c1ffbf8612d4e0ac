package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all: beside its place under another name, then moved there. */
public final class WholeFile {

    private WholeFile() {}

    /** What writes the file. */
    public interface Writing {
        void to(Path draft) throws IOException;
    }

    /**
     * Writes a file, replacing an earlier one; its folder is made if need be.
     *
     * @param file its place
     * @param writing is given the path to write to
     * @throws IOException if that fails; the earlier file is left as it was
     */
    public static void write(Path file, Writing writing) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var draft = folder.resolve("." + file.getFileName() + ".part");
        try {
            writing.to(draft);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
