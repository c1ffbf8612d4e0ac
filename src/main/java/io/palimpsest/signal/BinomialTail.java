package io.palimpsest.signal;

/** Upper tail of the binomial distribution, as a logarithm, so that no probability is too small. */
public final class BinomialTail {

    private static final double NEGLIGIBLE = 1e-17;

    /** From here on four terms of Stirling's series give all digits. */
    private static final double LARGE = 20;

    private BinomialTail() {}

    /**
     * Decimal logarithm of the probability of at least {@code k} successes in {@code n} trials.
     *
     * @param n number of trials, 0 or more
     * @param k number of successes
     * @param p probability of each, above 0 and below 1
     * @return from 0 downwards; minus infinity if k &gt; n
     */
    public static double log10(int n, int k, double p) {
        if (n < 0 || !(p > 0 && p < 1)) {
            throw new IllegalArgumentException(n + " trials at probability " + p + " have no binomial distribution");
        }
        if (k <= 0) {
            return 0;
        }
        if (k > n) {
            return Double.NEGATIVE_INFINITY;
        }
        var odds = p / (1 - p);
        double sum = 1;
        double term = 1;
        if (k > n * p) {
            for (var i = k; i < n && term > NEGLIGIBLE * sum; i++) {
                term *= (n - i) / (i + 1.0) * odds;
                sum += term;
            }
            return (logDensity(n, k, p) + Math.log(sum)) / Math.log(10);
        }
        for (var i = k - 1; i > 0 && term > NEGLIGIBLE * sum; i--) {
            term *= i / (n - i + 1.0) / odds;
            sum += term;
        }
        return Math.log1p(-Math.min(1, Math.exp(logDensity(n, k - 1, p)) * sum)) / Math.log(10);
    }

    private static double logDensity(int n, int k, double p) {
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
    }

    private static double logFactorial(int n) {
        var x = n + 1.0;
        double product = 1;
        while (x < LARGE) {
            product *= x++;
        }
        var inverse = 1 / (x * x);
        var series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / x;
        return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
    }
}
