package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.palimpsest.evaluate.metric.PairedBootstrap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Which differences between two evaluations of the same pictures are more than chance.
 *
 * <p>Scores of the same picture, attack and detector are paired, or of the only detectors of both if their names differ.
 * A difference is significant if its p value holds at 5 % after Holm's correction over the data sets, attacks and
 * detectors of its score; scores measure much the same, so that they are not corrected for each other.
 *
 * @param dataset name of the data set
 * @param attack name of the attack
 * @param detector its name, or both names
 * @param score name of the score
 * @param bootstrap first minus second
 * @param significant after Holm's correction
 */
public record Comparison(String dataset, String attack, String detector, String score, PairedBootstrap bootstrap,
                         boolean significant) {

    private static final double LEVEL = 0.05;

    private static final Set<String> OTHER = Set.of("dataset", "image", "attack", "label", "detector", "status", "score",
            "reason");

    private record Table(List<String> scores, List<String> detectors, Map<List<String>, double[]> rows) {}

    /**
     * Compares.
     *
     * @param first an evaluation's output folder, or its {@code results.csv}
     * @param second another one's
     * @param seed of the bootstrap
     * @return a comparison for each data set, attack, detector and score that both have
     * @throws IOException if there is no such file, or nothing in common
     */
    public static List<Comparison> of(Path first, Path second, long seed) throws IOException {
        var one = read(first);
        var two = read(second);
        var alone = one.detectors.size() == 1 && two.detectors.size() == 1;
        Map<List<String>, List<List<String>>> groups = new LinkedHashMap<>();
        for (var key : one.rows.keySet()) {
            if (two.rows.containsKey(partner(key, two, alone))) {
                groups.computeIfAbsent(List.of(key.get(0), key.get(2), key.get(3)), group -> new ArrayList<>()).add(key);
            }
        }
        var comparisons = new ArrayList<Comparison>();
        for (var group : groups.entrySet()) {
            var detector = group.getKey().get(2);
            var other = alone ? two.detectors.get(0) : detector;
            for (var score : one.scores) {
                var column = two.scores.indexOf(score);
                if (column >= 0) {
                    var bootstrap = PairedBootstrap.of(
                            scores(one, group.getValue(), one.scores.indexOf(score)),
                            scores(two, group.getValue().stream().map(key -> partner(key, two, alone)).toList(), column),
                            seed);
                    if (bootstrap.pairs() > 0) {
                        comparisons.add(new Comparison(group.getKey().get(0), group.getKey().get(1),
                                detector.equals(other) ? detector : detector + " - " + other, score, bootstrap, false));
                    }
                }
            }
        }
        if (comparisons.isEmpty()) {
            throw new IOException("'" + first + "' and '" + second + "' have no picture and detector in common; evaluate"
                    + " the same data sets with the same detectors, or with one detector each");
        }
        return corrected(comparisons);
    }

    private static List<String> partner(List<String> key, Table two, boolean alone) {
        return alone ? List.of(key.get(0), key.get(1), key.get(2), two.detectors.get(0)) : key;
    }

    private static double[] scores(Table table, List<List<String>> keys, int column) {
        return keys.stream().mapToDouble(key -> table.rows.get(key)[column]).toArray();
    }

    private static List<Comparison> corrected(List<Comparison> all) {
        var significant = new boolean[all.size()];
        for (var score : all.stream().map(Comparison::score).distinct().toList()) {
            var own = IntStream.range(0, all.size()).filter(i -> all.get(i).score.equals(score)).toArray();
            var held = holm(IntStream.of(own).mapToDouble(i -> all.get(i).bootstrap.p()).toArray());
            for (int i = 0; i < own.length; i++) {
                significant[own[i]] = held[i];
            }
        }
        return IntStream.range(0, all.size()).mapToObj(i -> new Comparison(all.get(i).dataset, all.get(i).attack,
                all.get(i).detector, all.get(i).score, all.get(i).bootstrap, significant[i])).toList();
    }

    /** The smallest p value is multiplied by their number, the next by one less, and so on until one is too large. */
    static boolean[] holm(double[] p) {
        var rising = IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
        var held = new boolean[p.length];
        for (int i = 0; i < p.length && p[rising.get(i)] * (p.length - i) <= LEVEL; i++) {
            held[rising.get(i)] = true;
        }
        return held;
    }

    private static Table read(Path place) throws IOException {
        var file = Files.isDirectory(place) ? place.resolve(Results.ROWS) : place;
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no '" + file + "'; name the output folders of two evaluations");
        }
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (var csv = CSVParser.parse(file, StandardCharsets.UTF_8, format)) {
            if (!csv.getHeaderNames().containsAll(OTHER)) {
                throw new IOException("The file '" + file + "' is no table of an evaluation; its columns are "
                        + csv.getHeaderNames());
            }
            var scores = csv.getHeaderNames().stream().filter(name -> !OTHER.contains(name)).toList();
            var rows = new LinkedHashMap<List<String>, double[]>();
            var detectors = new LinkedHashSet<String>();
            for (var row : csv) {
                if (!row.get("detector").isEmpty() && !row.get("status").equals(Opinion.FAILED)) {
                    detectors.add(row.get("detector"));
                    rows.put(List.of(row.get("dataset"), row.get("image"), row.get("attack"), row.get("detector")),
                            scores.stream().mapToDouble(score -> number(row.get(score))).toArray());
                }
            }
            return new Table(scores, List.copyOf(detectors), rows);
        } catch (CharacterCodingException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException("The file '" + file + "' is damaged (" + e.getMessage() + "); evaluate again", e);
        }
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
}
