package io.palimpsest.jpeg;

import java.util.ArrayList;
import java.util.List;

/** Collects sentences, up to a number that a reader may still want to see. */
final class Warnings {

    private static final int MOST = 100;

    private final List<String> sentences = new ArrayList<>();
    private int left;

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        } else {
            left++;
        }
    }

    List<String> all() {
        var all = new ArrayList<>(sentences);
        if (left > 0) {
            all.add(left + " further warnings are left out.");
        }
        return List.copyOf(all);
    }
}
