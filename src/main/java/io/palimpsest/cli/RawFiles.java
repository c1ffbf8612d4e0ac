package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import ij.ImagePlus;
import io.palimpsest.core.ScreeningFiles;

/** Writes one TIFF file, whole or not at all. */
final class RawFiles {

    private RawFiles() {}

    static void write(ImagePlus image, Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var draft = folder.resolve("." + file.getFileName() + ".part");
        try {
            ScreeningFiles.save(draft, image);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
