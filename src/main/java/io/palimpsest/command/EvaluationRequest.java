package io.palimpsest.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

import io.palimpsest.core.Calibration;
import io.palimpsest.core.Monitor;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Protocol;
import io.palimpsest.evaluate.page.Page;
import io.palimpsest.evaluate.run.DetectorSource;
import io.palimpsest.evaluate.run.Evaluation;
import io.palimpsest.evaluate.run.MapSource;
import io.palimpsest.evaluate.run.Plan;
import io.palimpsest.evaluate.run.Results;
import io.palimpsest.evaluate.run.Source;

/**
 * What somebody wants evaluated, in words.
 *
 * @param datasets folders
 * @param layout of the folders; "" to find out
 * @param split only pictures of this split; "" for all
 * @param output folder of the results
 * @param detectors {@code all}, or names separated by commas
 * @param uncalibrated whether the detectors' statistics are taken for probabilities, as papers do with those of networks
 * @param maps folder of maps to score instead of running detectors, or null
 * @param protocols {@code all}, or names separated by commas
 * @param attacks {@code none}, {@code papers}, or attacks separated by commas; pictures as they are always come first
 * @param limit at most so many altered and so many authentic pictures of each data set
 * @param jobs pictures at the same time
 * @param resume whether to go on with an earlier run
 * @param gallery whether the page shows the best and worst pictures
 * @param seed of attacks and bootstraps
 */
public record EvaluationRequest(List<Path> datasets, String layout, String split, Path output, String detectors,
                                boolean uncalibrated, Path maps, String protocols, String attacks, int limit, int jobs,
                                boolean resume, boolean gallery, long seed) {

    /** What was measured, and the page that shows it. */
    public record Outcome(Results results, Path page) {}

    /**
     * Evaluates.
     *
     * @param installed where detectors come from
     * @param monitor cancellation
     * @param listener hears of each picture
     * @return what was measured
     * @throws IOException if a data set cannot be read or the output cannot be written
     * @throws IllegalArgumentException if a name is unknown or a number makes no sense
     */
    public Outcome run(Detectors installed, Monitor monitor, Evaluation.Listener listener) throws IOException {
        if (limit < 1 || jobs < 1) {
            throw new IllegalArgumentException("A limit of " + limit + " and " + jobs + " jobs make no sense; both must be"
                    + " at least 1");
        }
        var plan = new Plan(sets(), attackList(), protocolList(), output, limit, jobs, resume, seed);
        var source = source(installed, plan);
        var results = new Evaluation(plan, source).run(monitor, listener);
        return new Outcome(results, Page.write(results, gallery ? source : null, monitor));
    }

    private Source source(Detectors installed, Plan plan) throws IOException {
        if (maps != null) {
            if (plan.attacks().size() > 1) {
                throw new IllegalArgumentException("Maps that were made before are of the pictures as they are; leave"
                        + " attacks out, or name detectors instead");
            }
            return MapSource.of(maps, plan.datasets());
        }
        installed.create(detectors);
        return new DetectorSource(() -> {
            var made = installed.create(detectors);
            if (uncalibrated) {
                made.forEach(detector -> detector.calibration(Calibration.none()));
            }
            return made;
        }, uncalibrated ? "uncalibrated detectors" : "detectors");
    }

    private List<Dataset> sets() throws IOException {
        var sets = new ArrayList<Dataset>();
        for (var folder : datasets) {
            var set = layout.isEmpty() ? Dataset.read(folder) : Dataset.read(folder, layout);
            var own = place(folder);
            var items = set.items().stream().filter(item -> split.isEmpty() || item.split().equals(split))
                    .filter(item -> !item.name().startsWith(own)).toList();
            if (items.isEmpty() && !split.isEmpty()) {
                throw new IllegalArgumentException("The data set '" + set.name() + "' has no split '" + split
                        + "'; it has " + set.items().stream().map(item -> "'" + item.split() + "'").distinct().toList());
            }
            for (var other : sets) {
                if (other.name().equals(set.name())) {
                    throw new IllegalArgumentException("Two data sets are named '" + set.name() + "'; rename a folder");
                }
            }
            sets.add(new Dataset(set.name(), set.layout(), items, set.problems().stream()
                    .filter(problem -> !problem.path().startsWith(own)).toList()));
        }
        return sets;
    }

    /** How the names of an earlier run's pictures begin where the output folder lies in the data set's. */
    private String place(Path folder) {
        var set = folder.toAbsolutePath().normalize();
        var own = output.toAbsolutePath().normalize();
        return own.startsWith(set) && !own.equals(set)
                ? set.relativize(own).toString().replace(set.getFileSystem().getSeparator(), "/") + "/"
                : "\0";
    }

    private List<Attack> attackList() {
        var byName = new LinkedHashMap<String, Attack>();
        byName.put("none", Attack.parse("none"));
        for (var name : attacks.split(",")) {
            var made = name.isBlank() ? List.<Attack>of()
                    : name.strip().equalsIgnoreCase("papers") ? Attack.papers() : List.of(Attack.parse(name));
            made.forEach(attack -> byName.putIfAbsent(attack.name(), attack));
        }
        return List.copyOf(byName.values());
    }

    private List<Protocol> protocolList() {
        if (protocols.strip().equalsIgnoreCase("all")) {
            return List.of(Protocol.values());
        }
        return Arrays.stream(protocols.split(",")).map(name -> Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.toString().equals(name.strip().toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no protocol '" + name.strip() + "'; there are "
                        + Arrays.toString(Protocol.values())))).distinct().toList();
    }
}
