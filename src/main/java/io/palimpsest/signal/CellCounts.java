package io.palimpsest.signal;

/**
 * Counts of patterns in the cells of a grid. Numbers are unsigned bytes, by row of cells, so that no array is longer than
 * Java allows.
 *
 * @param grid of cells
 * @param bins kinds of patterns
 * @param counts per row of cells: {@code bins} counts for each cell from left to right
 * @param usable per row of cells: for each cell its pixels that were counted
 */
record CellCounts(CooccurrenceGrid grid, int bins, byte[][] counts, byte[][] usable) {

    /** No counts yet. */
    static CellCounts none(CooccurrenceGrid grid, int bins) {
        return new CellCounts(grid, bins, new byte[grid.cellRows()][grid.cellColumns() * bins],
                new byte[grid.cellRows()][grid.cellColumns()]);
    }

    /** What is done with a pixel that counts. */
    interface Visitor {

        /**
         * Adds a pixel's patterns.
         *
         * @param pixel its place in the image
         * @param counts of its row of cells
         * @param cell place of its cell's first count there
         */
        void add(int pixel, byte[] counts, int cell);
    }

    /** Visits the usable pixels of one row of cells. */
    void visit(int cellRow, boolean[] counted, Visitor visitor) {
        var side = grid.stride();
        for (var row = 0; row < side; row++) {
            var first = (grid.margin() + cellRow * side + row) * grid.width() + grid.margin();
            for (var column = 0; column < grid.cellColumns() * side; column++) {
                if (counted[first + column]) {
                    usable[cellRow][column / side]++;
                    visitor.add(first + column, counts[cellRow], column / side * bins);
                }
            }
        }
    }
}
