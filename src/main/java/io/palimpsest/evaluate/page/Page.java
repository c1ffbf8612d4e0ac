package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Suite;
import io.palimpsest.core.WholeFile;
import io.palimpsest.evaluate.metric.Estimate;
import io.palimpsest.evaluate.run.Group;
import io.palimpsest.evaluate.run.Results;
import io.palimpsest.evaluate.run.Source;

/**
 * The page of an evaluation: tables, curves, the best and the worst pictures, what could not be evaluated, and a frame with
 * times and memory, which alone depend on the clock.
 */
public final class Page {

    private static final List<String> TITLES = List.of("Detector", "assessed", "F1 best", "F1 at 0.5", "F1 reported",
            "pixel AUC", "image AUC", "found", "authentic flagged");

    /** By this a page of an earlier run is known. */
    private static final String GENERATOR = "<meta name=\"generator\" content=\"Palimpsest, evaluate\"/>";

    private static final Pattern IMAGE = Pattern.compile("src=\"((?:charts|pictures)/[A-Za-z0-9._-]+\\.png)\"");

    /** More rows of trouble than anybody reads are left to the table. */
    private static final int TROUBLES = 100;

    private final Results results;
    private final Path folder;
    private final StringBuilder html = new StringBuilder();

    private Page(Results results) {
        this.results = results;
        folder = results.plan().output();
    }

    /**
     * Writes {@code index.html} with its {@code charts}, {@code pictures} and {@code timings.html} to the evaluation's output
     * folder.
     *
     * @param results what was measured
     * @param source draws the maps of the best and worst pictures once more; null for none
     * @param monitor cancellation
     * @return the page
     * @throws IOException if that fails
     */
    public static Path write(Results results, Source source, Monitor monitor) throws IOException {
        var page = new Page(results);
        var file = page.folder.resolve("index.html");
        var earlier = images(file);
        page.draw(source, monitor);
        Timings.write(page.folder);
        WholeFile.write(file, draft -> Files.writeString(draft, page.html));
        earlier.removeAll(images(file));
        for (var image : earlier) {
            Files.deleteIfExists(page.folder.resolve(image));
        }
        return file;
    }

    /** The images of a page that an evaluation wrote. */
    private static Set<String> images(Path page) throws IOException {
        var images = new TreeSet<String>();
        var text = Files.isRegularFile(page) ? new String(Files.readAllBytes(page), StandardCharsets.UTF_8) : "";
        if (text.contains(GENERATOR)) {
            IMAGE.matcher(text).results().forEach(match -> images.add(match.group(1)));
        }
        return images;
    }

