package io.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.palimpsest.command.Detectors;
import io.palimpsest.command.EvaluationRequest;
import io.palimpsest.core.Monitor;
import io.palimpsest.evaluate.run.Comparison;
import io.palimpsest.evaluate.run.Group;
import io.palimpsest.evaluate.run.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures detectors on labelled pictures. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, description = {
    "Measures detectors on labelled pictures, or compares two evaluations.",
    "Prints a table; writes results.csv, summary.csv, timings.csv and index.html to DIR."
}, exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:all pictures were evaluated", "1:some were not, each with its reason in results.csv", "2:wrong usage"
})
final class EvaluateVerb implements Callable<Integer> {

    private static final String ROW = "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n";

    /** So much of what failed is told; the table has all. */
    private static final int TROUBLES = 20;

    private final Detectors installed;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "Folders of labelled pictures: with a manifest.csv of columns image"
            + " and mask, with masks beside the pictures, or in the layout of a published set.")
    private List<Path> datasets = new ArrayList<>();

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for the results.")
    private Path output;

    @Option(names = "--detectors", paramLabel = "LIST", defaultValue = "all",
            description = "Names separated by commas (default: ${DEFAULT-VALUE}).")
    private String detectors;

    @Option(names = "--uncalibrated", description = "Take statistics for probabilities, as papers do with those of networks,"
            + " instead of calibrating them.")
    private boolean uncalibrated;

    @Option(names = "--maps", paramLabel = "DIR",
            description = "Score the maps in this folder instead of running detectors: NAME/maps.tif or NAME.tif.")
    private Path maps;

    @Option(names = "--protocols", paramLabel = "LIST", defaultValue = "all",
            description = "What is measured: owaf, lstm-endec, trufor, transforensics, msds, benco, toolbox, figures,"
                    + " palimpsest (default: ${DEFAULT-VALUE}).")
    private String protocols;

    @Option(names = "--attacks", paramLabel = "LIST", defaultValue = "none",
            description = "What is done to pictures before: papers, or jpeg:Q, noise:VARIANCE, resize:FACTOR,"
                    + " recompress:FACTOR:Q, blur:SIGMA, crop:X:Y, social (default: ${DEFAULT-VALUE}).")
    private String attacks;

    @Option(names = "--layout", paramLabel = "NAME", defaultValue = "",
            description = "Layout of the data sets (default: found out).")
    private String layout;

    @Option(names = "--split", paramLabel = "NAME", defaultValue = "",
            description = "Only pictures of this split (default: all).")
    private String split;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "" + Integer.MAX_VALUE,
            description = "At most so many altered and so many authentic pictures of each data set, evenly spread"
                    + " (default: all).")
    private int limit;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "1",
            description = "Pictures examined at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--resume", description = "Go on with an earlier run of the same kind.")
    private boolean resume;

    @Option(names = "--no-gallery", description = "Leave out the best and worst pictures.")
    private boolean noGallery;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Starts the chance in attacks and intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--compare", arity = "2", paramLabel = "DIR",
            description = "Tell which differences between two evaluations are significant; needs no data set.")
    private List<Path> compared;

    EvaluateVerb(Detectors installed) {
        this.installed = installed;
    }

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        if (compared != null) {
            require(datasets.isEmpty(), "--compare takes two evaluations and no data set; name either");
            for (var place : compared) {
                require(Files.exists(place), "There is no folder '" + place + "' to --compare");
            }
            print(Comparison.of(compared.get(0), compared.get(1), seed), out);
            return Main.OK;
        }
        require(!datasets.isEmpty() && output != null, "Name data sets and an --output folder, or two evaluations to"
                + " --compare");
        for (var dataset : datasets) {
            require(Files.isDirectory(dataset), "There is no folder '" + dataset + "'; name the folder of a data set");
        }
        require(maps == null || Files.isDirectory(maps), "There is no folder '" + maps + "' of --maps");
        require(!Files.exists(output) || Files.isDirectory(output), "--output '" + output + "' is a file; name a folder");
        var request = new EvaluationRequest(datasets, layout, split, output, detectors, uncalibrated, maps, protocols,
                attacks, limit, jobs, resume, !noGallery, seed);
        var err = spec.commandLine().getErr();
        Results results;
        try {
            results = request.run(installed, Monitor.none(), new Log(err)).results();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        print(results, out);
        var troubles = results.troubles();
        troubles.stream().limit(TROUBLES).forEach(trouble -> err.println(String.join(": ",
                Stream.of(trouble.dataset() + "/" + trouble.image(), trouble.attack(), trouble.detector(), trouble.reason())
                        .filter(word -> !word.isEmpty() && !word.equals("none")).toList())));
        if (troubles.size() > TROUBLES) {
            err.println("and " + (troubles.size() - TROUBLES) + " more in " + output.resolve(Results.ROWS));
        }
        return troubles.isEmpty() ? Main.OK : Main.SOME_FAILED;
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private static void print(Results results, PrintWriter out) {
        var attacked = results.plan().attacks().size() > 1;
        out.printf(ROW, "Data set", "Detector", "assessed", "F1 best", "F1 fixed", "F1 reported", "AUC", "found",
                "authentic flagged", "s / Mpx");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (var group : results.groups()) {
            out.printf(ROW, group.dataset() + (attacked ? ", " + group.attack() : ""), group.detector(),
                    group.assessed() + " of " + group.pictures(), number(group.mapped("trufor_f1_best").value()),
                    number(group.mapped("trufor_f1_fixed").value()), number(group.all("palimpsest_f1").value()),
                    number(group.mapped("transforensics_auc").value()), share(group, "palimpsest_found"),
                    share(group, "palimpsest_false_alarm"), number(group.seconds()));
        }
        out.flush();
    }

    private static String share(Group group, String measure) {
        var rate = group.all(measure);
        return rate.count() == 0 ? "-" : Math.round(rate.value() * rate.count()) + " of " + rate.count();
    }

    private static void print(List<Comparison> comparisons, PrintWriter out) {
        out.println("| Data set | Attack | Detector | Measure | first - second | 95 % interval | p | pictures | significant |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (var one : comparisons) {
            out.println("| " + one.dataset() + " | " + one.attack() + " | " + one.detector() + " | " + one.score() + " | "
                    + number(one.bootstrap().difference()) + " | " + number(one.bootstrap().low()) + " to "
                    + number(one.bootstrap().high()) + " | " + String.format(Locale.ROOT, "%.4f", one.bootstrap().p())
                    + " | " + one.bootstrap().pairs() + " | " + (one.significant() ? "yes" : "no") + " |");
        }
        out.flush();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
