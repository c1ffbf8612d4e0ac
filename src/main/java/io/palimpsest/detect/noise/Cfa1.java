package io.palimpsest.detect.noise;

import java.util.Arrays;
import java.util.Locale;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * CFA1: blocks that lack the traces of the camera's colour filter array, which the rest of the picture shows.
 *
 * <p>A camera measures green at every other pixel and interpolates it in between, where it is more predictable. Parts
 * from elsewhere that were resized, compressed or painted are equally predictable everywhere, or the other way round.
 * Resizing, strong JPEG compression and filtering remove the trace from the whole picture, which is then not assessed. It
 * misleads where the camera itself interpolates otherwise, as along sharp edges, and where compression took the trace from
 * parts only.
 *
 * <p>Raw map: log-likelihood ratio of no trace against the trace in whole blocks from the image's origin, median-filtered
 * over 5x5 blocks, natural logarithm, high = altered; NaN where the error of the prediction is little more than rounding.
 * The feature is the log-ratio of the geometric means of the local variance of that error at the two halves of the
 * chessboard; of the two possible arrays of green the one with more trace is taken. Departures from the paper: blocks that
 * are not assessed take no part in the fit of the two normal distributions, and features below 0 or beyond the mean of the
 * trace count as lying there. Reliability: how many blocks follow the array (none at 3/4, half of them do by chance; all
 * at 9/10), less where pixels are saturated. P. Ferrara, T. Bianchi, A. De Rosa, A. Piva, "Image forgery localization via
 * fine-grained analysis of CFA artifacts", IEEE Transactions on Information Forensics and Security 7, 2012.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Noise>CFA1")
public final class Cfa1 extends Detector {

    /** Variance of the prediction error, about twice that of rounding, without which a block shows nothing. */
    private static final double LEAST_VARIANCE = 0.25;

    /** Blocks without which nothing can be fitted, and most of them that are fitted to. */
    private static final int LEAST_BLOCKS = 64;
    private static final int MOST_BLOCKS = 1 << 16;

    /** With this share of blocks on one side there is no trace; from the next one on it is beyond doubt. */
    private static final double NO_TRACE = 0.75;
    private static final double CLEAR_TRACE = 0.9;

    /** Blocks that the median reaches to either side. */
    private static final int REACH = 2;

    @Parameter(label = "Block [px]", description = "Edge of the blocks, an even number, else the next lower one.",
            min = "2", max = "32", stepSize = "2", persist = false)
    private int block = 8;

    /**
     * Sets how large the blocks are.
     *
     * @param pixels 2 to 32, rounded down to an even number
     * @return this detector
     */
    public Cfa1 block(int pixels) {
        block = pixels;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.pixels().dimension(2) != 3) {
            throw new NotApplicable("The picture has no colours, so no camera interpolated them.");
        }
        var edge = block / 2 * 2;
        if ((long) (specimen.width() / edge) * (specimen.height() / edge) < LEAST_BLOCKS
                || Math.min(specimen.width(), specimen.height()) < 8) {
            throw new NotApplicable("The picture holds fewer than " + LEAST_BLOCKS + " blocks of " + edge + "x" + edge
                    + " pixels.");
        }
        var errors = GreenErrors.of(specimen, edge, monitor);
        if (!errors.coloured()) {
            throw new NotApplicable("The picture's three channels are the same, so no camera interpolated colours.");
        }
        var map = RawMap.blocks(new float[errors.even().length], errors.wide(), errors.high(), edge);
        var trust = NoiseLevels.unsaturated(specimen, map, 1, monitor);
        var features = features(errors, trust);
        var trace = trace(features);
        var mixture = TraceMixture.fit(sample(features), monitor);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) mixture.logRatio(features[i]);
        }
        var clear = Math.min(1, (trace - NO_TRACE) / (CLEAR_TRACE - NO_TRACE));
        for (int i = 0; i < trust.length; i++) {
            trust[i] = Float.isNaN(features[i]) ? 0 : (float) (clear * trust[i]);
        }
        var statistic = Evidence.of(map.with(filtered(features, errors.wide(), monitor))).reliability(trust)
                .meaning("colour filter array discontinuity",
                        "The traces of colour interpolation in a camera that the rest of the picture shows are missing in"
                                + " this region.");
        return clear == 1 ? statistic : statistic.note(String.format(Locale.ROOT, "Only %.0f %% of the blocks follow one"
                + " colour filter array, so that those that do not mean less.", 100 * trace));
    }

    /** Per block the feature of the paper for even columns + rows; NaN where it says nothing. */
    private static float[] features(GreenErrors errors, float[] trust) {
        var features = new float[errors.even().length];
        for (int i = 0; i < features.length; i++) {
            var even = errors.even()[i];
            var odd = errors.odd()[i];
            features[i] = Math.max(even, odd) < Math.log(LEAST_VARIANCE) || trust[i] < MIN_RELIABILITY
                    ? Float.NaN
                    : even - odd;
        }
        return features;
    }

    /** Share of the blocks that follow the array; turns the features around if that is the one with odd positions. */
    private static double trace(float[] features) throws NotApplicable {
        int even = 0;
        int odd = 0;
        for (var feature : features) {
            even += feature > 0 ? 1 : 0;
            odd += feature < 0 ? 1 : 0;
        }
        if (even + odd < LEAST_BLOCKS) {
            throw new NotApplicable("Only " + (even + odd) + " blocks are neither level nor saturated, too few to tell"
                    + " how the picture's colours were interpolated.");
        }
        var share = Math.max(even, odd) / (double) (even + odd);
        if (share <= NO_TRACE) {
            throw new NotApplicable("The picture as a whole shows no trace of a colour filter array: it was resized,"
                    + " compressed too strongly or filtered, or comes from no such camera.");
        }
        for (int i = 0; i < features.length && odd > even; i++) {
            features[i] = -features[i];
        }
        return share;
    }

    /** Known features, evenly thinned out where they are very many. */
    private static double[] sample(float[] features) {
        var every = 1 + features.length / MOST_BLOCKS;
        var sample = new double[features.length];
        int count = 0;
        int known = 0;
        for (var feature : features) {
            if (!Float.isNaN(feature) && known++ % every == 0) {
                sample[count++] = feature;
            }
        }
        return Arrays.copyOf(sample, count);
    }

    /** Median of the known values of 5x5 blocks, where the middle one is known. */
    private static float[] filtered(float[] values, int wide, Monitor monitor) {
        var high = values.length / wide;
        var result = new float[values.length];
        TaskLoop.run(high, row -> {
            monitor.check();
            var window = new float[(2 * REACH + 1) * (2 * REACH + 1)];
            for (int column = 0; column < wide; column++) {
                int count = 0;
                for (int y = Math.max(0, row - REACH); y <= Math.min(high - 1, row + REACH); y++) {
                    for (int x = Math.max(0, column - REACH); x <= Math.min(wide - 1, column + REACH); x++) {
                        if (!Float.isNaN(values[y * wide + x])) {
                            window[count++] = values[y * wide + x];
                        }
                    }
                }
                Arrays.sort(window, 0, count);
                result[row * wide + column] = Float.isNaN(values[row * wide + column])
                        ? Float.NaN
                        : (window[(count - 1) / 2] + window[count / 2]) / 2;
            }
        });
        return result;
    }
}
