package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A folder of pictures of which it is known what was altered.
 *
 * <p>No picture is opened to list them. Pictures and masks that cannot be used are never left out silently: each is a
 * problem. Files of other kinds, hidden ones and {@code __MACOSX} do not count.
 *
 * @param name of the folder
 * @param layout by which it was read
 * @param items in the order of their names, or of the list that names them
 * @param problems what could not be used
 */
public record Dataset(String name, String layout, List<Item> items, List<Problem> problems) {

    /**
     * Reads a data set by the first layout that fits.
     *
     * @param folder holds the data set
     * @return what is in it
     * @throws IOException if there is no such folder, no layout fits, or a list in it cannot be read
     */
    public static Dataset read(Path folder) throws IOException {
        var tree = Tree.of(folder);
        for (var layout : Layouts.ALL) {
            if (layout.fits(tree)) {
                return read(tree, layout);
            }
        }
        throw new IOException("The folder '" + folder + "' has no layout that is known; write a manifest.csv with columns"
                + " image and mask, or lay it out as one of: " + String.join(", ", layouts()));
    }

    /**
     * Reads a data set by a named layout.
     *
     * @param folder holds the data set
     * @param layout one of {@link #layouts()}
     * @return what is in it
     * @throws IllegalArgumentException if there is no such layout
     * @throws IOException if there is no such folder, nothing in it has a place in the layout, or a list in it cannot be
     *     read
     */
    public static Dataset read(Path folder, String layout) throws IOException {
        var chosen = Layouts.ALL.stream().filter(known -> known.name().equals(layout)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no layout '" + layout + "'; name one of: "
                        + String.join(", ", layouts())));
        var dataset = read(Tree.of(folder), chosen);
        if (dataset.items.isEmpty()) {
            throw new IOException("Nothing in '" + folder + "' can be used by the layout '" + layout + "'"
                    + dataset.problems.stream().limit(1).map(problem -> " (" + problem.path() + ": " + problem.reason()
                            + ")").collect(Collectors.joining()) + "; name another layout");
        }
        return dataset;
    }

    private static Dataset read(Tree tree, Layout layout) throws IOException {
        var found = new Findings(tree);
        layout.read(tree, found);
        var name = tree.root().toAbsolutePath().normalize().getFileName();
        return new Dataset(name == null ? "" : name.toString(), layout.name(), List.copyOf(found.items()),
                List.copyOf(found.problems()));
    }

    /** The names of the layouts, in the order in which they are tried. */
    public static List<String> layouts() {
        return Layouts.ALL.stream().map(Layout::name).toList();
    }
}
