package io.palimpsest.evaluate.metric;

import java.util.Arrays;

/**
 * Numbered parts of a picture.
 *
 * @param labels number of the part that a pixel belongs to, from 1; 0 = none
 * @param areas pixels of each part; the part with number n stands at n - 1
 * @param width of the picture
 */
record Parts(int[] labels, int[] areas, int width) {

    /** The given instances, or the 8-connected components if there are none. */
    static Parts of(Truth truth) {
        if (truth.instances() == null) {
            return components(truth.altered(), truth.width());
        }
        var labels = truth.instances();
        var highest = Arrays.stream(labels).max().orElse(0);
        if (highest > labels.length) {
            throw new IllegalArgumentException(
                    "Instance " + highest + " in a picture of " + labels.length + " pixels; number them from 1");
        }
        var numbers = new int[highest + 1];
        int count = 0;
        var own = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] > 0 && numbers[labels[i]] == 0) {
                numbers[labels[i]] = ++count;
            }
            own[i] = labels[i] > 0 ? numbers[labels[i]] : 0;
        }
        return counted(own, count, truth.width());
    }

    /** 8-connected components, numbered by their first pixel. */
    static Parts components(boolean[] mask, int width) {
        var labels = new int[mask.length];
        var parents = new int[1024];
        int used = 0;
        for (int i = 0, x = 0; i < mask.length; i++, x = x == width - 1 ? 0 : x + 1) {
            if (!mask[i]) {
                continue;
            }
            int above = i - width;
            int left = x > 0 ? labels[i - 1] : 0;
            int north = above >= 0 ? labels[above] : 0;
            int west = above >= 0 && x > 0 ? labels[above - 1] : 0;
            int east = above >= 0 && x < width - 1 ? labels[above + 1] : 0;
            if (north > 0) {
                labels[i] = north; // touches all the others
            } else if (west > 0 || left > 0) {
                labels[i] = west > 0 ? west : left; // these two touch each other
                if (east > 0) {
                    join(parents, labels[i], east);
                }
            } else if (east > 0) {
                labels[i] = east;
            } else {
                if (++used == parents.length) {
                    parents = Arrays.copyOf(parents, 2 * used);
                }
                parents[used] = used;
                labels[i] = used;
            }
        }
        return numbered(labels, parents, used, width);
    }

    /** The smaller number becomes the root, so that a parent never has a larger number than its child. */
    private static void join(int[] parents, int a, int b) {
        int first = root(parents, a);
        int second = root(parents, b);
        parents[Math.max(first, second)] = Math.min(first, second);
    }

    private static int root(int[] parents, int label) {
        while (parents[label] != label) {
            parents[label] = parents[parents[label]];
            label = parents[label];
        }
        return label;
    }

    private static Parts numbered(int[] labels, int[] parents, int used, int width) {
        int count = 0;
        for (int label = 1; label <= used; label++) {
            parents[label] = parents[label] == label ? ++count : parents[parents[label]];
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = parents[labels[i]];
        }
        return counted(labels, count, width);
    }

    private static Parts counted(int[] labels, int count, int width) {
        var areas = new int[count + 1];
        for (var label : labels) {
            areas[label]++;
        }
        return new Parts(labels, Arrays.copyOfRange(areas, 1, count + 1), width);
    }

    int count() {
        return areas.length;
    }
}
