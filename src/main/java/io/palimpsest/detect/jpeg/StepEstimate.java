package io.palimpsest.detect.jpeg;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The quantisation step that the histogram of one DCT position shows: the number of teeth of its spectrum, which are
 * the dips of the spectrum's second difference.
 */
final class StepEstimate {

    /** The histogram covers -RANGE to RANGE. */
    static final int RANGE = 256;

    private static final int BINS = 2 * RANGE + 1;
    private static final double[] NARROW = gaussian(3);
    private static final double[] BROAD = gaussian(5);

    private StepEstimate() {}

    /**
     * Counts the teeth.
     *
     * @param histogram counts of dequantised values, index value + {@link #RANGE}
     * @return their number as the reference implementation counts it, one less than the step; -1 where there are none
     */
    static int teeth(int[] histogram) {
        var spectrum = spectrum(histogram);
        var valley = valley(smooth(spectrum, NARROW));
        if (2 * (valley + 1) >= 0.8 * BINS) {
            return -1;
        }
        var kept = BINS - 1 - 2 * valley; // from the valley to its mirror image, less one on the far side
        var curvature = new double[kept - 2];
        for (int i = 0; i < curvature.length; i++) {
            curvature[i] = spectrum[valley + i + 2] - 2 * spectrum[valley + i + 1] + spectrum[valley + i];
        }
        var smooth = smooth(curvature, BROAD);
        var lowest = smooth[0];
        for (var value : smooth) {
            lowest = Math.min(lowest, value);
        }
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] = smooth[i] > lowest / 5 ? 0 : smooth[i];
        }
        return minima(smooth);
    }

    /** Magnitudes of the Fourier transform; exactly constant if only one bin is filled, as rounding must not show. */
    private static double[] spectrum(int[] histogram) {
        var values = new double[2 * BINS];
        int filled = 0;
        double total = 0;
        for (int i = 0; i < BINS; i++) {
            values[i] = histogram[i];
            filled += histogram[i] > 0 ? 1 : 0;
            total += histogram[i];
        }
        new DoubleFFT_1D(BINS).realForwardFull(values);
        var magnitude = new double[BINS];
        for (int i = 0; i < BINS; i++) {
            magnitude[i] = filled > 1 ? Math.hypot(values[2 * i], values[2 * i + 1]) : total;
        }
        return magnitude;
    }

    /** Index where the first descent after the first ascent ends; the last one if there is none. */
    private static int valley(double[] values) {
        int i = 0;
        while (i < values.length - 1 && values[i] <= values[i + 1]) {
            i++;
        }
        i++;
        while (i < values.length - 2 && values[i] >= values[i + 1]) {
            i++;
        }
        return i;
    }

    /** Local minima, a level stretch counting once; an end counts when the nearest extremum within is a maximum. */
    private static int minima(double[] values) {
        int count = 0;
        double before = 0;
        for (int i = 1; i < values.length; i++) {
            var slope = values[i] - values[i - 1];
            if (slope == 0) {
                continue;
            }
            count += slope > 0 && before <= 0 ? 1 : 0; // a rise from the left end, or after a fall
            before = slope;
        }
        return count + (before < 0 ? 1 : 0);
    }

    private static double[] smooth(double[] values, double[] kernel) {
        var half = kernel.length / 2;
        var result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int k = Math.max(0, half - i); k < kernel.length && i + k - half < values.length; k++) {
                sum += kernel[k] * values[i + k - half];
            }
            result[i] = sum;
        }
        return result;
    }

    private static double[] gaussian(double sigma) {
        var kernel = new double[51];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = Math.exp(-(i - 25) * (i - 25) / (2 * sigma * sigma));
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }
}
