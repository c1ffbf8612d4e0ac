package io.palimpsest.evaluate.page;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for PNG files of one folder that need no escaping, no two the same even where capitals do not count. */
final class FileNames {

    private static final int LONGEST = 120;

    private final Set<String> taken = new HashSet<>();

    String of(String wanted) {
        var plain = wanted.replaceAll("[^A-Za-z0-9.-]", "_");
        plain = plain.substring(0, Math.min(LONGEST, plain.length()));
        var name = plain;
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = plain + "-" + i;
        }
        return name + ".png";
    }
}
