package io.palimpsest.match;

import java.util.Arrays;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Similar;

/**
 * Parts of a picture that match other parts of it, pixel for pixel.
 *
 * <p>Dense-field matching after D. Cozzolino, G. Poggi, L. Verdoliva, "Efficient dense-field copy-move forgery
 * detection", IEEE TIFS 2015: magnitudes of Zernike moments, PatchMatch, median filter, dense linear fitting. Instead of
 * by dilation, parts are completed by comparing the fine detail on both sides of the fitted transform, which also tells
 * copies from things that merely look alike.
 *
 * @param columns number of cells of {@link #STEP} pixels in a row, incomplete ones included
 * @param rows number of rows of cells
 * @param parts for each cell the part it belongs to, from 1; 0 = none
 * @param links which parts match, in both directions
 * @param certainty for each part, at its number, how much better its detail agrees with its match than with its own
 *     surroundings, 0 to 1
 * @param fittingError for each cell the error of dense linear fitting in pixels; NaN where there is no offset
 * @param matchable for each cell the share of its places that have enough texture to be matched
 * @param compared number of distances of features that were worked out
 */
public record DenseMatching(int columns, int rows, int[] parts, List<Similar> links, float[] certainty,
                            float[] fittingError, float[] matchable, long compared) {

    /** Edge of a cell in pixels. */
    public static final int STEP = 4;

    /**
     * What is looked for.
     *
     * @param radius of the patches in pixels
     * @param flat patches with less contrast than this, in grey levels, are left out
     * @param nearest least distance in pixels between matching pixels
     * @param iterations of PatchMatch
     * @param tolerance largest error of dense linear fitting in pixels
     * @param seed of PatchMatch
     */
    public record Options(int radius, double flat, int nearest, int iterations, double tolerance, long seed) {}

    /** Radii of the median filter and of dense linear fitting, in places of {@link PatchMatch#STEP} pixels. */
    private static final int MEDIAN = 2;
    private static final int FITTING = 3;

    /** Least size of a part before it is completed: pixels, and share of the picture. */
    private static final int SMALLEST = 300;
    private static final double SMALLEST_SHARE = 0.0005;

    /**
     * Matches a picture with itself.
     *
     * @param luminance height x width values of 0 to 255, row by row
     * @throws java.util.concurrent.CancellationException if the monitor says so
     */
    public static DenseMatching of(float[] luminance, int width, int height, Options options, Monitor monitor) {
        var columns = (width + STEP - 1) / STEP;
        var rows = (height + STEP - 1) / STEP;
        monitor.step("moments", 0);
        var features = PatchFeatures.of(luminance, width, height, options.radius, options.flat, monitor);
        var matchable = matchable(features, columns, rows);
        var field = PatchMatch.match(features, options.nearest, options.iterations, options.seed,
                monitor.part(0.2, 0.8));
        features = null;
        monitor.step("fitting", 0.8);
        var offsets = OffsetField.of(field, width).median(MEDIAN, monitor);
        var errors = LinearFitting.errors(offsets, FITTING, monitor);
        var smallest = (int) Math.max(SMALLEST, SMALLEST_SHARE * width * height) / PatchMatch.STEP / PatchMatch.STEP;
        var found = MatchedPart.of(offsets, errors, options.tolerance, options.nearest, smallest, monitor);
        var fittingError = coarse(errors, field.columns(), field.rows(), columns, rows);
        var parts = found.isEmpty()
                ? PartLabels.of(List.of(), new CellGrowth(null, columns, rows, STEP), 1, 1, 1, monitor)
                : PartLabels.of(found, new CellGrowth(new DetailCorrelation(luminance, width, height), columns, rows,
                        STEP), field.columns(), smallest, options.nearest, monitor);
        return new DenseMatching(columns, rows, parts.labels(), parts.links(), parts.certainties(), fittingError,
                matchable, field.compared());
    }

    private static float[] matchable(PatchFeatures features, int columns, int rows) {
        var share = new float[columns * rows];
        var all = new int[share.length];
        for (int y = 0; y < features.height(); y += PatchMatch.STEP) {
            for (int x = 0; x < features.width(); x += PatchMatch.STEP) {
                var cell = y / STEP * columns + x / STEP;
                all[cell]++;
                share[cell] += features.matchable(y * features.width() + x) ? 1 : 0;
            }
        }
        for (int i = 0; i < share.length; i++) {
            share[i] /= all[i];
        }
        return share;
    }

    /** The smallest error in each cell. */
    private static float[] coarse(float[] errors, int wide, int high, int columns, int rows) {
        var coarse = new float[columns * rows];
        Arrays.fill(coarse, Float.NaN);
        var scale = STEP / PatchMatch.STEP;
        for (int y = 0; y < high; y++) {
            for (int x = 0; x < wide; x++) {
                var cell = y / scale * columns + x / scale;
                var error = errors[y * wide + x];
                coarse[cell] = coarse[cell] <= error ? coarse[cell] : Float.isNaN(error) ? coarse[cell] : error;
            }
        }
        return coarse;
    }
}
