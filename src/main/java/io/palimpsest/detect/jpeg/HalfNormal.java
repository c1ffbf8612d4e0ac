package io.palimpsest.detect.jpeg;

/** A normal distribution about 0, tabulated in steps of 0.5. */
final class HalfNormal {

    /** Standard deviations beyond which nothing is left. */
    private static final double REACH = 5;

    private final double[] below;

    HalfNormal(double deviation) {
        below = new double[(int) Math.ceil(2 * REACH * deviation) + 1];
        for (int i = 0; i < below.length - 1; i++) {
            below[i] = below(0.5 * i / deviation);
        }
        below[below.length - 1] = 1;
    }

    /** Half steps from 0 to where nothing is left. */
    int reach() {
        return below.length - 1;
    }

    /** Share of the values between two bounds in half steps. */
    double between(int low, int high) {
        return below(high) - below(low);
    }

    private double below(int halves) {
        if (halves < 0) {
            return 1 - below(-halves);
        }
        return halves < below.length ? below[halves] : 1;
    }

    /** The standard normal distribution function, by Marsaglia's series. */
    private static double below(double z) {
        var sum = z;
        var term = z;
        double before = 0;
        for (int i = 3; sum != before; i += 2) {
            before = sum;
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
}
