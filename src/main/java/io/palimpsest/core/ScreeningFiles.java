package io.palimpsest.core;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import ij.ImagePlus;
import ij.Prefs;
import ij.io.FileSaver;
import ij.io.TiffEncoder;

/**
 * Writes a screening to a folder of its own: {@code maps.tif}, {@code mask.tif} and {@code findings.json}.
 *
 * <p>The folder appears whole or not at all: it is written beside its place and then moved. Nothing in it depends on
 * the clock, so the same input, version and parameters give the same bytes.
 */
public final class ScreeningFiles {

    private static final Set<String> NAMES = Set.of("maps.tif", "mask.tif", "findings.json");

    private ScreeningFiles() {}

    /**
     * Writes a screening, in place of an earlier one.
     *
     * @param screening what to write
     * @param folder the folder to make, such as {@code output/picture.jpg}
     * @return what was written as findings
     * @throws IOException if the folder cannot be written, or its place is taken by what is no screening; nothing is
     *     left behind then
     */
    public static JsonObject write(Screening screening, Path folder) throws IOException {
        requireOwn(folder);
        Files.createDirectories(folder.toAbsolutePath().getParent());
        var draft = draft(folder);
        delete(draft);
        try {
            Files.createDirectory(draft);
            save(draft.resolve("maps.tif"), MapImages.maps(screening));
            save(draft.resolve("mask.tif"), MapImages.mask(screening));
            var findings = json(screening);
            Files.writeString(draft.resolve("findings.json"), findings);
            delete(folder);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            return JsonParser.parseString(findings).getAsJsonObject();
        } finally {
            delete(draft);
        }
    }

    /** What stands in the place of a screening is deleted, so it may only be an earlier one. */
    private static void requireOwn(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        if (own && !Files.exists(folder.resolve("findings.json"))) {
            try (var content = Files.list(folder)) {
                own = content.allMatch(file -> NAMES.contains(file.getFileName().toString()));
            }
        }
        if (!own) {
            throw new IOException("The results would replace '" + folder + "', which is no earlier result;"
                    + " choose another output folder");
        }
    }

    /**
     * The folder of one input.
     *
     * @param output folder of all results
     * @param name the input's name or relative path
     * @return a folder of that name, below the output folder, without characters that some file
     *     systems do not allow
     */
    public static Path folder(Path output, Path name) {
        var folder = output;
        for (var part : name) {
            var plain = part.toString().replaceAll("[\\\\:*?\"<>|\\p{Cntrl}]", "_");
            folder = folder.resolve(plain.matches("\\.{0,2}") ? plain + "_" : plain);
        }
        return folder;
    }

    /** Removes what a killed run may have left of a folder. */
    public static void clean(Path folder) throws IOException {
        delete(draft(folder));
    }

    private static Path draft(Path folder) {
        return folder.resolveSibling("." + folder.getFileName() + ".part");
    }

    /**
     * Reads back what {@link #write} wrote, if all of it is there.
     *
     * @param folder a folder that may hold a screening
     * @return its findings file, or null if the folder holds no whole screening
     */
    public static JsonObject read(Path folder) {
        try {
            if (!Files.isRegularFile(folder.resolve("maps.tif")) || !Files.isRegularFile(folder.resolve("mask.tif"))) {
                return null;
            }
            return JsonParser.parseString(Files.readString(folder.resolve("findings.json"))).getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return null; // not whole: it is made again
        }
    }

    /**
     * Whether a screening is what these detectors would make of a file again.
     *
     * @param findings what {@link #read} gave
     * @param sha256 of the file that would be examined
     * @param detectors what it would be examined with
     * @return true if input, version, detectors, parameters and networks are the same and none failed
     */
    public static boolean same(JsonObject findings, String sha256, List<Detector> detectors) {
        var entries = findings.get("detectors") instanceof JsonArray array ? array : new JsonArray();
        if (!is(findings, "version", Suite.version()) || !is(findings, "sha256", sha256)
                || entries.size() != detectors.size()) {
            return false;
        }
        for (int i = 0; i < detectors.size(); i++) {
            var parameters = new Gson().toJsonTree(Parameters.values(detectors.get(i)));
            if (!(entries.get(i) instanceof JsonObject entry) || !is(entry, "detector", detectors.get(i).name())
                    || is(entry, "status", Evidence.Outcome.FAILED.name())
                    || !parameters.equals(entry.get("parameters")) || !sameNetwork(entry, detectors.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Where a picture did not get as far as a network, none is recorded, and none matters. */
    private static boolean sameNetwork(JsonObject entry, Detector detector) {
        return is(entry, "model", "") || is(entry, "model", detector.networkIdentity().orElse(""));
    }

    private static boolean is(JsonObject object, String key, String value) {
        return new JsonPrimitive(value).equals(object.get(key));
    }

    /** Writes an image as TIFF, slice labels included, in one byte order whatever ImageJ's preferences say. */
    public static synchronized void save(Path file, ImagePlus image) throws IOException {
        var info = image.getFileInfo();
        info.description = new FileSaver(image).getDescriptionString();
        info.properties = image.getPropertiesAsArray();
        if (image.getStackSize() > 1) {
            info.sliceLabels = image.getStack().getSliceLabels();
        }
        var order = Prefs.intelByteOrder;
        Prefs.intelByteOrder = true;
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            new TiffEncoder(info).write(out);
        } catch (IOException e) {
            throw new IOException("Cannot write '" + file.getFileName() + "' (" + e.getMessage()
                    + "); look at free space and permissions", e);
        } finally {
            Prefs.intelByteOrder = order;
        }
    }

    private static String json(Screening screening) {
        var specimen = screening.specimen();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("version", Suite.version());
        file.put("input", specimen.title());
        file.put("sha256", specimen.sha256());
        file.put("width", specimen.width());
        file.put("height", specimen.height());
        file.put("depth", specimen.depth());
        file.put("jpegHistory", specimen.jpeg().isPresent());
        file.put("status", screening.outcome().name());
        file.put("score", number(screening.score()));
        file.put("notes", screening.notes());
        List<Object> detectors = new ArrayList<>();
        screening.evidence().forEach(evidence -> detectors.add(entry(evidence)));
        file.put("detectors", detectors);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create().toJson(file) + "\n";
    }

    private static Map<String, Object> entry(Evidence evidence) {
        var provenance = evidence.provenance();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("detector", provenance.detector());
        entry.put("status", evidence.outcome().name());
        entry.put("score", number(evidence.score()));
        entry.put("notes", evidence.notes());
        entry.put("parameters", provenance.parameters());
        entry.put("calibration", provenance.calibration());
        entry.put("model", provenance.model());
        entry.put("network", provenance.network().orElse(null));
        entry.put("device", provenance.device());
        entry.put("findings", evidence.findings());
        return entry;
    }

    private static Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var one : all) {
            Files.delete(one);
        }
    }
}
