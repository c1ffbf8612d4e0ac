package io.palimpsest.detect.jpeg;

/**
 * How well one of 64 block grids fits the picture: where blocks meet at their corners differences should be larger than
 * at their centres, four pixels away.
 *
 * @param contrast how much the histograms of the differences at centres and corners differ, 0 to 2, times the blocks
 * @param correct whether the centres have the smaller differences
 * @param means mean over each macro cell of the excess at the corner over that at the centre, in steps of luminance/255
 */
record GridScore(long contrast, boolean correct, double[] means) {

    private static final int BINS = 40;

    /** Histograms that have nothing in common say nothing. */
    private static final double DISJOINT = 1.999999;

    /** Shares of a bin's width that count as its upper edge: far below what whole-number differences can make. */
    private static final double EDGE = 1e-9;

    /** The score of the grid whose blocks have their central 2x2 pixels at {@code y} and {@code x}, each 0 to 7. */
    static GridScore of(CrossDifferences differences, MacroCells cells, int y, int x) {
        var centre = new double[cells.blocks()];
        var corner = new double[cells.blocks()];
        differences.copy(y, x, centre);
        differences.copy(y + 4, x + 4, corner);
        var atCentre = histogram(centre);
        var atCorner = histogram(corner);
        long contrast = 0;
        for (int i = 0; i < BINS; i++) {
            contrast += Math.abs(atCentre[i] - atCorner[i]);
        }
        if (contrast / (double) centre.length > DISJOINT) {
            contrast = 0;
        }
        for (int i = 0; i < centre.length; i++) {
            centre[i] = Math.max(corner[i] - centre[i], 0) / (CrossDifferences.UNIT * 255);
        }
        return new GridScore(contrast, atCentre[0] + atCentre[1] > atCorner[0] + atCorner[1], cells.means(centre));
    }

    /** Counts in equal bins from the smallest to the largest value; a bin includes its upper edge. */
    static int[] histogram(double[] values) {
        var low = Double.POSITIVE_INFINITY;
        var high = 0.0;
        for (var value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        var counts = new int[BINS];
        if (high == low) {
            counts[0] = values.length;
            return counts;
        }
        for (var value : values) {
            var bin = (int) Math.ceil(BINS * (value - low) / (high - low) - EDGE) - 1;
            counts[Math.min(BINS - 1, Math.max(0, bin))]++;
        }
        return counts;
    }
}
