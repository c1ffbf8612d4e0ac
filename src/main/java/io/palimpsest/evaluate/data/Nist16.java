package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.csv.CSVRecord;

/**
 * Nimble Challenge 2016 of NIST: black in a mask = altered.
 *
 * <p>With the reference of the manipulation task ({@code reference/manipulation/NC2016-manipulation-ref.csv}, fields
 * separated by '|') its rows are the set: {@code ProbeFileName}, {@code ProbeMaskFileName}, altered if {@code IsTarget} is Y,
 * or without that column if there is a mask; {@code IsManipulationTypeSplice}, {@code -CopyClone} and {@code -Removal} give
 * the kind. Without it, pictures in {@code probe} and masks of the same name in {@code mask}, all altered.
 *
 * @param folders the layout without a reference
 */
record Nist16(Published folders) implements Layout {

    private static final Map<String, String> KINDS = Map.of("IsManipulationTypeSplice", "splice",
            "IsManipulationTypeCopyClone", "copy-move", "IsManipulationTypeRemoval", "removal");

    @Override
    public String name() {
        return folders.name();
    }

    @Override
    public boolean fits(Tree tree) {
        return reference(tree).isPresent() || folders.fits(tree);
    }

    private static Optional<String> reference(Tree tree) {
        var lists = tree.files().stream().filter(file -> file.toLowerCase(Locale.ROOT).matches(".*[-_]ref\\.csv")).toList();
        return lists.stream().filter(file -> file.toLowerCase(Locale.ROOT).contains("manipulation")).findFirst()
                .or(() -> lists.stream().findFirst());
    }

    @Override
    public void read(Tree tree, Findings found) throws IOException {
        var reference = reference(tree);
        if (reference.isEmpty()) {
            folders.read(tree, found);
            return;
        }
        var rows = Rows.read(tree.root().resolve(reference.get()));
        if (!rows.has("ProbeFileName") || !rows.has("ProbeMaskFileName")) {
            throw new IOException("The reference '" + reference.get()
                    + "' has no columns ProbeFileName and ProbeMaskFileName; put the original one there");
        }
        var folder = folder(tree, reference.get(), rows.records());
        for (var row : rows.records()) {
            var mask = Rows.field(row, "ProbeMaskFileName");
            var altered = rows.has("IsTarget") ? Rows.field(row, "IsTarget").equalsIgnoreCase("Y") : !mask.isEmpty();
            Rows.add(tree, found, folder, Rows.field(row, "ProbeFileName"), mask, altered, "",
                    altered ? kind(row) : "", MaskRule.DARK);
        }
    }

    /** The folder that the reference's paths are below: the nearest one above it that holds one of the pictures. */
    private static String folder(Tree tree, String reference, List<CSVRecord> rows) {
        var folder = reference;
        while (!folder.isEmpty()) {
            folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
            for (var row : rows) {
                if (java.nio.file.Files.isRegularFile(tree.root().resolve(folder + Rows.field(row, "ProbeFileName")))) {
                    return folder;
                }
            }
        }
        return "";
    }

    private static String kind(CSVRecord row) {
        return KINDS.entrySet().stream().filter(entry -> Rows.field(row, entry.getKey()).equalsIgnoreCase("Y"))
                .map(Map.Entry::getValue).sorted().findFirst().orElse("");
    }
}
