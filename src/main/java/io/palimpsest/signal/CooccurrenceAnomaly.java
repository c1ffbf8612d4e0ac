package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;

/**
 * How far the local noise statistics of each block of an image lie from those of most blocks.
 *
 * <p>High values mark regions whose high-frequency residual has other short-range patterns than the rest: spliced
 * material, but also plain, very sharp or blurred regions, and text. A region that fills much of the picture may be
 * taken for the norm. Blocks with more than 15 % of saturated pixels are not assessed. Where valid blocks are few, as in
 * pictures below about 256 x 256 pixels, 25 components cannot be modelled and the distances mean little.
 *
 * <p>D. Cozzolino, G. Poggi, L. Verdoliva, "Splicebuster: a new blind image splicing detector", WIFS 2015. The blind
 * form: co-occurrences of quantised third-order residuals, 25 whitened principal components, one Gaussian against
 * outliers of constant density.
 *
 * @param grid where the blocks lie
 * @param distance per block: squared Mahalanobis distance from the norm, 0 upwards, high = unusual; NaN where the block
 *     is not valid. All NaN when fewer than two blocks are valid; all 0 when all valid blocks are alike
 * @param weight per block: fraction of unsaturated pixels, 0 to 1
 * @param validBlocks number of blocks with a distance; 0 when nothing could be assessed, as in small pictures
 */
public record CooccurrenceAnomaly(CooccurrenceGrid grid, float[] distance, float[] weight, int validBlocks) {

    /** Share of the work that comes before the fit of the model. */
    static final double BEFORE_FIT = 0.2;

    private static final int COMPONENTS = 25;

    private static final int RESTARTS = 30;

    /** Levels below the first and above the last may have been clipped. */
    private static final float DARKEST = 6;

    private static final float BRIGHTEST = 252;

    /**
     * Analyses one image.
     *
     * @param luminance 0.299 R + 0.587 G + 0.114 B in grey levels, 0 to 255, not rounded, row by row
     * @param seed of the random starts; the result depends on it only, not on the number of threads
     */
    public static CooccurrenceAnomaly of(float[] luminance, int width, int height, long seed, Monitor monitor) {
        var grid = CooccurrenceGrid.of(width, height);
        if (luminance.length != grid.width() * grid.height()) {
            throw new IllegalArgumentException("Expected " + grid.width() + " x " + grid.height() + " values, got "
                    + luminance.length + "; pass one luminance per pixel");
        }
        var features = features(luminance, grid, monitor);
        var blocks = features.blocks();
        var distance = new float[grid.size()];
        Arrays.fill(distance, Float.NaN);
        if (blocks.length < 2) {
            return new CooccurrenceAnomaly(grid, distance, features.weight(), 0);
        }
        monitor.step("whitening", BEFORE_FIT * 0.7);
        var samples = Whitening.of(features.samples(), COMPONENTS, monitor).project(features.samples(), monitor);
        monitor.step("mixture", BEFORE_FIT);
        var scores = OutlierMixture.fit(samples, RESTARTS, seed, monitor).distances(samples);
        for (var i = 0; i < blocks.length; i++) {
            distance[blocks[i]] = (float) scores[i];
        }
        return new CooccurrenceAnomaly(grid, distance, features.weight(), blocks.length);
    }

    /** The distances as a map whose cells lie around the centres of the blocks. */
    public RawMap map() {
        return grid.map(distance);
    }

    static BlockFeatures features(float[] luminance, CooccurrenceGrid grid, Monitor monitor) {
        if (grid.size() == 0) {
            return new BlockFeatures(new float[0], new int[0], new SampleTiles(0, Cooccurrences.BINS));
        }
        monitor.step("saturation", 0);
        var usable = unsaturated(luminance, grid.width(), grid.height(), monitor);
        monitor.step("co-occurrences", BEFORE_FIT * 0.2);
        var counts = Cooccurrences.count(luminance, usable, grid, monitor);
        monitor.step("block features", BEFORE_FIT * 0.5);
        return BlockFeatures.of(counts, grid, monitor);
    }

    /** Away from dark discs of radius 3 and bright discs of radius 2, by more than the reach of a pattern. */
    static boolean[] unsaturated(float[] luminance, int width, int height, Monitor monitor) {
        var dark = new boolean[luminance.length];
        var bright = new boolean[luminance.length];
        for (var i = 0; i < luminance.length; i++) {
            dark[i] = luminance[i] < DARKEST;
            bright[i] = luminance[i] > BRIGHTEST;
        }
        monitor.check();
        var usable = Morphology.disk(3).open(dark, width, height);
        monitor.check();
        bright = Morphology.disk(2).open(bright, width, height);
        monitor.check();
        for (var i = 0; i < usable.length; i++) {
            usable[i] = !(usable[i] || bright[i]);
        }
        return Morphology.square(CooccurrenceGrid.MARGIN).erode(usable, width, height);
    }
}
