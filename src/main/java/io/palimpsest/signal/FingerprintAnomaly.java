package io.palimpsest.signal;

import io.palimpsest.core.Monitor;

/**
 * How far the patterns of a learned noise fingerprint in each block of an image lie from those of most blocks.
 *
 * <p>Each picture's fingerprint is quantised to four levels (see {@link FingerprintLevels}). Four successive ones along the
 * row and along the column make one of 256 patterns each, all told apart. Blocks of 64 pixels, every 8 pixels, of which at
 * least 95 % are usable, each have 512 frequencies, whose square roots are reduced to 32 whitened components. The two
 * outermost rings of blocks are left out, where the fingerprint knows of the picture's border.
 *
 * <p>The distance is the quotient of the squared Mahalanobis distances from two Gaussians, the one with the larger share
 * being the norm; 1 = as far from both. Noiseprint's paper has one Gaussian against outliers of density exp(-42) instead,
 * as Splicebuster has. Of 32 whitened components 80 % lie where a normal density is smaller than that, so that such a fit
 * shrinks onto one region, often the pasted one; with outliers rare enough not to do so, a pasted region that is uniform in
 * itself remains within the norm. On 20 made splices with an early network the mean ROC area was 0.89 with two
 * Gaussians, 0.63 with outliers of exp(-53), 0.83 with those of the best density, exp(-47).
 *
 * <p>D. Cozzolino, L. Verdoliva, "Noiseprint: a CNN-based camera model fingerprint", IEEE TIFS 2020; D. Cozzolino,
 * G. Poggi, L. Verdoliva, "Splicebuster: a new blind image splicing detector", WIFS 2015 (two Gaussians).
 */
public final class FingerprintAnomaly {

    /** Fewer valid blocks give no norm. */
    public static final int LEAST_BLOCKS = 50;

    static final int PATTERNS = 256;

    /** Counts per cell: along the row, then along the column. */
    static final int BINS = 2 * PATTERNS;

    private static final int STRIDE = 8;

    private static final int CELLS = 8;

    /** Patterns end at 4 pixels from the border; two rings of blocks are two more strides. */
    private static final int MARGIN = 4 + 2 * STRIDE;

    private static final double LEAST_WEIGHT = 0.95;

    private static final int RESTARTS = 10;

    /** More blocks, those of about a megapixel, are thinned evenly for the fit: they overlap eightfold either way. */
    private static final int FITTED = 16384;

    /** Where two classes are about equal, it is chance which counts as the norm. */
    private static final CooccurrenceAnomaly.Model MODEL = new CooccurrenceAnomaly.Model(LEAST_BLOCKS, 32,
            new CooccurrenceAnomaly.Norm(1, 0.4, 0.6),
            (samples, seed, monitor) -> GaussianPair.fit(samples.thinned(FITTED), RESTARTS, seed, monitor).ratios(samples));

    private static final double BEFORE_COUNTS = 0.05;

    private FingerprintAnomaly() {}

    /** Where the blocks lie. */
    public static CooccurrenceGrid grid(int width, int height) {
        return CooccurrenceGrid.of(width, height, MARGIN, STRIDE, CELLS);
    }

    /**
     * Analyses one image.
     *
     * @param fingerprint of any scale, one value per pixel, row by row; NaN = not known
     * @param luminance 0.299 R + 0.587 G + 0.114 B in grey levels, 0 to 255, not rounded, row by row
     * @param seed of the random starts; the result depends on it only, not on the number of threads
     * @return no distances where fewer than {@link #LEAST_BLOCKS} blocks are valid
     */
    public static CooccurrenceAnomaly of(float[] fingerprint, float[] luminance, int width, int height, long seed,
            Monitor monitor) {
        var grid = grid(width, height);
        if (luminance.length != width * height || fingerprint.length != width * height) {
            throw new IllegalArgumentException("Expected " + width + " x " + height + " values, got " + fingerprint.length
                    + " and " + luminance.length + "; pass one fingerprint and one luminance per pixel");
        }
        return CooccurrenceAnomaly.of(features(fingerprint, luminance, grid, monitor), MODEL, seed, monitor);
    }

    static BlockFeatures features(float[] fingerprint, float[] luminance, CooccurrenceGrid grid, Monitor monitor) {
        if (grid.size() == 0) {
            return new BlockFeatures(CellCounts.none(grid, BINS), LEAST_WEIGHT);
        }
        monitor.step("levels", 0);
        var levels = FingerprintLevels.of(fingerprint, luminance, grid.width(), grid.height(), monitor);
        monitor.step("co-occurrences", BEFORE_COUNTS);
        return new BlockFeatures(count(levels, grid, monitor), LEAST_WEIGHT);
    }

    /** Counts the patterns of usable pixels; a pixel is the second of the four of each of its patterns. */
    static CellCounts count(FingerprintLevels levels, CooccurrenceGrid grid, Monitor monitor) {
        var counts = CellCounts.none(grid, BINS);
        var values = levels.levels();
        TaskLoop.run(grid.cellRows(), row -> {
            monitor.check();
            counts.visit(row, levels.usable(), (pixel, into, cell) -> {
                into[cell + pattern(values, pixel - 1, 1)]++;
                into[cell + PATTERNS + pattern(values, pixel - grid.width(), grid.width())]++;
            });
        });
        return counts;
    }

    private static int pattern(byte[] levels, int at, int step) {
        return levels[at] + 4 * levels[at + step] + 16 * levels[at + 2 * step] + 64 * levels[at + 3 * step];
    }
}
