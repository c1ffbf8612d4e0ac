package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The files below a folder by their paths with '/', in order, none opened; hidden ones and __MACOSX left out. */
final class Tree {

    /** Suffixes of pictures and masks; some cannot be read, which is then said where the picture is opened. */
    private static final Set<String> SUFFIXES = Set.of("png", "tif", "tiff", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif",
            "webp", "jp2", "heic", "ppm", "pgm", "npy");

    private final Path root;
    private final List<String> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private Tree(Path root) {
        this.root = root;
    }

    static Tree of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder '" + folder + "'; name the folder of a data set");
        }
        var tree = new Tree(folder);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, tree.visitor());
        Collections.sort(tree.files);
        return tree;
    }

    private SimpleFileVisitor<Path> visitor() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                var name = directory.getFileName();
                return !directory.equals(root) && (name.toString().startsWith(".") || name.toString().equals("__MACOSX"))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink()) {
                    problems.add(new Problem(name(file), "The link points to nothing; restore the file that it names"));
                } else if (!file.getFileName().toString().startsWith(".")) {
                    files.add(name(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                problems.add(new Problem(name(file), "It cannot be listed (" + e.getClass().getSimpleName()
                        + "); check its permissions and links"));
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    Path root() {
        return root;
    }

    List<String> files() {
        return files;
    }

    /** Those with the suffix of a picture or an array. */
    List<String> pictures() {
        return files.stream().filter(name -> SUFFIXES.contains(suffix(name))).toList();
    }

    /** What could not be listed. */
    List<Problem> problems() {
        return problems;
    }

    static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
