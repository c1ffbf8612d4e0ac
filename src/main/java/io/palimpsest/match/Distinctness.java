package io.palimpsest.match;

import java.util.Arrays;

import io.palimpsest.core.Affine;

/**
 * How much better the detail of windows agrees with that at their match than with that a little aside.
 *
 * <p>A copy agrees at one place only. Natural likenesses, as of letters or windows, agree along their edges, and these
 * agree with themselves when they are moved along.
 *
 * @param correlation compares windows
 * @param columns number of cells in a row
 * @param step edge of a cell in pixels, 1 where cells are pixels
 */
record Distinctness(DetailCorrelation correlation, int columns, int step) {

    /** Windows that are compared, at least and, evenly chosen, at most. */
    private static final int FEWEST = 5;
    private static final int MOST = 256;

    /** Distances in pixels at which a window is compared with its own surroundings, in eight directions. */
    private static final int[] ASIDE = {4, 8};
    private static final int DIRECTIONS = 8;

    /**
     * The median over windows around cells.
     *
     * @param cells row times columns plus column
     * @param transform takes the windows to their match
     * @return -1 to 1; not a number if too few windows have detail
     */
    double of(int[] cells, Affine transform) {
        var values = new double[cells.length];
        var every = Math.max(1, (cells.length + MOST - 1) / MOST);
        int n = 0;
        for (int i = 0; i < cells.length; i += every) {
            var x = cells[i] % columns * step + step / 2;
            var y = cells[i] / columns * step + step / 2;
            var match = correlation.compare(x, y, transform);
            if (match.weakest() >= DetailCorrelation.DETAILED) {
                values[n++] = match.correlation() - Math.max(0, aside(x, y));
            }
        }
        Arrays.sort(values, 0, n);
        return n < FEWEST ? Double.NaN : values[n / 2];
    }

    private double aside(int x, int y) {
        double most = -1;
        for (var distance : ASIDE) {
            for (int k = 0; k < DIRECTIONS; k++) {
                var angle = 2 * Math.PI * k / DIRECTIONS;
                var moved = correlation.compare(x, y, Affine.translation(Math.rint(distance * Math.cos(angle)),
                        Math.rint(distance * Math.sin(angle))));
                most = moved.correlation() > most ? moved.correlation() : most;
            }
        }
        return most;
    }
}
