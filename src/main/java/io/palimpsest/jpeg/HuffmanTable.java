package io.palimpsest.jpeg;

import java.util.Arrays;

/**
 * A Huffman table as the file defines it. Whether it is a standard table or one fitted to the picture tells encoders
 * apart.
 *
 * @param kind of the coefficients that it codes
 * @param id 0 to 3
 * @param counts number of codes of each length, 1 to 16 bits
 * @param symbols in the order of their codes
 */
public record HuffmanTable(Kind kind, int id, int[] counts, int[] symbols) {

    /** Which coefficients a Huffman table codes. */
    public enum Kind {
        /** Differences of block means. */
        DC,
        /** All other coefficients. */
        AC
    }

    /** Keeps copies of the arrays. */
    public HuffmanTable {
        if (counts.length != 16 || symbols.length != Arrays.stream(counts).sum()) {
            throw new IllegalArgumentException("A Huffman table has 16 counts and as many symbols as they add up to");
        }
        counts = counts.clone();
        symbols = symbols.clone();
    }

    /** A copy of the 16 counts. */
    @Override
    public int[] counts() {
        return counts.clone();
    }

    /** A copy of the symbols. */
    @Override
    public int[] symbols() {
        return symbols.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HuffmanTable that
                && kind == that.kind
                && id == that.id
                && Arrays.equals(counts, that.counts)
                && Arrays.equals(symbols, that.symbols);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * kind.hashCode() + id) + Arrays.hashCode(counts)) + Arrays.hashCode(symbols);
    }

    @Override
    public String toString() {
        return "HuffmanTable[kind=" + kind + ", id=" + id + ", counts=" + Arrays.toString(counts) + ", symbols="
                + Arrays.toString(symbols) + "]";
    }
}
