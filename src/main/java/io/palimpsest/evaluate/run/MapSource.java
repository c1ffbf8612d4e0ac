package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.palimpsest.core.MapStack;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Prediction;

/**
 * Maps that were computed before, by this suite or by another program.
 *
 * <p>Below the folder the maps of the picture {@code images/a.jpg} are {@code images/a.jpg/maps.tif}, as screening
 * writes them, or {@code images/a.tif} (or {@code .tiff}), or the same without the picture's folders. A slice is a
 * detector; a single slice without a label bears the folder's name. Values are taken for probabilities, high = altered,
 * NaN = not assessed; a map of another size is resized by nearest neighbours; what is above 0.5 counts as reported, and
 * the largest value is the picture's score.
 */
public final class MapSource implements Source {

    private static final float REPORTED = 0.5f;

    private final Path folder;
    private final List<String> names;

    /**
     * Looks which maps there are.
     *
     * @param folder of maps
     * @param items pictures that they may belong to; the first that has maps tells the detectors' names
     * @throws IOException if there are none
     */
    public MapSource(Path folder, Iterable<Item> items) throws IOException {
        this.folder = folder;
        for (var item : items) {
            var file = file(item);
            if (file != null) {
                names = List.copyOf(MapStack.read(file).maps().keySet());
                return;
            }
        }
        throw new IOException("There are no maps in '" + folder + "' for the pictures of the data sets; a picture's maps are"
                + " NAME/maps.tif or NAME.tif, NAME as in the data set");
    }

    private Path file(Item item) {
        var stem = item.name().replaceFirst("\\.[^./]*$", "");
        for (var name : List.of(item.name(), item.name().substring(item.name().lastIndexOf('/') + 1))) {
            var screened = ScreeningFiles.folder(folder, Path.of(name)).resolve("maps.tif");
            if (Files.isRegularFile(screened)) {
                return screened;
            }
        }
        for (var name : List.of(stem, stem.substring(stem.lastIndexOf('/') + 1))) {
            for (var suffix : List.of(".tif", ".tiff")) {
                if (Files.isRegularFile(folder.resolve(name + suffix))) {
                    return folder.resolve(name + suffix);
                }
            }
        }
        return null;
    }

    @Override
    public List<String> names() {
        var own = folder.toAbsolutePath().normalize().getFileName().toString();
        return names.equals(List.of("1")) ? List.of(own) : names;
    }

    @Override
    public String settings() {
        return "maps in " + folder.toAbsolutePath().normalize();
    }

    @Override
    public List<Opinion> examine(Item item, Specimen specimen, Monitor monitor) throws IOException {
        monitor.check();
        var file = file(item);
        if (file == null) {
            throw new IOException("There is no map for '" + item.name() + "' in '" + folder + "'");
        }
        var stack = MapStack.read(file);
        var opinions = new ArrayList<Opinion>();
        for (int i = 0; i < names.size(); i++) {
            opinions.add(opinion(names().get(i), names.get(i), stack, specimen));
        }
        return opinions;
    }

    private static Opinion opinion(String name, String label, MapStack stack, Specimen specimen) {
        if (!stack.maps().containsKey(label)) {
            return new Opinion(name, Opinion.FAILED, "The file of maps has no slice '" + label + "'.", null, Double.NaN);
        }
        var map = stack.resized(label, specimen.width(), specimen.height());
        var reported = new byte[map.length];
        float highest = 0;
        for (int i = 0; i < map.length; i++) {
            reported[i] = (byte) (map[i] > REPORTED ? 255 : 0);
            highest = map[i] > highest ? map[i] : highest;
        }
        return new Opinion(name, highest > REPORTED ? "FOUND" : "NOTHING", "",
                new Prediction(specimen.width(), specimen.height(), map, map, null, reported, highest), Double.NaN);
    }
}
