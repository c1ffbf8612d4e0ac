package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.palimpsest.core.MapStack;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Prediction;

/**
 * Maps that were computed before, by this suite or by another program.
 *
 * <p>Below the folder the maps of the picture {@code images/a.jpg} of the data set {@code set} are
 * {@code set/images/a.jpg/maps.tif}, {@code images/a.jpg/maps.tif} as screening writes them, or {@code a.jpg/maps.tif}; or
 * else the TIFF {@code set/images/a.tif}, {@code images/a.tif} or {@code a.tif}. A map that several pictures would take is
 * taken by none. A slice is a detector; a single slice without a label bears the folder's name.
 *
 * <p>Values are probabilities, high = altered, NaN = not assessed; a map of another size is resized by nearest
 * neighbours; what is above 0.5 counts as reported, and the largest value is the picture's score.
 */
public final class MapSource implements Source {

    private static final float REPORTED = 0.5f;

    /** Programs round: so far beyond 0 and 1 a value still counts as one of these. */
    private static final float SLACK = 1e-3f;

    private final Path folder;
    private final Map<Item, Path> files;
    private final Map<Path, Integer> uses;
    private final List<String> names;
    private final boolean single;

    private MapSource(Path folder, Map<Item, Path> files, Map<Path, Integer> uses, List<String> names, boolean single) {
        this.folder = folder;
        this.files = files;
        this.uses = uses;
        this.names = names;
        this.single = single;
    }

    /**
     * Looks which maps there are; the first that can be read tells the detectors' names.
     *
     * @param folder of maps
     * @param datasets whose pictures the maps belong to
     * @return the maps
     * @throws IOException if there are none
     */
    public static MapSource of(Path folder, List<Dataset> datasets) throws IOException {
        var files = new LinkedHashMap<Item, Path>();
        var uses = new HashMap<Path, Integer>();
        for (var dataset : datasets) {
            for (var item : dataset.items()) {
                var file = find(folder, dataset.name(), item.name());
                if (file != null) {
                    files.put(item, file);
                    uses.merge(file, 1, Integer::sum);
                }
            }
        }
        String unreadable = null;
        for (var file : files.values()) {
            try {
                var labels = List.copyOf(MapStack.read(file).maps().keySet());
                return new MapSource(folder, files, uses, labels.equals(List.of("1"))
                        ? List.of(folder.toAbsolutePath().normalize().getFileName().toString())
                        : labels, labels.size() == 1);
            } catch (IOException e) {
                unreadable = unreadable == null ? e.getMessage() : unreadable;
            }
        }
        throw new IOException(unreadable == null
                ? "There are no maps in '" + folder + "' for the pictures of the data sets; a picture's maps are"
                        + " NAME/maps.tif, NAME as in the data set, or NAME with the suffix .tif"
                : unreadable);
    }

    private static Path find(Path folder, String dataset, String name) {
        var plain = name.substring(name.lastIndexOf('/') + 1);
        for (var place : List.of(dataset + "/" + name, name, plain)) {
            var screened = ScreeningFiles.folder(folder, Path.of(place)).resolve("maps.tif");
            if (Files.isRegularFile(screened)) {
                return screened;
            }
        }
        for (var place : List.of(dataset + "/" + name, name, plain)) {
            for (var suffix : List.of(".tif", ".tiff")) {
                var file = folder.resolve(place.replaceFirst("\\.[^./]*$", "") + suffix);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Source only(Collection<String> wanted) {
        return new MapSource(folder, files, uses, names.stream().filter(wanted::contains).toList(), single);
    }

    @Override
    public String settings() throws IOException {
        var settings = new StringBuilder("maps ").append(names);
        for (var file : files.values()) {
            settings.append('\n').append(Plan.stamp(file));
        }
        return settings.toString();
    }

    @Override
    public List<Opinion> examine(Item item, Specimen specimen, Monitor monitor) throws IOException {
        monitor.check();
        var file = files.get(item);
        if (file == null) {
            throw new IOException("There is no map for '" + item.name() + "' in '" + folder + "'; add it, or leave the"
                    + " picture out");
        }
        if (uses.get(file) > 1) {
            throw new IOException("The map '" + file + "' fits " + uses.get(file) + " pictures; put maps into folders as the"
                    + " pictures are, below one named as the data set if need be");
        }
        var stack = MapStack.read(file);
        var opinions = new ArrayList<Opinion>();
        for (var name : names) {
            opinions.add(opinion(name, stack, specimen));
        }
        return opinions;
    }

    private Opinion opinion(String name, MapStack stack, Specimen specimen) {
        var label = single && stack.maps().size() == 1 ? stack.maps().keySet().iterator().next() : name;
        if (!stack.maps().containsKey(label)) {
            return failed(name, "The file of maps has no slice '" + label + "'; make it again with all detectors");
        }
        var map = stack.resized(label, specimen.width(), specimen.height());
        var reported = new byte[map.length];
        float highest = Float.NEGATIVE_INFINITY;
        float lowest = Float.POSITIVE_INFINITY;
        for (int i = 0; i < map.length; i++) {
            reported[i] = (byte) (map[i] > REPORTED ? 255 : 0);
            highest = map[i] > highest ? map[i] : highest;
            lowest = map[i] < lowest ? map[i] : lowest;
        }
        if (highest < lowest) {
            return new Opinion(name, "NOT_APPLICABLE", "Nothing of the map is assessed.", null, Double.NaN);
        }
        if (lowest < -SLACK || highest > 1 + SLACK) {
            return failed(name, "The map's values go from " + lowest + " to " + highest
                    + " and probabilities from 0 to 1; bring them to that range");
        }
        return new Opinion(name, highest > REPORTED ? "FOUND" : "NOTHING", "",
                new Prediction(specimen.width(), specimen.height(), map, map, null, reported, Math.min(1, highest)),
                Double.NaN);
    }

    private static Opinion failed(String name, String reason) {
        return new Opinion(name, Opinion.FAILED, reason, null, Double.NaN);
    }
}
