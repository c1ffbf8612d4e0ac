package io.palimpsest.core;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import com.google.gson.Gson;

/**
 * The fitted way from a detector's raw statistic to a probability: a rising curve through fitted points.
 *
 * <p>A fit pools values whose order told nothing on the pictures that it saw, and is level there. Within another picture
 * their order may tell much, above all near the top of its map, so a curve that is level anywhere is tilted throughout: odds
 * change by less than a tenth, rising everywhere, and not at all where the curve comes to one half. What is reported stays the
 * same, and no two values of the statistic share a probability.
 *
 * <p>Stored beside the detectors as {@code calibration/<detector>.json}, with the data and the command that it came
 * from. A detector without one is taken to give probabilities already.
 *
 * @param source what the curve was fitted on, and how
 * @param raw rising values of the statistic
 * @param probability the probability at each of them; linear in between and constant beyond, but for the tilt
 * @param weights SHA-256 of the weights of the network whose values these are; null without a network
 */
public record Calibration(String source, double[] raw, double[] probability, String weights) {

    /** By how much of themselves odds are changed at most; small beside what a fit can know. */
    private static final double TILT = 0.1;

    /** By class and resource. */
    private static final Map<String, Calibration> STORED = new ConcurrentHashMap<>();

    /** A curve that belongs to no network. */
    public Calibration(String source, double[] raw, double[] probability) {
        this(source, raw, probability, null);
    }

    /** Checks that the curve can be read and never falls. */
    public Calibration {
        if (raw.length == 0 || raw.length != probability.length) {
            throw new IllegalArgumentException("A calibration needs as many probabilities as raw values");
        }
        for (int i = 1; i < raw.length; i++) {
            if (!(raw[i] > raw[i - 1]) || probability[i] < probability[i - 1]) {
                throw new IllegalArgumentException("A calibration's values must rise; look at point " + i);
            }
        }
    }

    /** The identity on 0 to 1: the statistic itself, for a probability that is to be taken as it is. */
    public static Calibration none() {
        return none("not calibrated: the statistic itself, cut to 0..1");
    }

    private static Calibration none(String source) {
        return new Calibration(source, new double[] {0, 1}, new double[] {0, 1});
    }

    /** This curve, or none where it was fitted with other weights than those of the network: it says nothing about these. */
    Calibration forNetwork(NetworkCard network) {
        return weights == null || weights.equals(network.sha256()) ? this
                : none("not calibrated: the stored curve is for other weights than those of " + network.name());
    }

    /** This curve, for weights of a network with this SHA-256 only. */
    public Calibration weights(String sha256) {
        return new Calibration(source, raw, probability, sha256);
    }

    /** The stored curve of a detector, or {@link #none()} if it has none. */
    static Calibration of(Class<?> detector, String id) {
        var name = "/io/palimpsest/calibration/" + id + ".json";
        return STORED.computeIfAbsent(detector.getName() + name, key -> read(detector, name));
    }

    private static Calibration read(Class<?> detector, String name) {
        try (var stream = detector.getResourceAsStream(name)) {
            return stream == null
                    ? none()
                    : new Gson().fromJson(new InputStreamReader(stream, StandardCharsets.UTF_8), Calibration.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The calibration " + name + " cannot be read; install the suite again", e);
        }
    }

    /** The probability at one value of the statistic; NaN at NaN. */
    public double probability(double value) {
        return curve().applyAsDouble(value);
    }

    /** Value to probability, tilted where the points are level. */
    private DoubleUnaryOperator curve() {
        if (IntStream.range(1, probability.length).noneMatch(i -> probability[i] == probability[i - 1])) {
            return this::untilted;
        }
        var half = half();
        var spread = Math.abs(half - raw[raw.length / 2]);
        var scale = spread > 0 ? spread : raw[raw.length - 1] - raw[0];
        return value -> {
            var level = untilted(value);
            var distance = (value - half) / scale;
            var share = Double.isInfinite(distance) ? Math.signum(distance) : distance / (1 + Math.abs(distance));
            var odds = level / (1 - level) * (1 + TILT * share);
            return level < 1 ? odds / (1 + odds) : level;
        };
    }

    /** Where the points come to one half, or the end that is nearest to it. */
    private double half() {
        var high = IntStream.range(0, raw.length).filter(i -> probability[i] >= 0.5).findFirst().orElse(raw.length - 1);
        if (high == 0 || probability[high] < 0.5) {
            return raw[high];
        }
        var share = (0.5 - probability[high - 1]) / (probability[high] - probability[high - 1]);
        return raw[high - 1] + share * (raw[high] - raw[high - 1]);
    }

    /** The probability at one value of the statistic as the points have it; NaN at NaN. */
    public double untilted(double value) {
        if (Double.isNaN(value)) {
            return Double.NaN;
        }
        var last = raw.length - 1;
        if (value <= raw[0]) {
            return probability[0];
        }
        if (value >= raw[last]) {
            return probability[last];
        }
        var at = Arrays.binarySearch(raw, value);
        if (at >= 0) {
            return probability[at];
        }
        var high = -at - 1;
        var share = (value - raw[high - 1]) / (raw[high] - raw[high - 1]);
        return probability[high - 1] + share * (probability[high] - probability[high - 1]);
    }

    /**
     * The probability of each cell: NaN where nothing can be said (a reliability of 0), and lowered in proportion where
     * the reliability is too small for a finding, so that a map is dark where the detector knows little.
     */
    RawMap apply(Evidence.Statistic statistic) {
        var from = statistic.ranked().values();
        var trust = statistic.reliability().values();
        var to = new float[from.length];
        var curve = curve();
        for (int i = 0; i < to.length; i++) {
            var share = Math.min(1, trust[i] / Detector.MIN_RELIABILITY);
            to[i] = share == 0 ? Float.NaN : (float) (share * Math.min(1, Math.max(0, curve.applyAsDouble(from[i]))));
        }
        return statistic.raw().with(to);
    }
}
