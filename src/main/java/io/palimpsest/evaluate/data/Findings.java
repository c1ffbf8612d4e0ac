package io.palimpsest.evaluate.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a reader found so far. */
final class Findings {

    static final String NO_MASK = "There is no mask for this altered picture; add the mask, or remove the picture";
    static final String NO_PICTURE = "There is no altered picture for this mask; add the picture, or remove the mask";

    private static final Pattern SPLIT = Pattern.compile("(?:^|/)(train|training|val|valid|validation|test|testing"
            + "|supplemental)(?:[_-](?:images?|imgs?))?/", Pattern.CASE_INSENSITIVE);

    private final Path root;
    private final List<Item> items = new ArrayList<>();
    private final List<Problem> problems;
    private final Set<String> names = new HashSet<>();

    Findings(Tree tree) {
        root = tree.root();
        problems = new ArrayList<>(tree.problems());
    }

    void authentic(String name, String split, String kind) {
        add(name, Optional.empty(), Label.AUTHENTIC, split, kind, MaskRule.BRIGHT);
    }

    void altered(String name, String mask, String split, String kind, MaskRule rule) {
        add(name, Optional.of(root.resolve(mask)), Label.ALTERED, split, kind, rule.of(mask));
    }

    private void add(String name, Optional<Path> mask, Label label, String split, String kind, MaskRule rule) {
        if (names.add(name)) {
            items.add(new Item(name, root.resolve(name), mask, label, split, kind, rule));
        } else {
            problem(name, "The picture is listed twice; the first entry was used, remove the other");
        }
    }

    void problem(String path, String reason) {
        problems.add(new Problem(path, reason));
    }

    List<Item> items() {
        return items;
    }

    List<Problem> problems() {
        return problems;
    }

    /** The part of a data set that a path names, such as train; "" if it names none. */
    static String split(String name) {
        var matcher = SPLIT.matcher(name);
        return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
