package io.palimpsest.detect.resampling;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.google.gson.Gson;
import io.palimpsest.signal.RadonFeatures;
import io.palimpsest.signal.RadonGrid;

/**
 * A weighted sum of resampling features that is large where a picture was enlarged.
 *
 * <p>Which way is up says nothing about resampling: directions that a mirror or a quarter turn makes of each other form
 * a class and share their weights. What is weighed are the means of the features over a class, the means of their
 * absolute values, and how the spectrum of all directions falls: the logarithms of its magnitudes less their mean. Below
 * frequency 4 a feature shows the outline of the patch more than what is in it, and is left out.
 *
 * @param source what the weights were fitted on
 * @param weights of the means, class by class, then of the absolute values, then of the spectrum from frequency 1 on
 */
record Discriminant(String source, double[] weights) {

    /** The class of each direction: along the axes, and 18 or 36 degrees from one. */
    private static final int[] CLASS = {0, 1, 2, 2, 1, 0, 1, 2, 2, 1};

    private static final int[] SIZE = {2, 4, 4};

    private static final int LOWEST = 4;

    private static final int FREQUENCIES = RadonFeatures.FREQUENCIES - LOWEST;

    private static final int MEANS = SIZE.length * FREQUENCIES;

    /** Number of values that describe a patch. */
    static final int COUNT = 2 * MEANS + RadonFeatures.FREQUENCIES - 1;

    /** Added to magnitudes, far below those of any texture, so that each has a logarithm. */
    private static final double LEAST = 1e-3;

    private static final String STORED = "/io/palimpsest/resampling/discriminant.json";

    static Discriminant stored() {
        try (var stream = Discriminant.class.getResourceAsStream(STORED)) {
            return new Gson().fromJson(new InputStreamReader(stream, StandardCharsets.UTF_8), Discriminant.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The weights " + STORED + " cannot be read; install the suite again", e);
        }
    }

    /**
     * What is weighed.
     *
     * @param grid the patches
     * @param patch number of the patch
     * @param values receives COUNT values
     */
    static void describe(RadonGrid grid, int patch, double[] values) {
        Arrays.fill(values, 0);
        for (int angle = 0; angle < RadonFeatures.ANGLES; angle++) {
            var from = patch * RadonFeatures.COUNT + angle * RadonFeatures.FREQUENCIES + LOWEST;
            var to = CLASS[angle] * FREQUENCIES;
            for (int k = 0; k < FREQUENCIES; k++) {
                var feature = grid.features()[from + k];
                values[to + k] += feature / SIZE[CLASS[angle]];
                values[MEANS + to + k] += Math.abs(feature) / SIZE[CLASS[angle]];
            }
        }
        double mean = 0;
        for (int k = 2 * MEANS; k < COUNT; k++) {
            values[k] = Math.log(grid.means()[patch * RadonFeatures.FREQUENCIES + k - 2 * MEANS + 1] + LEAST);
            mean += values[k] / (COUNT - 2 * MEANS);
        }
        for (int k = 2 * MEANS; k < COUNT; k++) {
            values[k] -= mean;
        }
    }

    /** The weighted sum of what describes a patch. */
    double score(double[] values) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += weights[i] * values[i];
        }
        return sum;
    }
}
