package io.palimpsest.command;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import io.palimpsest.core.WholeFile;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes the table over all pictures of a batch. */
final class Summary {

    private Summary() {}

    static void write(Path file, List<SummaryRow> rows) throws IOException {
        var names = new TreeSet<String>();
        rows.forEach(row -> names.addAll(row.detectors().keySet()));
        var header = new ArrayList<>(List.of("input", "status", "findings", "score", "reason", "sha256"));
        names.forEach(name -> header.addAll(List.of(name + " status", name + " score")));
        var text = new StringWriter();
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord(header);
            for (var row : rows) {
                var cells = new ArrayList<Object>(List.of(row.input(), row.status(), row.findings(), row.score(),
                        row.reason(), row.sha256()));
                for (var name : names) {
                    var result = row.detectors().getOrDefault(name, new SummaryRow.Result("", ""));
                    cells.addAll(List.of(result.status(), result.score()));
                }
                csv.printRecord(cells);
            }
        }
        WholeFile.write(file, draft -> Files.writeString(draft, text.toString()));
    }
}
