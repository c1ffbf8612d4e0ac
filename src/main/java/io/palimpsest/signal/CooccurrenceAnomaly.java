package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.RawMap;

/**
 * How far the local noise statistics of each block of an image lie from those of most blocks.
 *
 * <p>High values mark regions whose noise has other short-range patterns than the rest: spliced material, but also plain,
 * very sharp or blurred regions, and text. A region that fills much of the picture may be taken for the norm. Where valid
 * blocks are few, as in pictures below about 256 x 256 pixels, the components cannot be modelled and the distances mean
 * little. Principal components of the patterns' frequencies are whitened, and a mixture is fitted that has a norm.
 *
 * <p>D. Cozzolino, G. Poggi, L. Verdoliva, "Splicebuster: a new blind image splicing detector", WIFS 2015, for the patterns
 * of {@link #of}; {@link FingerprintAnomaly} uses those of a learned fingerprint.
 *
 * @param grid where the blocks lie
 * @param distance per block: distance from the norm, 0 upwards, high = unusual; NaN where the block is not valid. All NaN
 *     when too few blocks are valid; all 0 when all valid blocks are alike
 * @param weight per block: share of the pixels that could be used, 0 to 1
 * @param validBlocks number of blocks with a distance; 0 when nothing could be assessed, as in small pictures
 * @param norm what the distances mean
 */
public record CooccurrenceAnomaly(CooccurrenceGrid grid, float[] distance, float[] weight, int validBlocks, Norm norm) {

    /** Share of the work that comes before the fit of the model. */
    static final double BEFORE_FIT = 0.2;

    private static final int CELLS = 16;

    private static final int LARGEST_SMALL_IMAGE = 20_000;

    private static final double LEAST_WEIGHT = 0.85;

    private static final int RESTARTS = 30;

    /** The outliers' density, exp(-42), is reached at a squared Mahalanobis distance of 84. */
    private static final Model MODEL = new Model(2, 25, new Norm(84, 0.5, 0.9),
            (samples, seed, monitor) -> OutlierMixture.fit(samples, RESTARTS, seed, monitor).distances(samples));

    /** Levels below the first and above the last may have been clipped. */
    private static final float DARKEST = 6;

    private static final float BRIGHTEST = 252;

    /**
     * Splicebuster in its blind form: co-occurrences of quantised third-order residuals, 25 components, one Gaussian against
     * outliers of constant density; the distance is the squared one of Mahalanobis. Blocks with more than 15 % of saturated
     * pixels are not assessed.
     *
     * @param luminance 0.299 R + 0.587 G + 0.114 B in grey levels, 0 to 255, not rounded, row by row
     * @param seed of the random starts; the result depends on it only, not on the number of threads
     */
    public static CooccurrenceAnomaly of(float[] luminance, int width, int height, long seed, Monitor monitor) {
        var grid = grid(width, height);
        if (luminance.length != grid.width() * grid.height()) {
            throw new IllegalArgumentException("Expected " + grid.width() + " x " + grid.height() + " values, got "
                    + luminance.length + "; pass one luminance per pixel");
        }
        return of(features(luminance, grid, monitor), MODEL, seed, monitor);
    }

    /**
     * What is fitted to features.
     *
     * @param leastBlocks with fewer valid blocks none is assessed
     * @param components most principal components that are kept
     * @param norm what the distances mean
     * @param fit gives distances
     */
    record Model(int leastBlocks, int components, Norm norm, Fit fit) {}

    /** Fits a mixture. */
    interface Fit {

        /** Distances of the samples from the norm. */
        double[] distances(SampleTiles samples, long seed, Monitor monitor);
    }

    /**
     * What distances mean.
     *
     * @param bound blocks at less than this distance follow the norm
     * @param none share of followers at which there is no norm
     * @param trusted share of followers from which on there is a norm beyond doubt
     */
    public record Norm(double bound, double none, double trusted) {}

    /** Distances from the norm of any features. */
    static CooccurrenceAnomaly of(BlockFeatures features, Model model, long seed, Monitor monitor) {
        var blocks = features.blocks();
        var distance = new float[features.grid().size()];
        Arrays.fill(distance, Float.NaN);
        if (blocks.length < model.leastBlocks) {
            return new CooccurrenceAnomaly(features.grid(), distance, features.weight(), 0, model.norm);
        }
        monitor.step("whitening", BEFORE_FIT * 0.7);
        var samples = Whitening.of(features, model.components, monitor).project(features, monitor);
        monitor.step("mixture", BEFORE_FIT);
        var scores = model.fit.distances(samples, seed, monitor);
        for (var i = 0; i < blocks.length; i++) {
            distance[blocks[i]] = (float) scores[i];
        }
        return new CooccurrenceAnomaly(features.grid(), distance, features.weight(), blocks.length, model.norm);
    }

    /** The distances as a map whose cells lie around the centres of the blocks. */
    public RawMap map() {
        return grid.map(distance);
    }

    /** Share of the assessed blocks that the norm explains better than what the mixture has besides. */
    public double followers() {
        int follow = 0;
        for (var one : distance) {
            follow += one < norm.bound ? 1 : 0;
        }
        return follow / (double) validBlocks;
    }

    /** The distances d as d / (d + bound of the norm), 0 to 1 and in the same order. */
    public float[] outlyingness() {
        var share = new float[distance.length];
        for (int i = 0; i < share.length; i++) {
            share[i] = (float) (distance[i] / (distance[i] + norm.bound));
        }
        return share;
    }

    /** Whether there is a norm beyond doubt. */
    public boolean trusted() {
        return followers() >= norm.trusted;
    }

    /** Usable share of each block, lowered where the picture has no norm to depart from; NaN where it is not assessed. */
    public float[] reliability() {
        var share = Math.min(1, Math.max(0, (followers() - norm.none) / (norm.trusted - norm.none)));
        var reliability = new float[weight.length];
        for (int i = 0; i < reliability.length; i++) {
            reliability[i] = Float.isNaN(distance[i]) ? Float.NaN : (float) (share * weight[i]);
        }
        return reliability;
    }

    /** Pictures of more than 20,000 pixels have blocks of 128 pixels every 8 pixels, smaller ones blocks of 64 every 4. */
    static CooccurrenceGrid grid(int width, int height) {
        var stride = (long) width * height > LARGEST_SMALL_IMAGE ? 8 : 4;
        return CooccurrenceGrid.of(width, height, Cooccurrences.MARGIN, stride, CELLS);
    }

    static BlockFeatures features(float[] luminance, CooccurrenceGrid grid, Monitor monitor) {
        if (grid.size() == 0) {
            return new BlockFeatures(CellCounts.none(grid, Cooccurrences.BINS), LEAST_WEIGHT);
        }
        monitor.step("saturation", 0);
        var usable = unsaturated(luminance, grid.width(), grid.height(), monitor);
        monitor.step("co-occurrences", BEFORE_FIT * 0.2);
        var counts = Cooccurrences.count(luminance, usable, grid, monitor);
        monitor.step("block features", BEFORE_FIT * 0.5);
        return new BlockFeatures(counts, LEAST_WEIGHT);
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
        return Morphology.square(Cooccurrences.MARGIN).erode(usable, width, height);
    }
}
