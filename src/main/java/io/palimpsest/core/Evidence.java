package io.palimpsest.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What a detector has to say about a specimen.
 *
 * <p>A detector fills in its statistic through {@link #of(RawMap)}; {@link Detector#examine} adds probability, mask and
 * findings, which are made in the same way for all detectors.
 */
public final class Evidence {

    /** How an analysis ended. */
    public enum Outcome {
        /** At least one region needs explanation. */
        FOUND,
        /** The analysis ran and shows nothing above the threshold. */
        NOTHING,
        /** This specimen cannot hold the trace that the detector looks for, or shows nowhere that it could. */
        NOT_APPLICABLE,
        /** The analysis could not be run. */
        FAILED
    }

    private final Outcome outcome;
    private final int width;
    private final int height;
    private final RawMap raw;
    private final RawMap ranked;
    private final Map<String, RawMap> layers;
    private final RawMap probability;
    private final RawMap reliability;
    private final int[] labels;
    private final List<Finding> findings;
    private final double score;
    private final List<String> notes;
    private final Provenance provenance;

    Evidence(Outcome outcome, int width, int height, Statistic statistic, Segmentation segmentation,
            List<String> notes, Provenance provenance) {
        this.outcome = outcome;
        this.width = width;
        this.height = height;
        this.raw = statistic == null ? null : statistic.raw;
        this.ranked = statistic == null ? null : statistic.ranked();
        this.layers = statistic == null ? Map.of() : Collections.unmodifiableMap(statistic.layers);
        this.reliability = statistic == null ? null : statistic.reliability();
        this.probability = segmentation == null ? null : segmentation.probability();
        this.labels = segmentation == null ? null : segmentation.labels();
        this.findings = segmentation == null ? List.of() : segmentation.findings();
        this.score = outcome == Outcome.NOT_APPLICABLE || segmentation == null ? Double.NaN
                : statistic.score == null ? segmentation.score() : statistic.score;
        this.notes = List.copyOf(notes);
        this.provenance = provenance;
    }

    /** Begins the statistic of a detector. */
    public static Statistic of(RawMap raw) {
        return new Statistic(raw);
    }

    /** How the analysis ended. */
    public Outcome outcome() {
        return outcome;
    }

    /** The statistic in the paper's units and grid, also where it cannot be trusted; nothing if the analysis did not run. */
    public Optional<RawMap> raw() {
        return Optional.ofNullable(raw);
    }

    /** What calibration reads, high = altered: the statistic itself unless its paper's is two-sided. */
    public Optional<RawMap> ranked() {
        return Optional.ofNullable(ranked);
    }

    /** {@link #probability()} on the grid of {@link #raw()}; nothing if the analysis did not run. */
    public Optional<RawMap> probabilityCells() {
        return Optional.ofNullable(probability);
    }

    /** {@link #reliability()} on the grid of {@link #raw()}; nothing if the analysis did not run. */
    public Optional<RawMap> reliabilityCells() {
        return Optional.ofNullable(reliability);
    }

    /**
     * Further maps in the paper's units, by name, in the detector's order: on the grid of {@link #raw()}, or any where that
     * is painted to the picture's size.
     */
    public Map<String, RawMap> layers() {
        return layers;
    }

    /** Probability that a pixel was altered, 0 to 1, height x width values row by row; NaN = not assessed. */
    public float[] probability() {
        return painted(probability);
    }

    /** How far the probability can be trusted, 0 to 1, height x width values row by row; NaN = not assessed. */
    public float[] reliability() {
        return painted(reliability);
    }

    /** Pixels of the findings: height x width bytes row by row, 255 inside a region and 0 elsewhere. */
    public byte[] mask() {
        return findings.isEmpty() ? new byte[width * height] : mask(0, 0, width, height, label -> label > 0);
    }

    /**
     * Pixels of one finding within its bounding box.
     *
     * @param index position in {@link #findings()}
     * @return box height x box width bytes row by row, 255 inside the region
     */
    public byte[] region(int index) {
        var box = findings.get(index);
        return mask(box.x(), box.y(), box.width(), box.height(), label -> label == index + 1);
    }

    private byte[] mask(int left, int top, int w, int h, IntPredicate wanted) {
        var mask = new byte[w * h];
        for (int row = 0; row < raw.height(); row++) {
            var y0 = Math.max(0, raw.edgeY(row, height) - top);
            var y1 = Math.min(h, raw.edgeY(row + 1, height) - top);
            for (int column = 0; column < raw.width() && y0 < y1; column++) {
                if (wanted.test(labels[row * raw.width() + column])) {
                    var x0 = Math.max(0, raw.edgeX(column, width) - left);
                    var x1 = Math.min(w, raw.edgeX(column + 1, width) - left);
                    for (int y = y0; y < y1 && x0 < x1; y++) {
                        Arrays.fill(mask, y * w + x0, y * w + x1, (byte) 255);
                    }
                }
            }
        }
        return mask;
    }

    /** The regions that need explanation, the most probable first. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * The detector's own probability that the picture was altered, where it has one; else the probability that the smallest
     * area worth a finding reaches. 0 to 1; NaN if the analysis was not possible.
     */
    public double score() {
        return score;
    }

    /** Reasons and warnings, one sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** Which network judged, what it was trained on and how good it was found to be, with the detector's name; or nothing. */
    public Optional<String> network() {
        return provenance.network().map(card -> provenance.detector() + ": " + card.sentence());
    }

    /** Everything that is needed to repeat the analysis. */
    public Provenance provenance() {
        return provenance;
    }

    private float[] painted(RawMap map) {
        if (map != null) {
            return map.paint(width, height);
        }
        var nothing = new float[width * height];
        Arrays.fill(nothing, Float.NaN);
        return nothing;
    }

    /** A detector's own part of the evidence. */
    public static final class Statistic {

        private final RawMap raw;
        private final Map<String, RawMap> layers = new LinkedHashMap<>();
        private RawMap ranked;
        private float[] reliability;
        private int[] parts;
        private List<Similar> links = List.of();
        private Double score;
        private String category = "discontinuity";
        private Function<int[], String> explanation =
                cells -> "This region differs from the rest of the picture and needs explanation.";
        private NetworkCard network;
        private String device = "cpu";
        private final List<String> notes = new ArrayList<>();

        private Statistic(RawMap raw) {
            this.raw = raw;
        }

        /** How far each cell can be trusted, 0 to 1; without it 1 wherever the statistic is a number. */
        public Statistic reliability(float[] cells) {
            reliability = cells;
            return this;
        }

        /**
         * What calibration reads where the paper's statistic is two-sided: a noise level is altered when it is high or
         * low, its distance from that of the majority only when it is high.
         *
         * @param cells a value for each cell of the statistic, high = altered; NaN = not assessed
         * @return this
         */
        public Statistic ranked(float[] cells) {
            ranked = raw.with(cells);
            return this;
        }

        /**
         * Gives the picture as a whole a probability of its own; without it, it follows from the map.
         *
         * @param probability that the picture was altered, 0 to 1
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Statistic score(double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("A score of " + probability + " is no probability");
            }
            score = probability;
            return this;
        }

        /**
         * Adds a further map to be kept beside the statistic.
         *
         * @param name what it shows
         * @param cells a value for each cell of the statistic
         * @return this
         */
        public Statistic layer(String name, float[] cells) {
            return layer(name, raw.with(cells));
        }

        /**
         * Adds a further map of a grid of its own, where the paper's map is the painted one.
         *
         * @param name what it shows
         * @param map of the same picture
         * @return this
         * @throws IllegalArgumentException if it has another grid than a statistic that is not painted
         */
        public Statistic layer(String name, RawMap map) {
            if (raw.border() != RawMap.Border.NEAREST && !raw.sameGrid(map)) {
                throw new IllegalArgumentException("The layer '" + name + "' has another grid than the statistic");
            }
            layers.put(name, map);
            return this;
        }

        /**
         * Says which parts of the picture match each other. A region does not reach beyond its part.
         *
         * @param numbers the part that each cell belongs to, from 1; 0 = none
         * @param similar which parts match and how, each pair in both directions
         * @return this
         */
        public Statistic similar(int[] numbers, List<Similar> similar) {
            parts = numbers;
            links = List.copyOf(similar);
            return this;
        }

        /** What a finding is, in the field's words, and one plain sentence about it. */
        public Statistic meaning(String kind, String sentence) {
            return meaning(kind, cells -> sentence);
        }

        /**
         * Says what a finding is where that depends on the region.
         *
         * @param kind what it is, in the field's words
         * @param sentence gives one plain sentence about the region of these cells
         * @return this
         */
        public Statistic meaning(String kind, Function<int[], String> sentence) {
            category = kind;
            explanation = sentence;
            return this;
        }

        /**
         * Says which network judged, and where; every result of a network has to.
         *
         * @param card what is known about it
         * @param processor what it ran on, {@code cpu} or {@code gpu}
         * @return this
         */
        public Statistic network(NetworkCard card, String processor) {
            network = card;
            device = processor;
            return this;
        }

        /** Adds a sentence that the reader of the result has to know. */
        public Statistic note(String sentence) {
            notes.add(sentence);
            return this;
        }

        /** The statistic itself. */
        public RawMap raw() {
            return raw;
        }

        RawMap reliability() {
            if (reliability == null) {
                reliability = new float[raw.values().length];
                for (int i = 0; i < reliability.length; i++) {
                    reliability[i] = Float.isNaN(ranked().values()[i]) ? Float.NaN : 1;
                }
            }
            return raw.with(reliability);
        }

        RawMap ranked() {
            return ranked == null ? raw : ranked;
        }

        /** Whether there is a cell that a finding could be made of. */
        boolean trusted() {
            for (var trust : reliability().values()) {
                if (trust >= Detector.MIN_RELIABILITY) {
                    return true;
                }
            }
            return false;
        }

        int part(int cell) {
            return parts == null ? 0 : parts[cell];
        }

        List<Similar> links() {
            return links;
        }

        String category() {
            return category;
        }

        String explanation(int[] cells) {
            return explanation.apply(cells);
        }

        Optional<NetworkCard> network() {
            return Optional.ofNullable(network);
        }

        String device() {
            return device;
        }

        List<String> notes() {
            return notes;
        }
    }
}
