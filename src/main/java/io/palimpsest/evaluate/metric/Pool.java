package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The measures of a set of pictures, with 95 % intervals.
 *
 * <p>Intervals show how much the values would change with other pictures of the same kind: those of means and of
 * measures over scores come from 1000 resamples of the pictures, those of measures over all pixels from a Poisson
 * bootstrap of 200 replicates, and those of rates (a score that is 0 or 1 on every picture) are Wilson's. Equal input in
 * equal order gives equal output.
 *
 * <p>Keeps its scores for each picture, and up to 13 MB of counts if {@link Protocol#LSTM_ENDEC} is among the protocols.
 * Not safe for several threads: let them make rankings, and add these in one.
 */
public final class Pool {

    private static final int RESAMPLES = 1000;
    private static final double ALARM_RATE = 0.05;
    private static final String AREA = "lstm_endec_auc";
    private static final String CALIBRATION = "palimpsest_ece_pooled";

    private final Set<Protocol> protocols;
    private final long seed;
    private final long first;
    private long next;
    private final List<String> columns = new ArrayList<>(List.of("score", "altered"));
    private final List<double[]> rows = new ArrayList<>();
    private final List<Boxes> boxes = new ArrayList<>();
    private final Map<String, Tally> tallies = new HashMap<>();

    /**
     * An empty pool.
     *
     * @param protocols what to measure
     * @param seed of the resampling
     */
    public Pool(Collection<Protocol> protocols, long seed) {
        this(protocols, seed, 0);
    }

    /**
     * An empty pool that will be merged into another.
     *
     * @param protocols what to measure
     * @param seed of the resampling
     * @param first number of its first picture, not below the number of pictures in the pool that it is merged into
     */
    public Pool(Collection<Protocol> protocols, long seed, long first) {
        this.protocols = EnumSet.noneOf(Protocol.class);
        this.protocols.addAll(protocols);
        this.protocols.forEach(protocol -> columns.addAll(protocol.scores()));
        this.seed = seed;
        this.first = first;
        next = first;
        if (this.protocols.contains(Protocol.LSTM_ENDEC)) {
            tallies.put(AREA, new Tally(2 * ProbabilityBins.FINE, ProbabilityBins::area));
        }
        if (this.protocols.contains(Protocol.PALIMPSEST)) {
            tallies.put(CALIBRATION, new Tally(3 * ProbabilityBins.COARSE, ProbabilityBins::calibrationError));
        }
    }

    /** Adds a picture. */
    public void add(Ranking ranking) {
        var scores = new ArrayList<double[]>();
        scores.add(new double[] {ranking.score(), ranking.authentic() ? 0 : 1});
        protocols.forEach(protocol -> scores.add(protocol.score(ranking)));
        rows.add(scores.stream().flatMapToDouble(Arrays::stream).toArray());
        boxes.add(ranking.boxes());
        var weights = Tally.weights(seed, next++);
        tallies.forEach((name, tally) -> tally.add(name.equals(AREA)
                ? Arrays.stream(ranking.bins().classes()).asLongStream().toArray()
                : ranking.bins().calibration(), weights));
    }

    /**
     * Adds the pictures of another pool behind those of this one.
     *
     * @return this
     * @throws IllegalArgumentException if the other has other protocols or another seed, or if its numbers begin before
     *             those of this one end: its replicates would then be the same as here
     */
    public Pool merge(Pool other) {
        if (!other.protocols.equals(protocols) || other.seed != seed || other.first < next) {
            throw new IllegalArgumentException("A pool of " + protocols + ", seed " + seed
                    + " can only take one of the same whose first picture has the number " + next + " or above, not "
                    + other.protocols + ", seed " + other.seed + ", first " + other.first);
        }
        rows.addAll(other.rows);
        boxes.addAll(other.boxes);
        tallies.forEach((name, tally) -> tally.merge(other.tallies.get(name)));
        next = other.next;
        return this;
    }

    /** Number of pictures. */
    public int size() {
        return rows.size();
    }

    /** Each score's mean and each pooled measure, by name, in the order of the protocols. */
    public Map<String, Estimate> values() {
        var values = new LinkedHashMap<String, Estimate>();
        var measures = new LinkedHashMap<String, SetMeasure>();
        for (var protocol : protocols) {
            for (var name : protocol.scores()) {
                var scores = column(name);
                var count = Arrays.stream(scores).filter(score -> !Double.isNaN(score)).count();
                if (count > 0 && SetMeasure.rates(scores)) {
                    values.put(name, Estimate.rate(Arrays.stream(scores).filter(score -> score == 1).count(), count));
                } else {
                    values.put(name, new Estimate(Double.NaN, Double.NaN, Double.NaN, count));
                    measures.put(name, SetMeasure.mean(scores));
                }
            }
            for (var name : protocol.pooled()) {
                if (tallies.containsKey(name)) {
                    values.put(name, tallies.get(name).estimate(size()));
                } else {
                    values.put(name, new Estimate(Double.NaN, Double.NaN, Double.NaN, size()));
                    measures.put(name, pooled(name));
                }
            }
        }
        if (size() > 0) {
            resample(measures, values);
        }
        return values;
    }

    private double[] column(String name) {
        var column = columns.indexOf(name);
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    private SetMeasure pooled(String name) {
        var scores = column("score");
        var altered = column("altered");
        return switch (name) {
            case "lstm_endec_box_ap" -> SetMeasure.averagePrecision(boxes);
            case "trufor_image_auc", "benco_image_auc" -> SetMeasure.area(scores, altered);
            case "trufor_balanced_accuracy" -> SetMeasure.decision(scores, altered,
                    decisions -> (decisions.recall() + decisions.swapped().recall()) / 2);
            case "benco_image_f1" -> SetMeasure.decision(scores, altered, decisions -> decisions.f1(Scores.IMAGE_GUARD));
            case "benco_image_accuracy" -> SetMeasure.decision(scores, altered, Confusion::accuracy);
            case "toolbox_tpr_ks" -> SetMeasure.rateAt(ALARM_RATE, column("toolbox_ks"), altered);
            case "toolbox_tpr_mean" -> SetMeasure.rateAt(ALARM_RATE, column("toolbox_mean"), altered);
            case "toolbox_tpr_median" -> SetMeasure.rateAt(ALARM_RATE, column("toolbox_median"), altered);
            default -> throw new IllegalStateException("No measure " + name);
        };
    }

    /** Fills in the values and their intervals; the same resamples for all. */
    private void resample(Map<String, SetMeasure> measures, Map<String, Estimate> values) {
        var weights = new int[size()];
        var replicates = new HashMap<String, double[]>();
        measures.keySet().forEach(name -> replicates.put(name, new double[RESAMPLES]));
        var random = new SplittableRandom(seed);
        for (int resample = 0; resample < RESAMPLES; resample++) {
            Arrays.fill(weights, 0);
            for (int i = 0; i < weights.length; i++) {
                weights[random.nextInt(weights.length)]++;
            }
            for (var measure : measures.entrySet()) {
                replicates.get(measure.getKey())[resample] = measure.getValue().of(weights);
            }
        }
        Arrays.fill(weights, 1);
        measures.forEach((name, measure) -> values.put(name,
                Estimate.of(measure.of(weights), replicates.get(name), values.get(name).count())));
    }
}
