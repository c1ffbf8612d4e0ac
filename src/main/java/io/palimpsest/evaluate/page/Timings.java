package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.palimpsest.core.WholeFile;
import io.palimpsest.evaluate.run.Results;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Times and memory of an evaluation as a page of their own, which the other one shows in a frame: they differ from run to
 * run, and nothing else does.
 */
final class Timings {

    static final String PAGE = "timings.html";

    private Timings() {}

    /** Writes the table of the folder's {@code timings.csv}. */
    static void write(Path folder) throws IOException {
        var html = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"/><title>Times and memory</title><style>
                body { font-family: sans-serif; color: #222; margin: 0 } table { border-collapse: collapse }
                td, th { padding: .2em .6em; text-align: right } td:nth-child(-n+3), th:nth-child(-n+3) { text-align: left }
                tr:nth-child(even) { background: #f2f2f2 }
                </style></head><body><table>
                """);
        try (var csv = CSVParser.parse(folder.resolve(Results.TIMINGS), StandardCharsets.UTF_8, CSVFormat.RFC4180)) {
            for (var row : csv) {
                var cell = row.getRecordNumber() == 1 ? "th" : "td";
                html.append("<tr>");
                for (var value : row) {
                    html.append('<').append(cell).append('>').append(Page.text(value.replace('_', ' '))).append("</")
                            .append(cell).append('>');
                }
                html.append("</tr>\n");
            }
        }
        html.append("</table></body></html>\n");
        WholeFile.write(folder.resolve(PAGE), draft -> Files.writeString(draft, html));
    }
}
