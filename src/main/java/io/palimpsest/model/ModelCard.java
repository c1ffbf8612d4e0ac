package io.palimpsest.model;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.gson.annotations.SerializedName;
import io.palimpsest.core.NetworkCard;

/**
 * What is known about a trained network: the file {@code models/<name>/card.json}, whose keys are the names of these
 * components. {@code models/README.md} describes them for those who write cards.
 *
 * @param name the name of its folder: a-z, 0-9 and hyphens
 * @param title what users see
 * @param version of the weights
 * @param network what it is, one sentence
 * @param file name of the weights in the same folder, TorchScript
 * @param sha256 of that file, 64 hexadecimal digits
 * @param bytes size of that file
 * @param precision of the weights in the file: {@code half} (widened when they are read) or {@code single}
 * @param inputs the channels, in the order in which the network takes them
 * @param tiling how a picture is cut for it
 * @param outputs maps, in the order of the network's channels, and scores, in the order of the network's vector
 * @param choices what callers choose, in the order of the network's second argument; may be left out
 * @param training how it was trained
 * @param licence of the weights
 * @param paper the source of the network
 * @param encoder the title of the network whose encoder it reads the picture with, where it is another's; may be left out
 * @param accuracy what was measured
 * @param comments what else there is to say; may be left out
 */
