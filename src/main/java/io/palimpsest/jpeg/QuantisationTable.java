package io.palimpsest.jpeg;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A quantisation table as the file defines it, in natural order (row by row, not zig-zag).
 *
 * @param id 0 to 3
 * @param bits 8 or 16, the size of an entry in the file
 * @param steps 64 quantisation steps, natural order
 */
public record QuantisationTable(int id, int bits, int[] steps) {

    /** Keeps a copy of the array. */
    public QuantisationTable {
        if (steps.length != 64) {
            throw new IllegalArgumentException("A quantisation table has 64 steps, not " + steps.length);
        }
        steps = steps.clone();
    }

    /**
     * The luma table that the IJG library uses for baseline files, with id 0.
     *
     * @param quality 1 to 100
     */
    public static QuantisationTable luma(int quality) {
        return new QuantisationTable(0, 8, IntStream.range(0, 64)
                .map(i -> StandardTables.scaledLuma(i, quality, 255)).toArray());
    }

    /**
     * The chroma table that the IJG library uses for baseline files, with id 1.
     *
     * @param quality 1 to 100
     */
    public static QuantisationTable chroma(int quality) {
        return new QuantisationTable(1, 8, IntStream.range(0, 64)
                .map(i -> StandardTables.scaledChroma(i, quality, 255)).toArray());
    }

    /** A copy of the 64 steps. */
    @Override
    public int[] steps() {
        return steps.clone();
    }

    /** The step at a natural-order position, 0 to 63. */
    public int step(int index) {
        return steps[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantisationTable that
                && id == that.id
                && bits == that.bits
                && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * id + bits) + Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        return "QuantisationTable[id=" + id + ", bits=" + bits + ", steps=" + Arrays.toString(steps) + "]";
    }
}
