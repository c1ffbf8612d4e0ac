package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/** Lists of pictures, one a row, with named columns. */
final class Rows {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<String> columns;
    private final List<CSVRecord> records;

    private Rows(List<String> columns, List<CSVRecord> records) {
        this.columns = columns;
        this.records = records;
    }

    /** Reads a file whose first line names the columns; '|' separates them if that line has one, else ','. */
    static Rows read(Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setIgnoreHeaderCase(true)
                .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_EMPTY)
                .setDelimiter(text.lines().findFirst().orElse("").contains("|") ? '|' : ',').get();
        try (var csv = CSVParser.parse(text, format)) {
            return new Rows(csv.getHeaderNames(), csv.getRecords());
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException("The list '" + file + "' cannot be read (" + e.getMessage()
                    + "); save it as CSV in UTF-8 with a line of column names", e);
        }
    }

    boolean has(String column) {
        return columns.stream().anyMatch(column::equalsIgnoreCase);
    }

    List<CSVRecord> records() {
        return records;
    }

    /** A field without spaces around it; "" if the row or the list lacks it. */
    static String field(CSVRecord row, String column) {
        return row.isSet(column) ? row.get(column).strip() : "";
    }

    /** Adds the picture of a row whose paths are below a folder of the tree, or says why not. */
    static void add(Tree tree, Findings found, String folder, String image, String mask, boolean altered, String split,
            String kind, MaskRule rule) {
        var name = folder + image.replace('\\', '/');
        var place = folder + mask.replace('\\', '/');
        if (!exists(tree, name)) {
            found.problem(name, "There is no such picture; correct its row");
        } else if (!altered) {
            found.authentic(name, split, kind);
        } else if (mask.isEmpty()) {
            found.problem(name, Findings.NO_MASK);
        } else if (!exists(tree, place)) {
            found.problem(name, "There is no such mask '" + place + "'; add the mask, or correct the row");
        } else {
            found.altered(name, place, split, kind, rule);
        }
    }

    private static boolean exists(Tree tree, String name) {
        try {
            return Files.isRegularFile(tree.root().resolve(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
