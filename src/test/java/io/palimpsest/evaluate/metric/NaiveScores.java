package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Every score of one picture straight from its definition, threshold by threshold and pixel by pixel. */
final class NaiveScores {

    private final Prediction prediction;
    private final Truth truth;
    private final int pixels;
    private final boolean authentic;
    private final double[] statistic;
    private final double[] probability;
    private final Map<String, Double> scores = new HashMap<>();

    private NaiveScores(Prediction prediction, Truth truth) {
        this.prediction = prediction;
        this.truth = truth;
        pixels = truth.altered().length;
        authentic = IntStream.range(0, pixels).noneMatch(i -> truth.altered()[i]);
        statistic = IntStream.range(0, pixels).mapToDouble(i -> Float.isNaN(prediction.statistic()[i])
                ? Double.NEGATIVE_INFINITY
                : prediction.statistic()[i]).toArray();
        probability = IntStream.range(0, pixels)
                .mapToDouble(i -> Float.isNaN(prediction.probability()[i]) ? 0 : prediction.probability()[i]).toArray();
    }

    static Map<String, Double> of(Prediction prediction, Truth truth) {
        var naive = new NaiveScores(prediction, truth);
        naive.fixed();
        naive.trufor();
        naive.ranked();
        naive.toolbox();
        naive.reported();
        return naive.scores;
    }

    private void put(String name, double value) {
        scores.put(name, value);
    }

    private void putAltered(String name, double value) {
        scores.put(name, authentic ? Double.NaN : value);
    }

    private double count(IntPredicate pixel) {
        return IntStream.range(0, pixels).filter(pixel).count();
    }

    private boolean told(int i) {
        return probability[i] > 0.5;
    }

    private boolean altered(int i) {
        return truth.altered()[i];
    }

    /** F1 = 2 |A and B| / (|A| + |B|); NaN where both are empty. */
    private double f1(IntPredicate told, IntPredicate positive, IntPredicate counts) {
        var both = count(i -> counts.test(i) && told.test(i) && positive.test(i));
        return 2 * both / (count(i -> counts.test(i) && told.test(i)) + count(i -> counts.test(i) && positive.test(i)));
    }

    private double f1(IntPredicate told) {
        return f1(told, this::altered, i -> true);
    }

    private void fixed() {
        double tp = count(i -> told(i) && altered(i));
        double fp = count(i -> told(i) && !altered(i));
        double fn = count(i -> !told(i) && altered(i));
        double tn = count(i -> !told(i) && !altered(i));
        var untouched = f1(i -> !told(i), i -> !altered(i), i -> true);
        putAltered("owaf_macro_f1", Double.isNaN(untouched) ? f1(this::told) : (f1(this::told) + untouched) / 2);
        putAltered("owaf_f1", f1(this::told));
        putAltered("owaf_iou", tp / (tp + fp + fn));
        put("lstm_endec_accuracy", (tp + tn) / pixels);
        putAltered("transforensics_f1", f1(this::told));
        putAltered("msds_precision", tp + fp == 0 ? 0 : tp / (tp + fp));
        putAltered("msds_recall", tp / (tp + fn));
        putAltered("msds_f1", f1(this::told));
        var norm = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
        putAltered("msds_mcc", norm == 0 ? 0 : (tp * tn - fp * fn) / Math.sqrt(norm));
        var f1 = guarded(tp, fp, fn);
        var reverse = guarded(fn, tn, tp);
        put("benco_f1", f1);
        put("benco_f1_reverse", reverse);
        put("benco_f1_double", Math.max(f1, reverse));
        put("benco_iou", tp / (tp + fp + fn + 1e-8));
        put("benco_iou_reverse", fn / (fn + tn + tp + 1e-8));
        put("benco_iou_double", Math.max(scores.get("benco_iou"), scores.get("benco_iou_reverse")));
    }

    private static double guarded(double tp, double fp, double fn) {
        var precision = tp / (tp + fp + 1e-8);
        var recall = tp / (tp + fn + 1e-8);
        return 2 * precision * recall / (precision + recall + 1e-8);
    }

