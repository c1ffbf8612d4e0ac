package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

import org.apache.commons.csv.CSVRecord;

/**
 * A {@code manifest.csv} that lists the pictures: columns {@code image} and, where there is something to say,
 * {@code mask}, {@code label}, {@code split}, {@code kind}; paths are below the folder. Files that it does not list are no
 * part of the set.
 */
final class Manifest implements Layout {

    private static final String FILE = "manifest.csv";

    private static final Set<String> ALTERED = Set.of("forged", "altered", "tampered", "fake");
    private static final Set<String> AUTHENTIC = Set.of("authentic", "original", "pristine");

    @Override
    public String name() {
        return "manifest";
    }

    @Override
    public boolean fits(Tree tree) {
        return tree.files().contains(FILE);
    }

    @Override
    public void read(Tree tree, Findings found) throws IOException {
        var file = tree.root().resolve(FILE);
        if (!fits(tree)) {
            throw new IOException("There is no " + FILE + " in '" + tree.root() + "'; write one, or name another layout");
        }
        var rows = Rows.read(file);
        if (!rows.has("image")) {
            throw new IOException("The manifest '" + file + "' has no column 'image'; name its columns in its first line");
        }
        for (var row : rows.records()) {
            add(tree, found, row);
        }
    }

    private static void add(Tree tree, Findings found, CSVRecord row) {
        var image = Rows.field(row, "image");
        var mask = Rows.field(row, "mask");
        var label = Rows.field(row, "label").toLowerCase(Locale.ROOT);
        if (image.isEmpty()) {
            found.problem(FILE, "Row " + row.getRecordNumber() + " names no picture; name one, or remove the row");
        } else if (!label.isEmpty() && !ALTERED.contains(label) && !AUTHENTIC.contains(label)) {
            found.problem(image, "Its label '" + label + "' is neither forged nor authentic; correct its row");
        } else if (AUTHENTIC.contains(label) && !mask.isEmpty()) {
            found.problem(image, "It is called " + label + " and has a mask; correct its row");
        } else {
            var altered = label.isEmpty() ? !mask.isEmpty() : ALTERED.contains(label);
            Rows.add(tree, found, "", image, mask, altered, Rows.field(row, "split"), Rows.field(row, "kind"),
                    MaskRule.BRIGHT);
        }
    }
}
