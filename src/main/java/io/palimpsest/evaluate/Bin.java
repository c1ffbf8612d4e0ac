package io.palimpsest.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.evaluate.CalibrationFit.Sample;

/** Neighbouring samples with one share of altered ones; low and high are the middles of its outermost bins. */
record Bin(double low, double high, double altered, double all) {

    /** Samples in one bin as a share of all; fewer where few are left above, so that the top is resolved. */
    private static final double BIN = 1 / 32.0;
    private static final double REST_IN_BIN = 1 / 4.0;
    private static final double SMALLEST_BIN = 2e-4;

    /**
     * Bins whose share of altered samples rises, by pooling adjacent violators.
     *
     * @param samples with any values
     * @param alteredWeight by which altered samples weigh more
     * @param total weight of all samples
     */
    static List<Bin> rising(List<Sample> samples, double alteredWeight, double total) {
        var rising = new ArrayList<Bin>();
        for (var bin : of(samples, alteredWeight, total)) {
            var next = bin;
            while (!rising.isEmpty() && rising.get(rising.size() - 1).share() >= next.share()) {
                next = rising.remove(rising.size() - 1).and(next);
            }
            rising.add(next);
        }
        return rising;
    }

    double share() {
        return altered / all;
    }

    private Bin and(Bin next) {
        return new Bin(low, next.high, altered + next.altered, all + next.all);
    }

    private static List<Bin> of(List<Sample> samples, double alteredWeight, double total) {
        var sorted = samples.stream().sorted(Comparator.comparingDouble(Sample::value)).toList();
        var bins = new ArrayList<Bin>();
        double before = 0;
        double altered = 0;
        double all = 0;
        int first = 0;
        for (int i = 0; i < sorted.size(); i++) {
            var sample = sorted.get(i);
            var weight = sample.altered() ? sample.weight() * alteredWeight : sample.weight();
            altered += sample.altered() ? weight : 0;
            all += weight;
            var wanted = Math.max(SMALLEST_BIN * total, Math.min(BIN * total, REST_IN_BIN * (total - before)));
            var last = i == sorted.size() - 1;
            if (last || all >= wanted && sorted.get(i + 1).value() > sample.value()) {
                var middle = sorted.get((first + i) / 2).value();
                bins.add(new Bin(middle, middle, altered, all));
                before += all;
                altered = 0;
                all = 0;
                first = i + 1;
            }
        }
        return bins;
    }
}
