package io.palimpsest.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The frame header and, per component, the coefficients that the scans have brought so far. */
final class Frame {

    final JpegProcess process;
    final int width;
    final List<Part> parts = new ArrayList<>();

    /** 0 until a DNL marker tells it. */
    int height;

    int mostHorizontal = 1;
    int mostVertical = 1;

    Frame(JpegProcess process, int width, int height) {
        this.process = process;
        this.width = width;
        this.height = height;
    }

    void add(int id, int horizontal, int vertical, int table) {
        parts.add(new Part(parts.size(), id, horizontal, vertical, table));
        mostHorizontal = Math.max(mostHorizontal, horizontal);
        mostVertical = Math.max(mostVertical, vertical);
    }

    /** Minimum coded units of an interleaved scan in a row. */
    int unitsWide() {
        return ceil(width, 8 * mostHorizontal);
    }

    int unitsHigh() {
        return ceil(height, 8 * mostVertical);
    }

    /** Sizes the components, once the height is known. */
    void layOut() {
        for (var part : parts) {
            part.width = ceil(width * part.horizontal, mostHorizontal);
            part.height = ceil(height * part.vertical, mostVertical);
            part.blocksWide = ceil(part.width, 8);
            part.blocksHigh = ceil(part.height, 8);
            part.rows = new short[part.blocksHigh][];
            part.present = new long[part.blocksHigh][];
        }
    }

    boolean anyBlock() {
        return parts.stream().anyMatch(part -> part.blocks > 0);
    }

    /** The components, as far as the scans brought them. */
    List<JpegComponent> components(Warnings warnings) {
        var components = new ArrayList<JpegComponent>();
        for (var part : parts) {
            if (!part.scanned) {
                warnings.add("No scan brings component " + part.index + ".");
            }
            var plane = new CoefficientPlane(part.blocksWide, part.blocksHigh, part.rows, part.present);
            components.add(new JpegComponent(
                    part.id, part.horizontal, part.vertical, part.table, part.width, part.height, plane));
        }
        return List.copyOf(components);
    }

    static int ceil(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }

    /** One component. */
    static final class Part {
        final int index;
        final int id;
        final int horizontal;
        final int vertical;
        final int tableId;

        int width;
        int height;
        int blocksWide;
        int blocksHigh;

        /** Whether a scan of the component has begun. */
        boolean scanned;

        /** Table in force when the component's first scan began. */
        QuantisationTable table;

        /** Block rows, null until a scan touches them. */
        short[][] rows;

        /** One bit per block whose mean is known; rows as in {@link #rows}. */
        long[][] present;

        /** Number of blocks whose mean is known. */
        long blocks;

        /** Per zig-zag position the lowest bit that a scan brought, -1 when none did. */
        final int[] lowestBit = new int[64];

        Part(int index, int id, int horizontal, int vertical, int tableId) {
            this.index = index;
            this.id = id;
            this.horizontal = horizontal;
            this.vertical = vertical;
            this.tableId = tableId;
            Arrays.fill(lowestBit, -1);
        }

        /** A block row, made on demand; null when the budget is used up. */
        short[] row(int row, Budget budget) {
            var coefficients = rows[row];
            if (coefficients == null) {
                if (!budget.allocate(130L * blocksWide)) {
                    return null;
                }
                coefficients = new short[64 * blocksWide];
                rows[row] = coefficients;
                present[row] = new long[(blocksWide + 63) >> 6];
            }
            return coefficients;
        }

        void found(int row, int column) {
            present[row][column >> 6] |= 1L << column;
            blocks++;
        }

        boolean fullyRefined() {
            for (var bit : lowestBit) {
                if (bit != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
