package io.palimpsest.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

import io.palimpsest.command.Detectors;
import io.palimpsest.command.Reason;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.core.WholeFile;
import io.palimpsest.evaluate.Agreement;
import io.palimpsest.evaluate.LabelledPicture;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures detectors on labelled pictures. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, description = {
    "Measures detectors on labelled pictures.",
    "Prints a table and writes it with a row for each picture and detector to DIR/results.csv."
})
final class EvaluateVerb implements Callable<Integer> {

    private static final String ROW = "| %s | %s | %s | %s | %s | %s | %s | %s | %s |";

    private final Detectors installed;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DATASET",
            description = "Folders with a manifest.csv of columns image and mask.")
    private List<Path> datasets;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder for results.csv.")
    private Path output;

    @Option(names = "--detectors", paramLabel = "LIST", defaultValue = "all",
            description = "Names separated by commas (default: ${DEFAULT-VALUE}).")
    private String detectors;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "" + Integer.MAX_VALUE,
            description = "At most so many altered and so many authentic pictures of each data set, evenly spread"
                    + " (default: all).")
    private int limit;

    EvaluateVerb(Detectors installed) {
        this.installed = installed;
    }

    /** What one detector made of one picture; agreement is null for authentic pictures and where it did not run. */
    private record Result(String dataset, String image, String detector, boolean altered, String status, double score,
                          Agreement agreement, double seconds, double megapixels, String reason) {

        boolean assessed() {
            return status.equals("FOUND") || status.equals("NOTHING");
        }
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + " and must be at least 1");
        }
        var chosen = chosen();
        var results = new ArrayList<Result>();
        for (var dataset : datasets) {
            var pictures = LabelledPicture.list(dataset);
            for (var picture : pictures(pictures, true)) {
                results.addAll(examine(dataset, picture, chosen));
            }
            for (var picture : pictures(pictures, false)) {
                results.addAll(examine(dataset, picture, chosen));
            }
        }
        write(results);
        print(results, chosen);
        return results.stream().anyMatch(result -> result.status.equals("FAILED")) ? Main.SOME_FAILED : Main.OK;
    }

    private List<Detector> chosen() {
        try {
            return installed.create(detectors);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<LabelledPicture> pictures(List<LabelledPicture> all, boolean altered) {
        var kind = all.stream().filter(picture -> picture.mask().isPresent() == altered).toList();
        var count = Math.min(limit, kind.size());
        var taken = new ArrayList<LabelledPicture>();
        for (int i = 0; i < count; i++) {
            taken.add(kind.get((int) ((long) i * kind.size() / count)));
        }
        return taken;
    }

    private List<Result> examine(Path dataset, LabelledPicture picture, List<Detector> chosen) {
        var set = dataset.toAbsolutePath().normalize().getFileName().toString();
        var image = dataset.relativize(picture.image()).toString();
        var altered = picture.mask().isPresent();
        var results = new ArrayList<Result>();
        try {
            var specimen = Specimen.open(picture.image());
            var mask = picture.altered(specimen);
            for (var detector : chosen) {
                var evidence = detector.examine(specimen, Monitor.none());
                results.add(new Result(set, image, detector.name(), altered, evidence.outcome().name(), evidence.score(),
                        altered && evidence.raw().isPresent() ? agreement(evidence, mask, specimen) : null,
                        evidence.provenance().seconds(), specimen.width() * (double) specimen.height() / (1 << 20),
                        String.join(" ", evidence.notes())));
            }
        } catch (IOException | RuntimeException e) {
            for (var detector : chosen) {
                results.add(new Result(set, image, detector.name(), altered, "FAILED", Double.NaN, null, Double.NaN, 0,
                        Reason.of(e)));
            }
        }
        return results;
    }

    private static Agreement agreement(Evidence evidence, boolean[] mask, Specimen specimen) {
        var ranked = evidence.ranked().map(map -> paint(map, specimen)).orElseThrow();
        return Agreement.of(ranked, evidence.probability(), evidence.mask(), mask, specimen.width());
    }

    private static float[] paint(RawMap map, Specimen specimen) {
        return map.paint(specimen.width(), specimen.height());
    }

    private void write(List<Result> results) throws IOException {
        var text = new StringWriter();
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord("dataset", "image", "detector", "altered", "status", "score", "f1_best", "f1_fixed",
                    "f1_reported", "auc", "seconds", "reason");
            for (var result : results) {
                var agreement = result.agreement == null
                        ? new Agreement(Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                        : result.agreement;
                csv.printRecord(result.dataset, result.image, result.detector, result.altered, result.status,
                        number(result.score), number(agreement.best()), number(agreement.fixed()),
                        number(agreement.reported()), number(agreement.auc()), number(result.seconds), result.reason);
            }
        }
        WholeFile.write(output.resolve("results.csv"), draft -> Files.writeString(draft, text.toString()));
    }

    private void print(List<Result> results, List<Detector> chosen) {
        var out = spec.commandLine().getOut();
        out.println(String.format(ROW, "Data set", "Detector", "assessed", "F1 best", "F1 fixed", "F1 reported", "AUC",
                "found", "authentic flagged"));
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (var dataset : results.stream().map(Result::dataset).distinct().toList()) {
            for (var detector : chosen) {
                row(results.stream().filter(result -> result.dataset.equals(dataset)
                        && result.detector.equals(detector.name())).toList());
            }
        }
        out.println();
        out.println("| Detector | seconds for a megapixel |");
        out.println("|---|---|");
        for (var detector : chosen) {
            var own = results.stream().filter(result -> result.detector.equals(detector.name()) && result.assessed())
                    .toList();
            out.println("| " + detector.name() + " | " + number(own.stream().mapToDouble(Result::seconds).sum()
                    / own.stream().mapToDouble(Result::megapixels).sum()) + " |");
        }
    }

    private void row(List<Result> results) {
        var altered = results.stream().filter(Result::altered).toList();
        var authentic = results.stream().filter(result -> !result.altered).toList();
        spec.commandLine().getOut().println(String.format(ROW, results.get(0).dataset, results.get(0).detector,
                results.stream().filter(Result::assessed).count() + " of " + results.size(),
                mean(altered, Agreement::best), mean(altered, Agreement::fixed), mean(altered, Agreement::reported),
                mean(altered, Agreement::auc), share(altered), share(authentic)));
    }

    private static String mean(List<Result> results, ToDoubleFunction<Agreement> score) {
        return number(results.stream().filter(result -> result.agreement != null)
                .mapToDouble(result -> score.applyAsDouble(result.agreement)).filter(value -> !Double.isNaN(value))
                .average().orElse(Double.NaN));
    }

    private static String share(List<Result> results) {
        return results.isEmpty()
                ? "-"
                : results.stream().filter(result -> result.status.equals("FOUND")).count() + " of " + results.size();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