    private void draw(Source source, Monitor monitor) throws IOException {
        html.append("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"/>
                """ + GENERATOR + """
                <title>Evaluation</title><style>
                body { font-family: sans-serif; max-width: 75em; margin: 2em auto; color: #222 }
                table { border-collapse: collapse; margin: 1em 0 } td, th { padding: .2em .6em; text-align: right }
                td:first-child, th:first-child { text-align: left } tr:nth-child(even) { background: #f2f2f2 }
                .text td, .text th { text-align: left }
                small { color: #666; display: block; white-space: nowrap } img { max-width: 100%; vertical-align: top }
                figure { display: inline-block; margin: .5em; max-width: 48% }
                iframe { width: 100%; height: 30em; border: 0 }
                </style></head><body><h1>Evaluation</h1>
                """);
        paragraph("Palimpsest " + Suite.version() + ", seed " + results.plan().seed() + ". Small numbers are 95 % bootstrap"
                + " intervals. F1 best and at 0.5 follow TruFor's protocol over the pictures that have a map; F1 reported,"
                + " found and flagged are what a user sees, over all pictures.");
        html.append("<p>All measures are in <a href=\"summary.csv\">summary.csv</a>, all pictures in <a href=\"")
                .append(Results.ROWS).append("\">").append(Results.ROWS).append("</a>, times and memory in <a href=\"")
                .append(Results.TIMINGS).append("\">").append(Results.TIMINGS).append("</a>.</p>\n");
        var charts = new Charts(folder.resolve("charts"), new FileNames());
        var datasets = results.groups().stream().map(Group::dataset).distinct().toList();
        var first = results.plan().attacks().get(0).name();
        for (var dataset : datasets) {
            html.append("<h2>").append(text(dataset)).append("</h2>\n");
            for (var attack : results.plan().attacks()) {
                var groups = groups(dataset, attack.name());
                if (results.plan().attacks().size() > 1) {
                    html.append("<h3>").append(text(attack.name())).append("</h3>\n");
                }
                table(groups);
                if (attack.name().equals(first)) {
                    charts(charts.curves(dataset, groups));
                }
            }
            charts(charts.robustness(dataset, results));
        }
        if (source != null) {
            new Gallery(results, source, folder.resolve("pictures"), new FileNames(), html).draw(monitor);
        }
        troubles();
        html.append("<h2>Times and memory</h2>\n<iframe src=\"").append(Timings.PAGE)
                .append("\" title=\"Times and memory\"></iframe>\n");
        html.append("<h2>What the measures mean</h2>\n<dl>\n");
        for (var protocol : results.plan().protocols()) {
            html.append("<dt>").append(text(protocol.toString())).append("</dt><dd>")
                    .append(text(protocol.description())).append("</dd>\n");
        }
        html.append("</dl>\n</body></html>\n");
    }

    private List<Group> groups(String dataset, String attack) {
        return results.groups().stream()
                .filter(group -> group.dataset().equals(dataset) && group.attack().equals(attack)).toList();
    }

    private void paragraph(String sentences) {
        html.append("<p>").append(text(sentences)).append("</p>\n");
    }

    private void table(List<Group> groups) {
        html.append("<table><tr>");
        TITLES.forEach(title -> html.append("<th>").append(text(title)).append("</th>"));
        html.append("</tr>\n");
        for (var group : groups) {
            html.append("<tr><td>").append(text(group.detector())).append("</td>");
            cell(group.assessed() + " of " + group.pictures());
            cell(estimate(group.mapped("trufor_f1_best")));
            cell(estimate(group.mapped("trufor_f1_fixed")));
            cell(estimate(group.all("palimpsest_f1")));
            cell(estimate(group.mapped("transforensics_auc")));
            cell(estimate(group.all("trufor_image_auc")));
            cell(estimate(group.all("palimpsest_found")));
            cell(estimate(group.all("palimpsest_false_alarm")));
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }

    private void cell(String content) {
        html.append("<td>").append(content).append("</td>");
    }

    private static String estimate(Estimate estimate) {
        if (Double.isNaN(estimate.value())) {
            return "";
        }
        return String.format(Locale.ROOT, Double.isNaN(estimate.low()) ? "%.3f" : "%.3f <small>%.3f to %.3f</small>",
                estimate.value(), estimate.low(), estimate.high());
    }

    private void charts(List<Charts.Drawn> drawn) {
        for (var chart : drawn) {
            html.append("<figure><img src=\"charts/").append(chart.file()).append("\" alt=\"")
                    .append(text(chart.title())).append("\"/></figure>\n");
        }
    }

    private void troubles() {
        if (results.troubles().isEmpty()) {
            return;
        }
        html.append("<h2>What could not be evaluated</h2>\n<table class=\"text\"><tr><th>Picture</th><th>Detector</th><th>Reason</th></tr>\n");
        for (var trouble : results.troubles().subList(0, Math.min(TROUBLES, results.troubles().size()))) {
            html.append("<tr>");
            cell(text(trouble.dataset() + ": " + trouble.image()));
            cell(text(trouble.detector()));
            cell(text(trouble.reason()));
            html.append("</tr>\n");
        }
        html.append("</table>\n");
        if (results.troubles().size() > TROUBLES) {
            paragraph("And " + (results.troubles().size() - TROUBLES) + " more in " + Results.ROWS + ".");
        }
    }

    /** Text between tags or in quotes; what HTML cannot hold is replaced. */
    static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]|[\ufffe\uffff]", "\ufffd");
    }
}
