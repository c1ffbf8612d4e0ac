package io.palimpsest.jpeg;

import java.util.Arrays;
import java.util.Objects;

/**
 * Quantised DCT coefficients of one component, as they stand in the file.
 *
 * <p>Blocks lie in raster order; the 64 coefficients of a block in natural order (row by row: index {@code 8 * v + u}
 * has horizontal frequency u and vertical frequency v), in units of the quantisation step. The plane covers the
 * component, {@code ceil(width / 8) x ceil(height / 8)} blocks, without the blocks that only fill up the last
 * minimum coded units. Blocks that the file does not hold are {@linkplain #missing missing} and read as zeros, which
 * no statistic should take for flat blocks.
 *
 * <p>Immutable, except that {@link #row} shares its array for speed.
 */
public final class CoefficientPlane {

    private final int blocksWide;
    private final int blocksHigh;
    private final short[][] rows;
    private final long[][] present;
    private final int missing;
    private short[] blank;

    /** Takes over both arrays; rows without any block may be null in both. */
    CoefficientPlane(int blocksWide, int blocksHigh, short[][] rows, long[][] present) {
        this.blocksWide = blocksWide;
        this.blocksHigh = blocksHigh;
        this.rows = rows;
        this.present = present;
        var found = 0;
        for (var words : present) {
            if (words != null) {
                for (var word : words) {
                    found += Long.bitCount(word);
                }
            }
        }
        this.missing = blocksWide * blocksHigh - found;
    }

    /**
     * A plane of given coefficients, none missing.
     *
     * @param coefficients 64 per block, natural order, blocks in raster order; copied
     */
    public static CoefficientPlane of(int blocksWide, int blocksHigh, short[] coefficients) {
        if (blocksWide < 1 || blocksHigh < 1 || coefficients.length != 64L * blocksWide * blocksHigh) {
            throw new IllegalArgumentException(
                    blocksWide + "x" + blocksHigh + " blocks do not have " + coefficients.length + " coefficients");
        }
        var rows = new short[blocksHigh][];
        var present = new long[blocksHigh][];
        for (var row = 0; row < blocksHigh; row++) {
            rows[row] = Arrays.copyOfRange(coefficients, 64 * blocksWide * row, 64 * blocksWide * (row + 1));
            present[row] = new long[(blocksWide + 63) >> 6];
            for (var column = 0; column < blocksWide; column++) {
                present[row][column >> 6] |= 1L << column;
            }
        }
        return new CoefficientPlane(blocksWide, blocksHigh, rows, present);
    }

    /** Number of blocks in a row. */
    public int blocksWide() {
        return blocksWide;
    }

    /** Number of block rows. */
    public int blocksHigh() {
        return blocksHigh;
    }

    /** One coefficient; 0 in a missing block. */
    public int get(int blockRow, int blockColumn, int index) {
        Objects.checkIndex(blockColumn, blocksWide);
        Objects.checkIndex(index, 64);
        var row = rows[blockRow];
        return row == null ? 0 : row[64 * blockColumn + index];
    }

    /**
     * All coefficients of a block row, {@code 64 * blocksWide()}, block after block.
     *
     * @return an array of the plane itself, for reading only
     */
    public short[] row(int blockRow) {
        var row = rows[blockRow];
        if (row != null) {
            return row;
        }
        var empty = blank;
        if (empty == null) {
            empty = new short[64 * blocksWide];
            blank = empty;
        }
        return empty;
    }

    /** Copies the 64 coefficients of a block. */
    public void copyBlock(int blockRow, int blockColumn, short[] out) {
        Objects.checkIndex(blockColumn, blocksWide);
        System.arraycopy(row(blockRow), 64 * blockColumn, out, 0, 64);
    }

    /**
     * Gathers the coefficient at one position of every block, missing ones included, in raster order of the blocks.
     *
     * @param index position within the block, natural order
     * @param out receives {@code blocksWide() * blocksHigh()} values
     */
    public void copyPosition(int index, short[] out) {
        Objects.checkIndex(index, 64);
        Objects.checkFromIndexSize(0, blocksWide * blocksHigh, out.length);
        var next = 0;
        for (var row : rows) {
            if (row == null) {
                Arrays.fill(out, next, next + blocksWide, (short) 0);
                next += blocksWide;
            } else {
                for (var from = index; from < row.length; from += 64) {
                    out[next++] = row[from];
                }
            }
        }
    }

    /** Whether the file does not hold this block: no scan with its block mean reached it undamaged. */
    public boolean missing(int blockRow, int blockColumn) {
        Objects.checkIndex(blockColumn, blocksWide);
        var words = present[blockRow];
        return words == null || (words[blockColumn >> 6] >>> blockColumn & 1) == 0;
    }

    /** Number of missing blocks. */
    public int missingCount() {
        return missing;
    }

    /** A copy of a rectangle of blocks. */
    public CoefficientPlane crop(int blockColumn, int blockRow, int wide, int high) {
        Objects.checkFromIndexSize(blockColumn, wide, blocksWide);
        Objects.checkFromIndexSize(blockRow, high, blocksHigh);
        if (wide == 0 || high == 0) {
            throw new IllegalArgumentException("A plane has at least one block, not " + wide + "x" + high);
        }
        var part = new short[high][];
        var held = new long[high][];
        for (var row = 0; row < high; row++) {
            if (rows[blockRow + row] != null) {
                part[row] = Arrays.copyOfRange(rows[blockRow + row], 64 * blockColumn, 64 * (blockColumn + wide));
                held[row] = new long[(wide + 63) >> 6];
                for (var column = 0; column < wide; column++) {
                    if (!missing(blockRow + row, blockColumn + column)) {
                        held[row][column >> 6] |= 1L << column;
                    }
                }
            }
        }
        return new CoefficientPlane(wide, high, part, held);
    }
}
