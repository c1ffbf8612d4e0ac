package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The pictures of a batch: files as named, folders with all below them. */
final class Inputs {

    private static final Set<String> SUFFIXES = Set.of("png", "tif", "tiff", "jpg", "jpeg", "jpe", "jfif", "mpo", "bmp",
            "gif");

    private Inputs() {}

    /**
     * One picture.
     *
     * @param path where it is
     * @param name where its results go below the output folder: its path below the input folder
     */
    record Input(Path path, Path name) {}

    /**
     * Lists the pictures of several inputs, folders in the order of their names.
     *
     * <p>Below a folder whatever has a picture's suffix counts, broken links and directories too, so that their failure
     * is reported; hidden files and the output folder do not. A named file counts whatever its suffix.
     *
     * @param inputs files and folders
     * @param output the folder of results, never an input
     * @return the pictures; no two have the same name
     * @throws IOException if a folder cannot be listed
     */
    static List<Input> list(List<Path> inputs, Path output) throws IOException {
        var found = new ArrayList<Input>();
        var names = new HashSet<Path>();
        for (var input : inputs) {
            if (Files.isDirectory(input)) {
                for (var file : below(input, output)) {
                    found.add(unique(new Input(file, input.relativize(file)), names));
                }
            } else {
                found.add(unique(new Input(input, input.getFileName()), names));
            }
        }
        return found;
    }

    private static Input unique(Input input, Set<Path> names) {
        var name = input.name();
        for (int i = 2; !names.add(name); i++) {
            name = input.name().resolveSibling(input.name().getFileName() + " (" + i + ")");
        }
        return new Input(input.path(), name);
    }

    private static List<Path> below(Path folder, Path output) throws IOException {
        var found = new ArrayList<Path>();
        var results = output.toAbsolutePath().normalize();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.toAbsolutePath().normalize().equals(results)
                        || !directory.equals(folder) && hidden(directory)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!directory.equals(folder) && isPicture(directory)) {
                    found.add(directory);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isPicture(file) && !hidden(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }

    private static boolean hidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static boolean isPicture(Path path) {
        var name = path.getFileName().toString();
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
