package io.palimpsest.detect.resampling;

import java.util.Arrays;

import io.palimpsest.signal.RadonFeatures;
import io.palimpsest.signal.RadonGrid;

/**
 * How far each patch's discriminant lies above that of most patches.
 *
 * <p>The discriminant is averaged over a patch and its assessed neighbours and then measured from the median of all
 * patches in units of their spread: 1.4826 times the median distance from the median, the standard deviation if normal.
 *
 * @param deviation one for each patch; NaN where it is not assessed
 * @param assessed number of assessed patches
 * @param spread of the discriminant over the patches; 0 if they are all alike
 */
record PatchScores(float[] deviation, int assessed, double spread) {

    /** A patch with more clipped pixels than this share has no structure of its own. */
    private static final double CLIPPED = 0.1;

    private static final double NORMAL = 1.4826;

    static PatchScores of(RadonGrid grid, Discriminant discriminant) {
        var scores = new double[grid.columns() * grid.rows()];
        var values = new double[Discriminant.COUNT];
        for (int patch = 0; patch < scores.length; patch++) {
            Discriminant.describe(grid, patch, values);
            scores[patch] = assessed(grid, patch) ? discriminant.score(values) : Double.NaN;
        }
        var smooth = new double[scores.length];
        for (int patch = 0; patch < scores.length; patch++) {
            smooth[patch] = Double.isNaN(scores[patch]) ? Double.NaN : around(grid, scores, patch);
        }
        var sorted = Arrays.stream(smooth).filter(value -> !Double.isNaN(value)).sorted().toArray();
        var deviation = new float[scores.length];
        Arrays.fill(deviation, Float.NaN);
        if (sorted.length == 0) {
            return new PatchScores(deviation, 0, 0);
        }
        var median = sorted[sorted.length / 2];
        var distances = Arrays.stream(sorted).map(value -> Math.abs(value - median)).sorted().toArray();
        var spread = NORMAL * distances[distances.length / 2];
        for (int patch = 0; patch < scores.length; patch++) {
            deviation[patch] = spread == 0 && !Double.isNaN(smooth[patch])
                    ? 0
                    : (float) ((smooth[patch] - median) / spread);
        }
        return new PatchScores(deviation, sorted.length, spread);
    }

    /** Whether the patch is neither clipped nor level. */
    static boolean assessed(RadonGrid grid, int patch) {
        return grid.clipped()[patch] <= CLIPPED && grid.means()[patch * RadonFeatures.FREQUENCIES] > 0;
    }

    private static double around(RadonGrid grid, double[] scores, int patch) {
        var x = patch % grid.columns();
        var y = patch / grid.columns();
        double sum = 0;
        int count = 0;
        for (int row = Math.max(0, y - 1); row <= Math.min(grid.rows() - 1, y + 1); row++) {
            for (int column = Math.max(0, x - 1); column <= Math.min(grid.columns() - 1, x + 1); column++) {
                var score = scores[row * grid.columns() + column];
                if (!Double.isNaN(score)) {
                    sum += score;
                    count++;
                }
            }
        }
        return sum / count;
    }
}
