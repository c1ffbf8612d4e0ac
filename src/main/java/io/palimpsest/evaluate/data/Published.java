package io.palimpsest.evaluate.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of a published data set, told by patterns of its paths. Each file is what the first pattern says that it
 * matches: mask, beside, authentic, altered.
 *
 * <p>A picture and its mask have the same groups {@code part} and {@code key}; the group {@code kind} of a picture says
 * what was done to it.
 *
 * @param name of the layout
 * @param rule how its masks are read
 * @param mask of masks
 * @param beside of pictures that belong to the set but are of no use here
 * @param authentic of pictures that are not altered
 * @param altered of pictures that are
 * @param kind makes of the group of that name, "" if there is none, how a picture was altered
 * @param originals whether the layout is told by its authentic pictures too
 */
record Published(String name, MaskRule rule, Pattern mask, Pattern beside, Pattern authentic, Pattern altered,
                 UnaryOperator<String> kind, boolean originals) implements Layout {

    private static final String SUFFIX = "\\.(?:png|tiff?|jpe?g|jpe|jfif|bmp|gif|npy)";

    /** Patterns in which {@code <dir>} stands for any folders and {@code <ext>} for a picture's suffix. */
    static Published of(String name, MaskRule rule, String mask, String beside, String authentic, String altered,
            UnaryOperator<String> kind) {
        return new Published(name, rule, compile(mask), compile(beside), compile(authentic), compile(altered), kind,
                false);
    }

    /** The same, told by its authentic pictures too. */
    Published withOriginals() {
        return new Published(name, rule, mask, beside, authentic, altered, kind, true);
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(pattern.replace("<dir>", "(?:.*/)?").replace("<ext>", SUFFIX),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    @Override
    public boolean fits(Tree tree) {
        var pictures = tree.pictures();
        return pictures.stream().anyMatch(file -> mask.matcher(file).matches())
                && pictures.stream().anyMatch(file -> !aside(file) && altered.matcher(file).matches())
                && (!originals || pictures.stream().anyMatch(file -> !aside(file) && authentic.matcher(file).matches()));
    }

    private boolean aside(String file) {
        return mask.matcher(file).matches() || beside.matcher(file).matches();
    }

    @Override
    public void read(Tree tree, Findings found) {
        var masks = new LinkedHashMap<String, List<String>>();
        for (var file : tree.pictures()) {
            var matcher = mask.matcher(file);
            if (matcher.matches()) {
                masks.computeIfAbsent(key(matcher, mask), key -> new ArrayList<>()).add(file);
            }
        }
        var unused = new LinkedHashMap<>(masks);
        for (var file : tree.pictures()) {
            if (!aside(file)) {
                picture(file, masks, unused, found);
            }
        }
        unused.values().forEach(files -> files.forEach(file -> found.problem(file, Findings.NO_PICTURE)));
    }

    private void picture(String file, Map<String, List<String>> masks, Map<String, List<String>> unused,
            Findings found) {
        var matcher = altered.matcher(file);
        if (authentic.matcher(file).matches()) {
            found.authentic(file, Findings.split(file), "");
        } else if (matcher.matches()) {
            var key = key(matcher, altered);
            var own = masks.getOrDefault(key, List.of());
            unused.remove(key);
            if (own.isEmpty()) {
                found.problem(file, Findings.NO_MASK);
            } else if (own.size() > 1) {
                found.problem(file, "There are several masks for this picture (" + String.join(", ", own)
                        + "); keep the right one");
            } else {
                found.altered(file, own.get(0), Findings.split(file), kind.apply(group(matcher, altered, "kind")), rule);
            }
        } else {
            found.problem(file, "The layout '" + name + "' has no such file; remove it, or name another layout");
        }
    }

    private static String key(Matcher matcher, Pattern pattern) {
        return group(matcher, pattern, "part") + "/" + group(matcher, pattern, "key");
    }

    private static String group(Matcher matcher, Pattern pattern, String name) {
        var text = pattern.pattern().contains("(?<" + name + ">") ? matcher.group(name) : null;
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