public record ModelCard(String name, String title, String version, String network, String file, String sha256,
        long bytes, String precision, List<Input> inputs, Tiling tiling, List<Output> outputs, List<Choice> choices,
        Training training, String licence, String paper, String encoder, List<Accuracy> accuracy,
        String comments) {

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Weights in 16 bits. */
    public static final String HALF = "half";

    /** Weights in 32 bits. */
    public static final String SINGLE = "single";

    /**
     * @throws IllegalArgumentException if something is missing or makes no sense
     */
    public ModelCard {
        given("name", name);
        must(NAME.matcher(name).matches(), "its name '" + name + "' has other letters than a-z, 0-9 and hyphens");
        given("title", title);
        given("version", version);
        given("network", network);
        given("file", file);
        must(FILE.matcher(file).matches(), "its file '" + file + "' is no plain file name");
        given("sha256", sha256);
        must(SHA256.matcher(sha256).matches(), "its sha256 is not of 64 digits 0-9 and a-f");
        must(bytes > 0, "its bytes are " + bytes + " and must be the size of the file");
        must(HALF.equals(precision) || SINGLE.equals(precision), "its precision is '" + precision
                + "' and must be 'half' or 'single'");
        inputs = filled("inputs", inputs);
        must(!inputs.isEmpty(), "it has no inputs");
        given("tiling", tiling);
        outputs = filled("outputs", outputs);
        must(!outputs.isEmpty(), "it has no outputs");
        choices = choices == null ? List.of() : filled("choices", choices);
        distinct("inputs", inputs.stream().map(Input::name).toList());
        distinct("outputs", outputs.stream().map(Output::name).toList());
        distinct("choices", choices.stream().map(Choice::name).toList());
        given("training", training);
        given("licence", licence);
        given("paper", paper);
        encoder = encoder == null ? "" : encoder;
        accuracy = filled("accuracy", accuracy);
        comments = comments == null ? "" : comments;
    }

    /**
     * A channel that the network reads.
     *
     * @param name of the channel, such as the detector that it comes from
     * @param scaling how its values are made: free text, or a key that the calling detector knows
     * @param parameters numbers of that scaling; may be left out
     */
    public record Input(String name, String scaling, Map<String, Double> parameters) {

        /** See {@link ModelCard}. */
        public Input {
            given("inputs.name", name);
            given("inputs.scaling", scaling);
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    /**
     * How a picture is cut. {@code tiled}: into squares that overlap and are blended. {@code whole}: not at all, but
     * scaled down to {@code limit} pixels if it has more, and the maps scaled back up. {@code scaled}: not at all, but scaled
     * to {@code size} x {@code size} pixels whatever its own are, and the maps scaled back; a picture that fits into
     * {@code small} x {@code small} to these.
     *
     * @param mode {@code tiled}, {@code whole} or {@code scaled}, which needs no more than {@code size} and {@code small}
     * @param size side of a tile in pixels, a multiple of {@code multiple}; of the scaled picture; not used for {@code whole}
     * @param overlap of neighbouring tiles in pixels, at most half of the size: a quarter on either side is dropped,
     *     the half between is blended linearly; used for {@code tiled} only
     * @param multiple width and height are made multiples of it by reflection at the right and lower border; 1 for
     *     {@code scaled}
     * @param limit most pixels given at once; used for {@code whole} only
     * @param small side of small pictures scaled, at most {@code size}; 0: all are scaled alike; used for {@code scaled} only
     */
    public record Tiling(String mode, int size, int overlap, int multiple, long limit, int small) {

        /** See {@link ModelCard}. */
        public Tiling {
            given("tiling.mode", mode);
            must(List.of("tiled", "whole", "scaled").contains(mode), "its tiling.mode is '" + mode
                    + "' and must be 'tiled', 'whole' or 'scaled'");
            multiple = "scaled".equals(mode) ? 1 : multiple;
            must(multiple >= 1, "its tiling.multiple is " + multiple + " and must be at least 1");
            if ("tiled".equals(mode)) {
                must(size >= multiple && size % multiple == 0 && size <= 16384, "its tiling.size is " + size
                        + " and must be a multiple of " + multiple + " of at most 16384");
                must(overlap >= 0 && overlap <= size / 2 && size - overlap >= multiple, "its tiling.overlap is "
                        + overlap + " and must lie between 0 and half of the size, " + size);
            } else if ("scaled".equals(mode)) {
                must(size >= 1 && size <= 4096, "its tiling.size is " + size + " and must lie between 1 and 4096");
                must(small >= 0 && small <= size, "its tiling.small is " + small + " and must lie between 0 and the size, "
                        + size);
            } else {
                must(limit >= (long) multiple * multiple && limit <= 1 << 28, "its tiling.limit is " + limit
                        + " pixels and must lie between multiple x multiple and 268435456");
            }
        }

        boolean whole() {
            return "whole".equals(mode);
        }

        /** Whether the network sees every picture scaled to a square, see {@link #side}. */
        public boolean scaled() {
            return "scaled".equals(mode);
        }

        /** Side in pixels of the square that a picture of this size is scaled to. */
        public int side(int width, int height) {
            return Math.max(width, height) <= small ? small : size;
        }
    }

    /**
     * Something that the network gives.
     *
     * @param name of the map or score
     * @param kind {@code map}, one value for each pixel, or {@code score}, one for the picture
     */
    public record Output(String name, String kind) {

        /** See {@link ModelCard}. */
        public Output {
            given("outputs.name", name);
            must("map".equals(kind) || "score".equals(kind), "its output '" + name + "' is of kind '" + kind
                    + "' and must be 'map' or 'score'");
        }
    }

    /**
     * Something that callers choose: the network takes the position of the value, from 0.
     *
     * @param name of what is chosen
     * @param values what there is to choose from
     * @param preset the value where nobody chooses, one of {@code values}; in the file its key is {@code default}
     */
    public record Choice(String name, List<String> values, @SerializedName("default") String preset) {

        /** See {@link ModelCard}. */
        public Choice {
            given("choices.name", name);
            values = filled("choices.values", values);
            distinct("choices.values", values);
            given("choices.default", preset);
            must(values.contains(preset), "the default of its choice '" + name + "' is '" + preset
                    + "' and must be one of " + values);
        }
    }

    /**
     * How a network was trained.
     *
     * @param data what it was trained on
     * @param command what trains it again
     * @param commit of the code; may be left out
     * @param date as YYYY-MM-DD
     * @param minutes of training
     * @param notes what else there is to say; may be left out
     */
    public record Training(String data, String command, String commit, String date, double minutes, String notes) {

        /** See {@link ModelCard}. */
        public Training {
            given("training.data", data);
            given("training.command", command);
            given("training.date", date);
            commit = commit == null ? "" : commit;
            notes = notes == null ? "" : notes;
        }
    }

    /**
     * A measurement.
     *
     * @param set of pictures
     * @param measure what was measured
     * @param value the result
     */
    public record Accuracy(String set, String measure, double value) {

        /** See {@link ModelCard}. */
        public Accuracy {
            given("accuracy.set", set);
            given("accuracy.measure", measure);
        }
    }

    /** What a result tells of the network that it came from. */
    public NetworkCard summary() {
        var measured = accuracy.stream().collect(Collectors.groupingBy(Accuracy::set, LinkedHashMap::new,
                Collectors.mapping(one -> one.measure() + " " + one.value(), Collectors.joining("; "))));
        return new NetworkCard(name, version, sha256, licence, training.data(),
                measured.entrySet().stream().map(one -> one.getKey() + ": " + one.getValue()).toList());
    }

    /** The names of the outputs of one kind, in order. */
    List<String> outputs(String kind) {
        return outputs.stream().filter(output -> output.kind().equals(kind)).map(Output::name).toList();
    }

    private static void given(String key, Object value) {
        must(value != null && !(value instanceof String text && text.isBlank()), "it lacks '" + key + "'");
    }

    private static <T> List<T> filled(String key, List<T> values) {
        given(key, values);
        must(values.stream().allMatch(value -> value != null), "its " + key + " have an empty entry");
        return List.copyOf(values);
    }

    private static void distinct(String key, List<String> names) {
        must(new HashSet<>(names).size() == names.size(), "two of its " + key + " have the same name");
    }

    private static void must(boolean condition, String trouble) {
        if (!condition) {
            throw new IllegalArgumentException(trouble);
        }
    }
}
