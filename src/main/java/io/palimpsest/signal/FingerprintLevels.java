package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * A noise fingerprint in four levels, and where it says something.
 *
 * <p>A network that learned by contrast gives fingerprints without a scale of their own. The published quantiser (levels
 * -0.8, -0.28, 0.16 and 0.7, made for one network's weights) uses its levels about equally; here each picture's own
 * quartiles are the bounds between them, so that they are used equally whatever scale, offset and skewness there is. In
 * the same way the published least variance of 5 x 5 pixels, 0.005, about a hundredth of what is usual there, becomes a
 * hundredth of the picture's own median.
 *
 * <p>Both are taken where the picture is not saturated and not quite constant, from evenly spread pixels where there are
 * more than {@value #SAMPLED}.
 *
 * @param levels 0 to 3 for each pixel
 * @param usable whether what the network saw there is neither saturated nor flat
 */
record FingerprintLevels(byte[] levels, boolean[] usable) {

    /** Pixels around a pixel that its fingerprint depends on. */
    static final int REACH = 17;

    private static final int SAMPLED = 1 << 20;

    private static final float BRIGHTEST = 253;

    /** Of the usual local variance: what is less comes from no noise. */
    private static final double FLAT = 0.01;

    /** Of the mean local variance: what is less is constant but for rounding. */
    private static final double CONSTANT = 0.001;

    /** Pixels on either side of the middle of a window. */
    private static final int AROUND = 2;

    private static final int WINDOW = (2 * AROUND + 1) * (2 * AROUND + 1);

    /**
     * Quantises a fingerprint.
     *
     * @param fingerprint one value per pixel, row by row; NaN is not usable
     * @param luminance in grey levels, 0 to 255, not rounded
     * @param width of both in pixels
     * @param height of both in pixels
     */
    static FingerprintLevels of(float[] fingerprint, float[] luminance, int width, int height, Monitor monitor) {
        var unusable = saturated(luminance, width, height, monitor);
        var sample = Sample.of(fingerprint, unusable, width, height, monitor);
        TaskLoop.run(Math.max(0, height - 2 * AROUND), row -> {
            monitor.check();
            for (var x = AROUND; x < width - AROUND; x++) {
                var at = (row + AROUND) * width + x;
                unusable[at] |= !(variance(fingerprint, width, at) >= sample.leastVariance);
            }
        });
        var usable = Morphology.square(REACH).dilate(unusable, width, height);
        monitor.check();
        var levels = new byte[fingerprint.length];
        for (var i = 0; i < levels.length; i++) {
            var value = fingerprint[i];
            levels[i] = (byte) ((value > sample.low ? 1 : 0) + (value > sample.middle ? 1 : 0)
                    + (value > sample.high ? 1 : 0));
            usable[i] = !usable[i];
        }
        return new FingerprintLevels(levels, usable);
    }

    /** Bright discs of radius 3. */
    private static boolean[] saturated(float[] luminance, int width, int height, Monitor monitor) {
        var bright = new boolean[luminance.length];
        for (var i = 0; i < luminance.length; i++) {
            bright[i] = luminance[i] > BRIGHTEST;
        }
        monitor.check();
        return Morphology.disk(3).open(bright, width, height);
    }

    /** Variance within a window. */
    static double variance(float[] values, int width, int at) {
        var mean = 0.0;
        for (var y = -AROUND; y <= AROUND; y++) {
            for (var x = -AROUND; x <= AROUND; x++) {
                mean += values[at + y * width + x];
            }
        }
        mean /= WINDOW;
        var sum = 0.0;
        for (var y = -AROUND; y <= AROUND; y++) {
            for (var x = -AROUND; x <= AROUND; x++) {
                var deviation = values[at + y * width + x] - mean;
                sum += deviation * deviation;
            }
        }
        return sum / WINDOW;
    }

    /** The quartiles, and the local variance that counts as flat; all NaN where the fingerprint is constant. */
    private record Sample(double low, double middle, double high, double leastVariance) {

        static Sample of(float[] fingerprint, boolean[] saturated, int width, int height, Monitor monitor) {
            var step = (fingerprint.length / SAMPLED + 1) | 1; // odd, so that all columns of 8 x 8 blocks are met
            var values = new float[fingerprint.length / step + 1];
            var variances = new double[values.length];
            var count = 0;
            var mean = 0.0;
            for (var i = 0; i < fingerprint.length; i += step) {
                var x = i % width;
                var y = i / width;
                if (!saturated[i] && x >= REACH && x < width - REACH && y >= REACH && y < height - REACH) {
                    var variance = variance(fingerprint, width, i);
                    if (Double.isFinite(variance)) {
                        values[count] = fingerprint[i];
                        variances[count++] = variance;
                        mean += variance;
                    }
                }
            }
            monitor.check();
            var constant = CONSTANT * mean / count;
            var varying = Arrays.stream(variances, 0, count).filter(variance -> variance > constant).sorted().toArray();
            if (varying.length == 0) {
                return new Sample(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
            }
            monitor.check();
            var flat = FLAT * varying[varying.length / 2];
            var known = 0;
            for (var i = 0; i < count; i++) {
                if (variances[i] >= flat) {
                    values[known++] = values[i];
                }
            }
            Arrays.sort(values, 0, known);
            return new Sample(values[known / 4], values[known / 2], values[(int) (3L * known / 4)], flat);
        }
    }
}