    private boolean window(int i, int radius, boolean all) {
        boolean every = true;
        boolean any = false;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                var at = altered(mirror(i / truth.width() + dy, truth.height()) * truth.width()
                        + mirror(i % truth.width() + dx, truth.width()));
                every &= at;
                any |= at;
            }
        }
        return all ? every : any;
    }

    /** The border repeated, then the row backwards, as often as needed. */
    private static int mirror(int at, int size) {
        while (at < 0 || at >= size) {
            at = at < 0 ? -1 - at : 2 * size - 1 - at;
        }
        return at;
    }

    private void trufor() {
        var core = new boolean[pixels];
        var counts = new boolean[pixels];
        for (int i = 0; i < pixels; i++) {
            core[i] = window(i, 7, true);
            counts[i] = core[i] || !window(i, 5, false);
        }
        var usable = count(i -> core[i]) > 0 && count(i -> counts[i] && !core[i]) > 0;
        double best = 0;
        double plain = 0;
        for (var threshold : thresholds()) {
            best = Math.max(best, better(i -> statistic[i] >= threshold, core, counts));
            plain = Math.max(plain, f1(i -> statistic[i] >= threshold));
        }
        var scaled = scaled();
        putAltered("trufor_f1_best", usable ? best : Double.NaN);
        putAltered("trufor_f1_best_plain", plain);
        putAltered("trufor_f1_fixed", usable ? better(this::told, core, counts) : Double.NaN);
        putAltered("trufor_f1_fixed_plain", f1(this::told));
        putAltered("trufor_f1_scaled", usable ? better(i -> scaled[i] > 0.5, core, counts) : Double.NaN);
        put("palimpsest_f1_banded", usable
                ? f1(i -> prediction.reported()[i] != 0, i -> core[i], i -> counts[i])
                : Double.NaN);
    }

    private double better(IntPredicate told, boolean[] core, boolean[] counts) {
        return Math.max(f1(told, i -> core[i], i -> counts[i]), f1(told.negate(), i -> core[i], i -> counts[i]));
    }

    private TreeSet<Double> thresholds() {
        var thresholds = new TreeSet<Double>();
        Arrays.stream(statistic).forEach(thresholds::add);
        return thresholds;
    }

    private double[] clamped() {
        var finite = Arrays.stream(statistic).filter(Double::isFinite).toArray();
        var low = Arrays.stream(finite).min().orElse(0);
        var high = Arrays.stream(finite).max().orElse(0);
        return Arrays.stream(statistic).map(value -> Math.max(low, Math.min(high, value))).toArray();
    }

    private double[] scaled() {
        var values = clamped();
        var low = Arrays.stream(values).min().getAsDouble();
        var range = Arrays.stream(values).max().getAsDouble() - low;
        return Arrays.stream(values).map(value -> range == 0 ? 0 : (value - low) / range).toArray();
    }

    /** Pairs of an altered and an untouched pixel in the right order; equal ones count half. */
    static double area(double[] values, IntPredicate positive) {
        double right = 0;
        double pairs = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                if (positive.test(i) && !positive.test(j)) {
                    pairs++;
                    right += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
                }
            }
        }
        return right / pairs;
    }

    private void ranked() {
        putAltered("transforensics_auc", area(statistic, this::altered));
        var order = new ArrayList<>(IntStream.range(0, pixels).boxed().toList());
        order.sort(Comparator.comparingDouble(i -> 0 - statistic[i])); // stable, no negative zero
        double positives = count(this::altered);
        double tpr = 0;
        double fpr = 0;
        double area = 0;
        for (var i : order) {
            var nextTpr = tpr + (altered(i) ? 1 / positives : 0);
            var nextFpr = fpr + (altered(i) ? 0 : 1 / (pixels - positives));
            area += (nextFpr - fpr) * (nextTpr + tpr) / 2;
            tpr = nextTpr;
            fpr = nextFpr;
        }
        put("benco_auc", positives == 0 || positives == pixels ? Double.NaN : area);
    }

    private void toolbox() {
        var values = clamped();
        int across = Math.max(1, truth.width() / 4);
        int down = Math.max(1, truth.height() / 4);
        int left = (truth.width() - across) / 2;
        int top = (truth.height() - down) / 2;
        IntPredicate inside = i -> authentic
                ? i % truth.width() >= left && i % truth.width() < left + across && i / truth.width() >= top
                        && i / truth.width() < top + down
                : altered(i);
        var in = IntStream.range(0, pixels).filter(inside).mapToDouble(i -> values[i]).sorted().toArray();
        var out = IntStream.range(0, pixels).filter(inside.negate()).mapToDouble(i -> values[i]).sorted().toArray();
        var usable = in.length > 0 && out.length > 0;
        double distance = 0;
        for (double edge = 1; edge <= 20; edge++) {
            var below = edge / 20;
            var low = Arrays.stream(values).min().getAsDouble();
            var range = Arrays.stream(values).max().getAsDouble() - low;
            if (range > 0) {
                distance = Math.max(distance,
                        Math.abs(Arrays.stream(in).filter(value -> (value - low) / range < below).count() / (double) in.length
                                - Arrays.stream(out).filter(value -> (value - low) / range < below).count()
                                        / (double) out.length));
            }
        }
        put("toolbox_ks", usable ? distance : Double.NaN);
        put("toolbox_mean", usable ? Arrays.stream(in).average().getAsDouble() - Arrays.stream(out).average().getAsDouble()
                : Double.NaN);
        put("toolbox_median", usable ? median(in) - median(out) : Double.NaN);
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private void reported() {
        IntPredicate reported = i -> prediction.reported()[i] != 0;
        putAltered("palimpsest_f1", f1(reported));
        putAltered("palimpsest_flagged", count(reported) > 0 ? 1 : 0);
        putAltered("palimpsest_found", count(i -> reported.test(i) && altered(i)) > 0 ? 1 : 0);
        put("palimpsest_false_alarm", !authentic ? Double.NaN : count(reported) > 0 ? 1 : 0);
        put("palimpsest_reliability_auc", prediction.reliability() == null
                ? Double.NaN
                : area(IntStream.range(0, pixels).mapToDouble(i -> -prediction.reliability()[i]).toArray(),
                        i -> told(i) != altered(i)));
        double error = 0;
        for (int bin = 0; bin < 15; bin++) {
            int at = bin;
            IntPredicate within = i -> Math.min(14, Math.floor(probability[i] * 15)) == at;
            var mean = IntStream.range(0, pixels).filter(within).mapToDouble(i -> probability[i]).average().orElse(0);
            var share = IntStream.range(0, pixels).filter(within).mapToDouble(i -> altered(i) ? 1 : 0).average().orElse(0);
            error += count(within) / pixels * Math.abs(mean - share);
        }
        put("palimpsest_ece", error);
        put("figures_of1", instanceF1(parts(truth.width(), truth.height(), reported)));
    }

    private double instanceF1(List<TreeSet<Integer>> reported) {
        var parts = parts(truth.width(), truth.height(), this::altered);
        if (parts.isEmpty() || reported.isEmpty()) {
            return parts.isEmpty() && reported.isEmpty() ? 1 : 0;
        }
        var weights = new double[parts.size()][reported.size()];
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < reported.size(); j++) {
                var common = new TreeSet<>(parts.get(i));
                common.retainAll(reported.get(j));
                weights[i][j] = 2.0 * common.size() / (parts.get(i).size() + reported.get(j).size());
            }
        }
        return AssignmentTest.best(weights, 0, 0) / Math.max(parts.size(), reported.size());
    }

    /** The 8-connected components, found by growing from pixel to pixel, in the order of their first pixels. */
    static List<TreeSet<Integer>> parts(int width, int height, IntPredicate mask) {
        var parts = new ArrayList<TreeSet<Integer>>();
        var seen = new HashSet<Integer>();
        for (int i = 0; i < width * height; i++) {
            if (mask.test(i) && !seen.contains(i)) {
                var part = new TreeSet<Integer>();
                grow(i, width, height, mask, part);
                seen.addAll(part);
                parts.add(part);
            }
        }
        return parts;
    }

    private static void grow(int i, int width, int height, IntPredicate mask, TreeSet<Integer> part) {
        if (!mask.test(i) || !part.add(i)) {
            return;
        }
        for (int y = Math.max(0, i / width - 1); y <= Math.min(height - 1, i / width + 1); y++) {
            for (int x = Math.max(0, i % width - 1); x <= Math.min(width - 1, i % width + 1); x++) {
                grow(y * width + x, width, height, mask, part);
            }
        }
    }
}
