package io.palimpsest.evaluate.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Pictures and masks told apart by the names of their folders or files, and paired by their names.
 *
 * <p>A mask lies in a folder such as {@code masks}, {@code gt} or {@code groundtruth}, or is named {@code NAME_gt},
 * {@code NAME_mask}, {@code NAME-mask}, {@code NAME_edgemask}, {@code NAME_forged_mask} or {@code mask_NAME}; in a folder of
 * masks it may also have just the picture's name. Bright = altered. Pictures in a folder such as {@code authentic},
 * {@code Au} or {@code original} are authentic; all others are altered, so that one without a mask is a problem. Where
 * names recur, picture and mask must lie in folders of the same name besides those.
 */
final class Folders implements Layout {

    private static final Pattern MASKS = Pattern.compile(".*(?:masks?|groundtruths?)|gts?|.*[ _-]gts?");
    private static final Pattern AUTHENTIC = Pattern.compile(
            "(?:au|auth|authentics?|originals?|pristine|real|untampered|genuine)(?:[ _-]?(?:images?|imgs?|pictures?))?");
    private static final Pattern ALTERED = Pattern.compile("(?:modified[ _-]?)?tp|(?:images?|imgs?|pictures?|photos?)"
            + "|(?:tampered|forged|forger(?:y|ies)|fakes?|altered|spliced|manipulated)(?:[ _-]?(?:images?|imgs?))?");

    /** What a folder's name says besides its role. */
    private static final Pattern ROLE = Pattern.compile(
            "[ _-]*(?:images?|imgs?|pictures?|binary|masks?|edgemasks?|gts?|ground[ _-]?truths?)$");

    private static final List<Pattern> AFFIXES = List.of(Pattern.compile("(.+)_forged_mask"),
            Pattern.compile("(.+)[_-]mask"), Pattern.compile("(.+)[_-]gt"), Pattern.compile("(.+)_edgemask"),
            Pattern.compile("(.+)_groundtruth"), Pattern.compile("mask_(.+)"));

    /** What a folder holds. */
    private enum Role { MASKS, AUTHENTIC, ALTERED, UNKNOWN }

    @Override
    public String name() {
        return "folders";
    }

    @Override
    public boolean fits(Tree tree) {
        return tree.pictures().stream().anyMatch(file -> isMask(file) || role(file) != Role.UNKNOWN);
    }

    @Override
    public void read(Tree tree, Findings found) {
        var byPlace = new HashMap<String, List<String>>();
        var byStem = new HashMap<String, List<String>>();
        var masks = new HashMap<String, List<String>>();
        for (var file : tree.pictures()) {
            if (!isMask(file) && role(file) != Role.AUTHENTIC) {
                byPlace.computeIfAbsent(place(file) + stem(file), key -> new ArrayList<>()).add(file);
                byStem.computeIfAbsent(stem(file), key -> new ArrayList<>()).add(file);
                masks.put(file, new ArrayList<>());
            }
        }
        for (var file : tree.pictures()) {
            if (isMask(file)) {
                var picture = picture(file, byPlace, byStem);
                if (picture == null) {
                    found.problem(file, Findings.NO_PICTURE);
                } else {
                    masks.get(picture).add(file);
                }
            }
        }
        for (var file : tree.pictures()) {
            if (masks.containsKey(file)) {
                altered(file, masks.get(file), found);
            } else if (!isMask(file)) {
                found.authentic(file, Findings.split(file), "");
            }
        }
    }

    private static void altered(String file, List<String> masks, Findings found) {
        if (masks.isEmpty()) {
            found.problem(file, "There is no mask for it; add the mask, or put the picture into a folder 'authentic' if"
                    + " nothing was altered");
        } else if (masks.size() > 1) {
            found.problem(file, "There are several masks for this picture (" + String.join(", ", masks)
                    + "); keep the right one");
        } else {
            found.altered(file, masks.get(0), Findings.split(file), "", MaskRule.BRIGHT);
        }
    }

    /** The only picture of the mask's name in folders of the same name, else the only one of that name; else null. */
    private static String picture(String mask, Map<String, List<String>> byPlace, Map<String, List<String>> byStem) {
        var stems = stems(mask);
        for (var stem : stems) {
            var near = byPlace.getOrDefault(place(mask) + stem, List.of());
            if (near.size() == 1) {
                return near.get(0);
            }
        }
        for (var stem : stems) {
            var any = byStem.getOrDefault(stem, List.of());
            if (any.size() == 1) {
                return any.get(0);
            }
        }
        return null;
    }

    /** The names that the picture of a mask may have. */
    private static List<String> stems(String mask) {
        var stem = stem(mask);
        var stems = new ArrayList<String>();
        if (role(mask) == Role.MASKS || Tree.suffix(mask).equals("npy")) {
            stems.add(stem);
        }
        for (var affix : AFFIXES) {
            var matcher = affix.matcher(stem);
            if (matcher.matches()) {
                stems.add(matcher.group(1));
            }
        }
        return stems;
    }

    private static boolean isMask(String file) {
        var role = role(file);
        return role == Role.MASKS || role != Role.AUTHENTIC && !stems(file).isEmpty();
    }

    /** What the nearest folder that says so holds. */
    private static Role role(String file) {
        var folders = file.toLowerCase(Locale.ROOT).split("/");
        for (int i = folders.length - 2; i >= 0; i--) {
            if (MASKS.matcher(folders[i]).matches() || folders[i].matches(".*ground[ _-]truths?")) {
                return Role.MASKS;
            }
            if (AUTHENTIC.matcher(folders[i]).matches()) {
                return Role.AUTHENTIC;
            }
            if (ALTERED.matcher(folders[i]).matches()) {
                return Role.ALTERED;
            }
        }
        return Role.UNKNOWN;
    }

    /** The folders, without what says whether they hold pictures or masks. */
    private static String place(String file) {
        var folders = file.toLowerCase(Locale.ROOT).split("/");
        var place = new StringBuilder();
        for (int i = 0; i < folders.length - 1; i++) {
            var rest = ROLE.matcher(folders[i]).replaceFirst("");
            if (!rest.isEmpty() && !ALTERED.matcher(folders[i]).matches()) {
                place.append(rest).append('/');
            }
        }
        return place.toString();
    }

    private static String stem(String file) {
        var name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.substring(0, name.lastIndexOf('.'));
    }
}
