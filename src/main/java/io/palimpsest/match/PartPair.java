package io.palimpsest.match;

import java.util.List;

import io.palimpsest.core.Affine;

/**
 * A part and its match, among others of one picture.
 *
 * @param part number of the part
 * @param partner number of its match
 * @param transform takes the part to its match
 * @param x column of the middle of the part in pixels
 * @param y row of the middle of the part in pixels
 * @param size number of its cells
 * @param certainty how certain it is on its own, 0 to 1
 */
record PartPair(int part, int partner, Affine transform, double x, double y, int size, double certainty) {

    /** Transforms that differ by no more than this, in pixels, are those of one copy. */
    private static final double SAME_PLACE = 16;

    /**
     * How certain each part is, at its number: lowered by the share that pairs with other transforms have, as pictures
     * in which much resembles much are full of repetition.
     */
    static float[] certainties(List<PartPair> pairs, int parts) {
        var values = new float[parts + 1];
        for (var pair : pairs) {
            double others = 0;
            for (var other : pairs) {
                others += pair.agrees(other) ? 0 : other.weight();
            }
            var certainty = (float) (pair.certainty * pair.weight() / Math.max(1e-9, pair.weight() + others));
            values[pair.part] = Math.max(values[pair.part], certainty);
            values[pair.partner] = Math.max(values[pair.partner], certainty);
        }
        return values;
    }

    /** How much it counts among others. */
    private double weight() {
        return certainty * size;
    }

    /** Whether the other one's transform, or what undoes it, takes the middle of this part to the same place. */
    private boolean agrees(PartPair other) {
        for (var way : List.of(other.transform, other.transform.inverse())) {
            if (Math.hypot(way.x(x, y) - transform.x(x, y), way.y(x, y) - transform.y(x, y)) <= SAME_PLACE) {
                return true;
            }
        }
        return false;
    }
}
