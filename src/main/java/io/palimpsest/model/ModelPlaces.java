package io.palimpsest.model;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The folders in which models are looked for. */
final class ModelPlaces {

    /** Names a folder that goes before all others. */
    static final String PROPERTY = "palimpsest.models";

    private ModelPlaces() {}

    /**
     * The folders, in the order in which they are looked at; some may not exist.
     *
     * @param code the jar, or the folder of class files, that the suite runs from; null if that is not known
     * @return at least the user's own folder, which is the last
     */
    static List<Path> of(Path code) {
        var places = new ArrayList<Path>();
        add(places, System.getProperty(PROPERTY), "");
        for (var fiji : new String[] {"imagej.dir", "ij.dir", "ij1.dir"}) {
            add(places, System.getProperty(fiji), "models/palimpsest");
        }
        if (code != null && Files.isDirectory(code)) {
            places.add(code.resolve("../../models").normalize()); // target/classes
        } else if (code != null) {
            var folder = code.toAbsolutePath().getParent();
            places.add(folder.resolve("models"));
            var inFiji = folder.endsWith("jars") || folder.endsWith("plugins");
            places.add(folder.resolve(inFiji ? "../models/palimpsest" : "../models").normalize());
        }
        add(places, System.getProperty("user.home"), ".palimpsest/models");
        return List.copyOf(new LinkedHashSet<>(places.stream().map(Path::toAbsolutePath).map(Path::normalize).toList()));
    }

    private static void add(List<Path> places, String folder, String within) {
        if (folder != null && !folder.isBlank()) {
            places.add(Path.of(folder).resolve(within));
        }
    }

    /** Where this class was loaded from; null if the runtime does not say. */
    static Path code() {
        try {
            var source = ModelPlaces.class.getProtectionDomain().getCodeSource();
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | RuntimeException e) {
            return null; // some class loaders name places that are no files
        }
    }
}
