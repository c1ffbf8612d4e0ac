package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import com.google.gson.GsonBuilder;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.core.WholeFile;
import io.palimpsest.evaluate.CalibrationFit;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Curves;
import io.palimpsest.evaluate.metric.Prediction;
import io.palimpsest.evaluate.metric.Ranking;
import io.palimpsest.evaluate.metric.Truth;
import io.palimpsest.evaluate.page.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fits a detector's way from raw statistic to probability. */
@Command(name = "calibrate", mixinStandardHelpOptions = true,
        description = "Fits a detector's raw statistic to probabilities on labelled pictures and measures the result.")
final class CalibrateVerb implements Callable<Integer> {

    private static final int SMALLEST_SPLICE = 480;

    /** So many pictures are tried before a data set counts as too small. */
    private static final int DRAWS = 1000;

    private final Detectors installed;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DETECTOR", description = "Its name.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "DATASET",
            description = "Folders of pictures of which it is known what was altered: with a manifest.csv, or of a"
                    + " published layout.")
    private List<Path> folders;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "The calibration to write.")
    private Path output;

    @Option(names = "--alarms", paramLabel = "SHARE", defaultValue = "0.04",
            description = "Share of authentic pictures that may be flagged (default: ${DEFAULT-VALUE}).")
    private double alarms;

    @Option(names = "--splices", paramLabel = "N", defaultValue = "0",
            description = "Also use N forgeries made of the authentic pictures, and no other altered ones (default: none).")
    private int splices;

    @Option(names = "--forgery", paramLabel = "KIND", defaultValue = "splice", split = ",",
            description = "What is done to them, several kinds in turn: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<Forgery> forgeries;

    @Option(names = "--every", paramLabel = "N", defaultValue = "1",
            description = "Take every Nth picture only (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--diagram", paramLabel = "FILE.png", description = "Also draw the share of altered pixels over the"
            + " probability that the calibrated detector told of them.")
    private Path diagram;

    CalibrateVerb(Detectors installed) {
        this.installed = installed;
    }

    /** Rates of one data set. */
    private static final class Rates {
        private int authentic;
        private int flagged;
        private int altered;
        private int found;

        void add(boolean isAuthentic, boolean hasFinding) {
            authentic += isAuthentic ? 1 : 0;
            flagged += isAuthentic && hasFinding ? 1 : 0;
            altered += isAuthentic ? 0 : 1;
            found += !isAuthentic && hasFinding ? 1 : 0;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d of %d authentic pictures flagged, %d of %d altered ones", flagged,
                    authentic, found, altered);
        }
    }

    @Override
    public Integer call() throws IOException {
        var detector = detector();
        var datasets = datasets();
        var fit = new CalibrationFit(Detector.MIN_AREA, Detector.MIN_RELIABILITY);
        var weights = new AtomicReference<String>();
        examine(datasets, detector, (dataset, specimen, altered, evidence) -> {
            evidence.provenance().network().ifPresent(network -> weights.set(network.sha256()));
            if (altered == null || splices == 0) {
                fit.add(evidence, altered == null ? new boolean[specimen.width() * specimen.height()] : altered,
                        specimen.width(), altered == null);
            }
        });
        examineSplices(datasets, detector, (dataset, specimen, altered, evidence) -> {
            if (altered == null) {
                fit.addUntouched(evidence, specimen.width(), specimen.height());
            } else {
                fit.add(evidence, altered, specimen.width(), false);
            }
        });
        var names = datasets.stream().map(Dataset::name).toList();
        var curve = fit.fit(alarms, "fitted " + LocalDate.now() + " on " + String.join(", ", names)
                + " by: calibrate " + Detector.id(detector.getClass()) + " --alarms " + alarms + " --forgery " + kinds()
                + " --splices " + splices + " --every " + every).weights(weights.get());
        WholeFile.write(output, draft -> Files.writeString(draft,
                new GsonBuilder().setPrettyPrinting().create().toJson(curve) + "\n"));
        detector.calibration(curve);
        Map<String, Rates> rates = new LinkedHashMap<>();
        var curves = new Curves();
        Use count = (dataset, specimen, altered, evidence) -> {
            rates.computeIfAbsent(dataset, key -> new Rates())
                    .add(altered == null, evidence.outcome() == Evidence.Outcome.FOUND);
            if (diagram != null && evidence.raw().isPresent()) {
                curves.add(ranking(specimen, altered, evidence));
            }
        };
        examine(datasets, detector, count);
        examineSplices(datasets, detector, count);
        if (diagram != null) {
            draw(detector.name(), curves);
        }
        rates.forEach((dataset, rate) -> spec.commandLine().getOut().println(dataset + ": " + rate));
        return Main.OK;
    }

    private static Ranking ranking(Specimen specimen, boolean[] altered, Evidence evidence) {
        var told = evidence.probability();
        return Ranking.of(new Prediction(specimen.width(), specimen.height(), told, told, null, evidence.mask(),
                evidence.score()), new Truth(specimen.width(), specimen.height(),
                        altered == null ? new boolean[told.length] : altered, null));
    }

    private void draw(String detector, Curves curves) throws IOException {
        var reliability = curves.reliability();
        Chart.reliability(detector + ": reliability").line(detector, reliability.x(), reliability.y()).write(diagram);
    }

    private String kinds() {
        return String.join(",", forgeries.stream().map(Forgery::toString).toList());
    }

    /** The data sets; what cannot be used of them is said. */
    private List<Dataset> datasets() throws IOException {
        var datasets = new ArrayList<Dataset>();
        for (var folder : folders) {
            var dataset = Dataset.read(folder);
            for (var problem : dataset.problems()) {
                spec.commandLine().getErr().println(dataset.name() + "/" + problem.path() + ": " + problem.reason());
            }
            datasets.add(dataset);
        }
        return datasets;
    }

    private Detector detector() {
        try {
            var chosen = installed.create(name);
            if (chosen.size() == 1) {
                return chosen.get(0);
            }
            throw new IllegalArgumentException("Name one detector");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** What is done with each picture; altered is null for an authentic one. */
    private interface Use {
        void of(String dataset, Specimen specimen, boolean[] altered, Evidence evidence) throws IOException;
    }

    private void examine(List<Dataset> datasets, Detector detector, Use use) throws IOException {
        for (var dataset : datasets) {
            for (int i = 0; i < dataset.items().size(); i += every) {
                var item = dataset.items().get(i);
                var specimen = Specimen.open(item.image());
                var altered = item.altered() ? item.truth(specimen).altered() : null;
                use.of(dataset.name(), specimen, altered, detector.examine(specimen, Monitor.none()));
            }
        }
    }

    /** Host and donor are drawn from the authentic pictures that are large enough; the seed is the splice's number. */
    private void examineSplices(List<Dataset> datasets, Detector detector, Use use) throws IOException {
        var authentic = datasets.stream().flatMap(dataset -> dataset.items().stream())
                .filter(item -> !item.altered()).toList();
        for (int i = 0; i < splices; i++) {
            var random = new Random(i);
            var host = draw(authentic, random);
            var kind = forgeries.get(i % forgeries.size());
            var made = kind.of(host, draw(authentic, random), i / forgeries.size());
            var specimen = Specimen.of(kind + " " + i, made.file());
            use.of("forgeries", specimen, made.untouched() ? null : made.altered(),
                    detector.examine(specimen, Monitor.none()));
        }
    }

    private static Specimen draw(List<Item> pictures, Random random) throws IOException {
        for (int i = 0; i < DRAWS && !pictures.isEmpty(); i++) {
            var specimen = Specimen.open(pictures.get(random.nextInt(pictures.size())).image());
            if (Math.min(specimen.width(), specimen.height()) >= SMALLEST_SPLICE) {
                return specimen;
            }
        }
        throw new IOException("--splices needs authentic pictures of at least " + SMALLEST_SPLICE
                + " pixels on either side; add a data set with some");
    }
}
