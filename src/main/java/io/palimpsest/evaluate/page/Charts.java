package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.metric.Curves;
import io.palimpsest.evaluate.run.Extremes;
import io.palimpsest.evaluate.run.Group;
import io.palimpsest.evaluate.run.Results;

/**
 * The charts of an evaluation.
 *
 * @param folder where they go
 * @param names of the files
 */
record Charts(Path folder, FileNames names) {

    /** A chart that was written. */
    record Drawn(String file, String title) {}

    /** Where a picture without an attack stands among the strengths of a family. */
    private static final Map<String, Double> UNTOUCHED = Map.of("jpeg", 100.0, "noise", 0.0, "resize", 1.0, "blur", 0.0);

    /** ROC and precision-recall curves of pixels, the ROC curve of pictures and the reliability diagram. */
    List<Drawn> curves(String dataset, List<Group> groups) throws IOException {
        var pixels = new Chart(dataset + ": ROC of pixels", "false positive rate", "true positive rate").unit().diagonal();
        var precision = new Chart(dataset + ": precision and recall of pixels", "recall", "precision").unit();
        var pictures = new Chart(dataset + ": ROC of pictures", "false positive rate", "true positive rate").unit().diagonal();
        var reliability = Chart.reliability(dataset + ": reliability");
        for (var group : groups) {
            add(pixels, group.detector(), group.curves().roc());
            add(precision, group.detector(), group.curves().precisionRecall());
            add(pictures, group.detector(), group.curves().imageRoc());
            add(reliability, group.detector(), group.curves().reliability());
        }
        var files = new ArrayList<Drawn>();
        write(pixels, dataset + "-roc", files);
        write(precision, dataset + "-precision-recall", files);
        write(pictures, dataset + "-image-roc", files);
        write(reliability, dataset + "-reliability", files);
        return files;
    }

    /** F1 against the strength of attacks, for each kind of which there are several. */
    List<Drawn> robustness(String dataset, Results results) throws IOException {
        var files = new ArrayList<Drawn>();
        var attacks = results.plan().attacks();
        for (var series : attacks.stream().map(Charts::series).distinct().toList()) {
            var levels = new TreeMap<Double, String>();
            attacks.stream().filter(attack -> series(attack).equals(series))
                    .forEach(attack -> levels.put(attack.strength(), attack.name()));
            if (levels.size() > 1) {
                if (UNTOUCHED.containsKey(series)) {
                    levels.put(UNTOUCHED.get(series), attacks.get(0).name());
                }
                var chart = new Chart(dataset + ": " + series, "level of " + series, "F1 at the best threshold").points();
                for (var detector : results.groups().stream().map(Group::detector).distinct().toList()) {
                    add(chart, detector, new Curves.Curve(
                            levels.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                            levels.values().stream().mapToDouble(attack -> score(results, dataset, attack, detector))
                                    .toArray()));
                }
                write(chart, dataset + "-" + series, files);
            }
        }
        return files;
    }

    /** Attacks that differ in their first level only. */
    private static String series(Attack attack) {
        return attack.name().replaceFirst("-[0-9.]+", "");
    }

    private static double score(Results results, String dataset, String attack, String detector) {
        return results.groups().stream().filter(group -> group.dataset().equals(dataset)
                && group.attack().equals(attack) && group.detector().equals(detector))
                .mapToDouble(group -> group.mapped(Extremes.SCORE).value()).findFirst().orElse(Double.NaN);
    }

    private static void add(Chart chart, String name, Curves.Curve curve) {
        if (curve.x().length > 0) {
            chart.line(name, curve.x(), curve.y());
        }
    }

    private void write(Chart chart, String name, List<Drawn> files) throws IOException {
        if (!chart.isEmpty()) {
            var file = names.of(name);
            chart.write(folder.resolve(file));
            files.add(new Drawn(file, chart.title()));
        }
    }
}
