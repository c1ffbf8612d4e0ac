package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Histogram of one DCT position over all blocks, its period, and what follows for each bin; bins of width 1 with an
 * empty guard bin at either end.
 */
final class QuantisedHistogram {

    private final int lowest;
    private final int[] counts;

    private QuantisedHistogram(int lowest, int[] counts) {
        this.lowest = lowest;
        this.counts = counts;
    }

    static QuantisedHistogram of(short[] coefficients) {
        int min = Short.MAX_VALUE;
        int max = Short.MIN_VALUE;
        for (var value : coefficients) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        var counts = new int[max - min + 3];
        for (var value : coefficients) {
            counts[value - min + 1]++;
        }
        return new QuantisedHistogram(min - 1, counts);
    }

    int bin(short value) {
        return value - lowest;
    }

    /** The period in bins that the second quantisation left, or 1 where there is none. */
    int period() {
        var length = counts.length;
        var spectrum = spectrum();
        int valley = 0;
        while (valley < length - 2 && spectrum[valley] >= spectrum[valley + 1]) {
            valley++;
        }
        int last = length / 2 - 1;
        if (valley > last) {
            return 1;
        }
        int peak = valley;
        var lowestMagnitude = spectrum[valley];
        for (int k = valley; k <= last; k++) {
            peak = spectrum[k] > spectrum[peak] ? k : peak;
            lowestMagnitude = Math.min(lowestMagnitude, spectrum[k]);
        }
        if (spectrum[peak] < spectrum[0] / 5 || lowestMagnitude / spectrum[peak] > 0.9) {
            return 1;
        }
        return (int) Math.floor(length / (double) peak + 0.5);
    }

    private double[] spectrum() {
        var length = counts.length;
        var values = new double[2 * length];
        for (int i = 0; i < length; i++) {
            values[i] = counts[i];
        }
        new DoubleFFT_1D(length).realForwardFull(values);
        var magnitude = new double[length];
        for (int i = 0; i < length; i++) {
            magnitude[i] = Math.hypot(values[2 * i], values[2 * i + 1]);
        }
        return magnitude;
    }

    /**
     * Posteriors of each bin.
     *
     * @param once probability that a block with this value was compressed once
     * @param twice probability that it was compressed twice
     */
    record Posteriors(double[] once, double[] twice) {}

    Posteriors posteriors(int period) {
        var once = new double[counts.length];
        var twice = new double[counts.length];
        Arrays.fill(once, 0.5);
        Arrays.fill(twice, 0.5);
        if (period > 1) {
            int tallest = 0;
            for (int i = 1; i < counts.length; i++) {
                tallest = counts[i] > counts[tallest] ? i : tallest;
            }
            for (int bin = 0; bin < counts.length; bin++) {
                var single = 1.0 / period;
                var repeated = counts[bin] / (double) around(bin, tallest, period);
                once[bin] = single / (repeated + single);
                twice[bin] = repeated / (repeated + single);
            }
        }
        return new Posteriors(once, twice);
    }

    /** Counts of the period that a bin belongs to; bins beyond an end are folded back by one period. */
    private long around(int bin, int tallest, int period) {
        int start = bin - (bin - tallest) % period;
        int step = start >= tallest ? 1 : -1;
        long sum = 0;
        for (int i = 0; i < period; i++) {
            int at = start + step * i;
            if (at >= counts.length) {
                at -= period;
            } else if (at < 0) {
                at += period;
            }
            sum += counts[at];
        }
        return sum;
    }
}
