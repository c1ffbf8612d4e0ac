package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A measure over pictures of which each counts as often as its weight says. */
interface SetMeasure {

    double of(int[] weights);

    /** Mean of the values that are numbers. */
    static SetMeasure mean(double[] values) {
        return weights -> {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    sum += weights[i] * values[i];
                    count += weights[i];
                }
            }
            return sum / count;
        };
    }

    /** A measure of the decisions at score above 0.5. */
    static SetMeasure decision(double[] scores, double[] altered, ToDoubleFunction<Confusion> measure) {
        return weights -> {
            var counts = new long[4];
            for (int i = 0; i < scores.length; i++) {
                counts[(scores[i] > 0.5 ? 2 : 0) + (int) altered[i]] += weights[i];
            }
            return measure.applyAsDouble(new Confusion(counts[3], counts[2], counts[1], counts[0]));
        };
    }

    /** Area under the ROC curve of the scores; ties count half. */
    static SetMeasure area(double[] scores, double[] altered) {
        var order = falling(scores);
        return weights -> {
            double area = 0;
            long hits = 0;
            long alarms = 0;
            for (int from = 0, to; from < order.length; from = to) {
                long tied = 0;
                long tiedAlarms = 0;
                for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                    tied += altered[order[to]] == 1 ? weights[order[to]] : 0;
                    tiedAlarms += altered[order[to]] == 1 ? 0 : weights[order[to]];
                }
                area += tiedAlarms * (hits + tied / 2.0);
                hits += tied;
                alarms += tiedAlarms;
            }
            return area / ((double) hits * alarms);
        };
    }

    /** Largest share of altered pictures whose size passes a threshold that at most such a share of others passes. */
    static SetMeasure rateAt(double alarmRate, double[] values, double[] altered) {
        var sizes = Arrays.stream(values).map(Math::abs).toArray();
        var order = falling(sizes);
        return weights -> {
            long positives = 0;
            long negatives = 0;
            for (var i : order) {
                positives += altered[i] == 1 ? weights[i] : 0;
                negatives += altered[i] == 1 ? 0 : weights[i];
            }
            long hits = 0;
            long alarms = 0;
            long kept = 0;
            for (int rank = 0; rank < order.length && alarms <= alarmRate * negatives; rank++) {
                int i = order[rank];
                hits += altered[i] == 1 ? weights[i] : 0;
                alarms += altered[i] == 1 ? 0 : weights[i];
                var ends = rank == order.length - 1 || sizes[i] != sizes[order[rank + 1]];
                kept = ends && alarms <= alarmRate * negatives ? hits : kept;
            }
            return negatives == 0 ? Double.NaN : (double) kept / positives;
        };
    }

    /** Area under the curve of the best precision at a recall or above; equally certain boxes come together. */
    static SetMeasure averagePrecision(List<Boxes> pictures) {
        var boxes = IntStream.range(0, pictures.size())
                .mapToObj(picture -> IntStream.range(0, pictures.get(picture).certainties().length)
                        .mapToObj(box -> new Told(picture, pictures.get(picture).certainties()[box],
                                pictures.get(picture).right()[box])))
                .flatMap(told -> told).sorted(Comparator.comparingDouble((Told told) -> -told.certainty()))
                .toArray(Told[]::new);
        return weights -> {
            long truths = 0;
            for (int picture = 0; picture < weights.length; picture++) {
                truths += (long) weights[picture] * pictures.get(picture).truths();
            }
            var hits = new long[boxes.length];
            var told = new long[boxes.length];
            long all = 0;
            long right = 0;
            for (int i = 0; i < boxes.length; i++) {
                all += weights[boxes[i].picture()];
                right += boxes[i].right() ? weights[boxes[i].picture()] : 0;
                hits[i] = right;
                told[i] = all;
            }
            double area = 0;
            double precision = 0;
            for (int i = boxes.length - 1; i >= 0; i--) {
                var tied = i < boxes.length - 1 && boxes[i].certainty() == boxes[i + 1].certainty();
                precision = tied || told[i] == 0 ? precision : Math.max(precision, (double) hits[i] / told[i]);
                area += precision * (hits[i] - (i == 0 ? 0 : hits[i - 1]));
            }
            return truths == 0 ? Double.NaN : area / truths;
        };
    }

    /** A told box. */
    record Told(int picture, double certainty, boolean right) {}

    /** Indices of the values that are numbers, highest first. */
    private static int[] falling(double[] values) {
        return IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i])).mapToInt(Integer::intValue).toArray();
    }

    /** All equal to 0 or 1, those that are numbers. */
    static boolean rates(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == 0 || value == 1 || Double.isNaN(value));
    }
}
