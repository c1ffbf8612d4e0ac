package io.palimpsest.detect.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.palimpsest.core.Evidence;

/**
 * What each detector by itself says of each cell of the fusions' grid.
 *
 * @param names of the detectors
 * @param probability for each detector a value for each cell, 0 to 1; NaN = not assessed
 * @param reliability for each detector a value for each cell, 0 to 1; NaN = not assessed
 */
record Opinions(List<String> names, List<float[]> probability, List<float[]> reliability) {

    /** A detector whose mean probability in a region reaches this is said to support it. */
    private static final double SUPPORT = 0.25;

    static Opinions of(List<Evidence> evidence, int width, int height) {
        var probability = new ArrayList<float[]>();
        var reliability = new ArrayList<float[]>();
        for (var one : evidence) {
            var empty = new float[CellMeans.cells(width) * CellMeans.cells(height)];
            Arrays.fill(empty, Float.NaN);
            probability.add(one.probabilityCells().map(map -> CellMeans.of(map, width, height)).orElse(empty));
            reliability.add(one.reliabilityCells().map(map -> CellMeans.of(map, width, height)).orElse(empty));
        }
        return new Opinions(evidence.stream().map(one -> one.provenance().detector()).toList(), probability, reliability);
    }

    /** Names of the detectors that assess no cell. */
    List<String> silent() {
        var silent = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            var assessed = false;
            for (var value : probability.get(i)) {
                assessed |= !Float.isNaN(value);
            }
            if (!assessed) {
                silent.add(names.get(i));
            }
        }
        return silent;
    }

    /** One sentence on what the detectors say of a region, the strongest first. */
    String explain(int[] cells) {
        var means = new double[names.size()];
        for (int i = 0; i < means.length; i++) {
            for (int cell : cells) {
                var value = probability.get(i)[cell];
                means[i] += (Float.isNaN(value) ? 0 : value) / cells.length;
            }
        }
        var order = new ArrayList<Integer>();
        for (int i = 0; i < means.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> -means[i]));
        var support = order.stream().filter(i -> means[i] >= SUPPORT)
                .map(i -> String.format(Locale.ROOT, "%s (%.2f)", names.get(i), means[i])).toList();
        var others = String.join(", ", order.stream().filter(i -> means[i] < SUPPORT).map(names::get).toList());
        return support.isEmpty()
                ? "No single map supports this region; their combination differs from the rest of the picture."
                : "This region is supported by " + String.join(", ", support)
                        + (others.isEmpty() ? "." : " and not by " + others + ".");
    }

    /** The sentence on detectors that had nothing to say, or nothing if all had. */
    static void note(Evidence.Statistic statistic, List<String> silent) {
        if (!silent.isEmpty()) {
            statistic.note("Fused without " + String.join(", ", silent) + ", which could not assess this picture.");
        }
    }
}
