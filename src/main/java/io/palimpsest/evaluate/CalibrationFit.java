package io.palimpsest.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import io.palimpsest.core.Calibration;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.RawMap;

/**
 * Fits the rising curve from a raw statistic to a probability.
 *
 * <p>Cells that lie wholly inside or outside the altered region are samples; each picture weighs the same, and altered
 * cells weigh as if one cell in ten were altered, so that a statistic that says nothing gives 0.1 everywhere. The share
 * of altered cells in bins is made rising by pooling adjacent violators. Then all log-odds are lowered by what it takes
 * to keep the false alarms at the wanted rate at a probability of 0.5, on authentic pictures and, for themselves, on made
 * ones that were left untouched, whose histories may be rare among the former; they are never raised.
 */
public final class CalibrationFit {

    /** Altered, or other, cells that are kept of a picture. */
    private static final int MOST_OF_A_KIND = 4000;

    /** Share of altered cells before anything is known. */
    private static final double PRIOR = 0.1;

    private static final double JUST_BELOW = 0.5 - 1e-6;

    /** Above it, since protocols count what exceeds 0.5; as single precision still tells it from 0.5. */
    private static final double JUST_ABOVE = 0.5 + 1e-6;

    /** Share of the picture that a region must cover to be reported. */
    private final double smallestShare;
    private final double minReliability;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Double> authenticScores = new ArrayList<>();
    private final List<Double> untouchedScores = new ArrayList<>();

    /** A cell that lies wholly inside or outside; its weight is first its area in pixels, then its share. */
    record Sample(double value, boolean altered, double weight) {}

    /** A fit for the smallest region and the reliability that count as a finding. */
    public CalibrationFit(double smallestShare, double minReliability) {
        this.smallestShare = smallestShare;
        this.minReliability = minReliability;
    }

    /**
     * Adds one picture.
     *
     * @param evidence what the detector made of it
     * @param altered height x width values row by row, true = altered
     * @param width of the picture in pixels
     * @param authentic whether nothing was altered
     */
    public void add(Evidence evidence, boolean[] altered, int width, boolean authentic) {
        add(evidence, altered, width, authentic ? authenticScores : new ArrayList<>());
    }

    /**
     * Adds a made picture that was left untouched.
     *
     * @param evidence what the detector made of it
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     */
    public void addUntouched(Evidence evidence, int width, int height) {
        add(evidence, new boolean[width * height], width, untouchedScores);
    }

    private void add(Evidence evidence, boolean[] altered, int width, List<Double> scores) {
        var raw = evidence.ranked();
        if (raw.isEmpty()) {
            scores.add(Double.NEGATIVE_INFINITY);
            return;
        }
        var cells = cells(raw.get(), evidence.reliability(), altered, width);
        keep(cells.stream().filter(Sample::altered).toList(), cells.size());
        keep(cells.stream().filter(cell -> !cell.altered).toList(), cells.size());
        scores.add(score(cells, altered.length));
    }

    /** Keeps cells of one kind, evenly spread where a map of single pixels has too many of them. */
    private void keep(List<Sample> cells, int all) {
        var kept = Math.min(MOST_OF_A_KIND, cells.size());
        for (int i = 0; i < kept; i++) {
            var cell = cells.get((int) ((long) i * cells.size() / kept));
            samples.add(new Sample(cell.value, cell.altered, cells.size() / ((double) kept * all)));
        }
    }

    private List<Sample> cells(RawMap raw, float[] reliability, boolean[] altered, int width) {
        var height = altered.length / width;
        var cells = new ArrayList<Sample>();
        for (int row = 0; row < raw.height(); row++) {
            for (int column = 0; column < raw.width(); column++) {
                var value = raw.values()[row * raw.width() + column];
                var x = raw.left() + column * raw.step();
                var y = raw.top() + row * raw.step();
                var at = y * width + x;
                if (Float.isNaN(value) || x + raw.step() > width || y + raw.step() > height
                        || !(reliability[at] >= minReliability)) {
                    continue;
                }
                int inside = 0;
                for (int i = 0; i < raw.step() * raw.step(); i++) {
                    inside += altered[at + i / raw.step() * width + i % raw.step()] ? 1 : 0;
                }
                if (inside == 0 || inside == raw.step() * raw.step()) {
                    cells.add(new Sample(value, inside > 0,
                            raw.area(row * raw.width() + column, width, height)));
                }
            }
        }
        return cells;
    }

    /** The largest value that cells of the smallest area worth a finding reach. */
    private double score(List<Sample> cells, int pixels) {
        var wanted = Math.max(1, Math.round(smallestShare * pixels));
        var falling = cells.stream().sorted(Comparator.comparingDouble(Sample::value).reversed()).toList();
        double covered = 0;
        for (var cell : falling) {
            covered += cell.weight;
            if (covered >= wanted) {
                return cell.value;
            }
        }
        return Double.NEGATIVE_INFINITY;
    }

    /**
     * The fitted curve.
     *
     * @param falseAlarms share of authentic, and of untouched, pictures that may be flagged at a probability of 0.5
     * @param source what the data were
     * @return the calibration
     * @throws IllegalStateException if there are no altered or no authentic samples
     */
    public Calibration fit(double falseAlarms, String source) {
        var altered = samples.stream().filter(Sample::altered).mapToDouble(Sample::weight).sum();
        var rest = samples.stream().filter(sample -> !sample.altered()).mapToDouble(Sample::weight).sum();
        if (altered == 0 || rest == 0) {
            throw new IllegalStateException("The data hold no reliable cells of both kinds, altered and not");
        }
        var values = new TreeMap<Double, Double>();
        for (var bin : Bin.rising(samples, PRIOR / (1 - PRIOR) * rest / altered, rest / (1 - PRIOR))) {
            values.put(bin.low(), bin.share());
            values.put(bin.high(), bin.share());
        }
        var raw = values.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        var odds = values.values().stream().mapToDouble(share -> logit(Math.min(0.999, Math.max(0.001, share))))
                .toArray();
        var curve = new Calibration(source, raw, Arrays.stream(odds).map(CalibrationFit::logistic).toArray());
        var limit = Math.max(limit(authenticScores, falseAlarms), limit(untouchedScores, falseAlarms));
        if (Double.isInfinite(limit) || curve.untilted(limit) <= JUST_BELOW) {
            return curve;
        }
        var drop = Math.max(0, logit(curve.untilted(limit)));
        var lowered = new TreeMap<Double, Double>();
        for (int i = 0; i < raw.length; i++) {
            var probability = logistic(odds[i] - drop);
            lowered.put(raw[i], raw[i] <= limit ? Math.min(JUST_BELOW, probability) : Math.max(JUST_ABOVE, probability));
        }
        lowered.put(limit, JUST_BELOW); // the curve may be flat here, and only what lies above counts
        lowered.put(Math.nextUp((float) limit) * 1.0, JUST_ABOVE);
        return new Calibration(source, lowered.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                lowered.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The value that the wanted share of pictures exceeds. */
    private static double limit(List<Double> pictures, double falseAlarms) {
        var scores = pictures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        var allowed = (int) Math.floor(falseAlarms * scores.length);
        return allowed >= scores.length ? Double.NEGATIVE_INFINITY : scores[scores.length - 1 - allowed];
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }

    private static double logistic(double odds) {
        return 1 / (1 + Math.exp(-odds));
    }
}
