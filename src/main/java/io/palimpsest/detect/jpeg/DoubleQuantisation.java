package io.palimpsest.detect.jpeg;

/**
 * The quantised values of one DCT position as mixtures of blocks that were quantised once, with the file's step, and of
 * blocks that were quantised with another step before, for each first step.
 */
final class DoubleQuantisation {

    /** Share of twice quantised values that the model does not explain; they look as if quantised once. */
    private static final double OUTLIERS = 0.01;

    private final int[] counts;
    private final int lowest;
    private final double[][] ratios;
    private final double none;

    /**
     * Counts values and models them.
     *
     * @param values quantised, at least one
     * @param unquantised what they were before
     * @param step of the file
     * @param largest first step that is tried
     * @param error what happens to a coefficient between the quantisations
     */
    DoubleQuantisation(short[] values, Unquantised unquantised, int step, int largest, HalfNormal error) {
        int low = values[0];
        int high = values[0];
        for (var value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        lowest = low;
        counts = new int[high - low + 1];
        for (var value : values) {
            counts[value - low]++;
        }
        var once = unquantised.once(step, low, counts.length);
        ratios = new double[largest][];
        for (int first = 1; first <= largest; first++) {
            ratios[first - 1] = unquantised.twice(first, step, low, counts.length, error);
            for (int i = 0; i < counts.length; i++) {
                ratios[first - 1][i] = OUTLIERS + (1 - OUTLIERS) * ratios[first - 1][i] / once[i];
            }
        }
        none = Mixture.of(counts, ratios[0], 0, counts.length, 0).gain();
    }

    /** How often each value occurs, from the lowest on. */
    int[] counts() {
        return counts;
    }

    /** Likelihood ratio of two and of one quantisation for each value from the lowest on. */
    double[] ratios(int first) {
        return ratios[first - 1];
    }

    /** The most likely mixture; its gain is over that with a first step of 1, 0 if it is no better. */
    Mixture mixture(int first) {
        return mixture(first, 0);
    }

    private Mixture mixture(int first, double least) {
        var mixture = Mixture.of(counts, ratios[first - 1], 0, counts.length, none + least);
        return new Mixture(mixture.share(), Math.max(0, mixture.gain() - none));
    }

    /**
     * The first step that explains the values best.
     *
     * @param usual is taken unless another gains more over it than
     * @param margin log likelihood
     */
    int first(int usual, double margin) {
        int best = usual;
        double most = mixture(usual).gain() + margin;
        for (int first = 2; first <= ratios.length; first++) {
            var gain = mixture(first, most).gain();
            if (gain > most) {
                most = gain;
                best = first;
            }
        }
        return best;
    }

    /** Log likelihood ratio of one and of two quantisations for each value from the lowest on, positive = once. */
    float[] once(int first) {
        var logs = new float[counts.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) -Math.log(ratios[first - 1][i]);
        }
        return logs;
    }

    int lowest() {
        return lowest;
    }
}
