package io.palimpsest.evaluate.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.palimpsest.core.WholeFile;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Estimate;
import io.palimpsest.evaluate.metric.Protocol;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What an evaluation measured. Nothing but the timings depends on the clock, so that the same plan gives the same files.
 *
 * @param plan what was evaluated
 * @param groups one for each data set, attack and detector, in the order of the plan
 * @param troubles what could not be evaluated
 * @param extremes the altered pictures that each detector scores best and worst on, without an attack
 */
public record Results(Plan plan, List<Group> groups, List<Trouble> troubles, List<Extremes> extremes) {

    /** The file with a row for each picture, attack and detector. */
    public static final String ROWS = "results.csv";

    /** The file with the seconds that a megapixel took and, in its last row, the most memory that this run took. */
    public static final String TIMINGS = "timings.csv";

    /** Status of a picture that could not be used. */
    static final String UNUSABLE = "UNUSABLE";

    /**
     * Writes the tables and reads them into memory in sum.
     *
     * @param examined pictures times attacks that this run did itself
     * @param peak of the heap meanwhile in MiB; NaN if it did none
     */
    static Results write(Plan plan, Source source, Journal journal, int examined, double peak) throws IOException {
        var results = new Results(plan, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        WholeFile.write(plan.output().resolve(ROWS), draft -> {
            try (var csv = printer(draft)) {
                new Rows(plan, csv, results.troubles).print(journal);
            }
        });
        var work = plan.work();
        for (var dataset : plan.datasets()) {
            for (var attack : plan.attacks()) {
                var own = IntStream.range(0, work.size()).filter(i -> work.get(i).dataset() == dataset
                        && work.get(i).attack() == attack).toArray();
                results.sumUp(dataset, attack.name(), source.names(), journal, own);
            }
        }
        WholeFile.write(plan.output().resolve("summary.csv"), results::printSummary);
        WholeFile.write(plan.output().resolve(TIMINGS),
                draft -> results.printTimings(draft, examined, peak));
        return results;
    }

    private void sumUp(Dataset dataset, String attack, List<String> detectors, Journal journal, int[] numbers)
            throws IOException {
        Map<String, GroupSum> sums = new LinkedHashMap<>();
        Map<String, Extremes> own = new LinkedHashMap<>();
        for (var name : detectors) {
            sums.put(name, new GroupSum(plan.protocols(), plan.seed()));
            own.put(name, new Extremes(dataset, attack, name));
        }
        for (var number : numbers) {
            var entry = journal.entry(number);
            for (var line : entry.lines()) {
                sums.get(line.detector()).add(line, entry.megapixels());
                own.get(line.detector()).add(entry, line);
            }
        }
        sums.forEach((name, sum) -> groups.add(sum.group(dataset.name(), attack, name)));
        if (attack.equals(plan.attacks().get(0).name())) {
            extremes.addAll(own.values());
        }
    }

    private void printSummary(Path draft) throws IOException {
        try (var csv = printer(draft)) {
            csv.printRecord("dataset", "attack", "detector", "over", "measure", "value", "low", "high", "pictures");
            for (var group : groups) {
                printSummary(csv, group, "all", group.all());
                printSummary(csv, group, "mapped", group.mapped());
            }
        }
    }

    private static void printSummary(CSVPrinter csv, Group group, String over, Map<String, Estimate> measures)
            throws IOException {
        for (var measure : measures.entrySet()) {
            var estimate = measure.getValue();
            csv.printRecord(group.dataset(), group.attack(), group.detector(), over, measure.getKey(),
                    number(estimate.value()), number(estimate.low()), number(estimate.high()), estimate.count());
        }
    }

    private void printTimings(Path draft, int examined, double peak) throws IOException {
        try (var csv = printer(draft)) {
            csv.printRecord("dataset", "attack", "detector", "pictures", "assessed", "failed", "seconds_per_megapixel",
                    "peak_heap_mib");
            for (var group : groups) {
                csv.printRecord(group.dataset(), group.attack(), group.detector(), group.pictures(), group.assessed(),
                        group.failed(), number(group.seconds()), "");
            }
            csv.printRecord("this run", "", "", examined, "", "", "", Double.isNaN(peak) ? "" : Math.round(peak));
        }
    }

    static CSVPrinter printer(Path file) throws IOException {
        BufferedWriter writer = Files.newBufferedWriter(file);
        return new CSVPrinter(writer, CSVFormat.RFC4180);
    }

    static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
    }

    /** Names of all scores of a picture in the order of the protocols. */
    static List<String> scores(List<Protocol> protocols) {
        return protocols.stream().flatMap(protocol -> protocol.scores().stream()).toList();
    }
}
