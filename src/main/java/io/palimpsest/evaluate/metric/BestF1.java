package io.palimpsest.evaluate.metric;

/**
 * Largest F1 over all thresholds, equal values on the same side.
 *
 * @param banded better of the map and its inverse, without TruFor's band; NaN if that leaves one of the classes empty
 * @param plain of the map over all pixels; NaN if nothing is altered
 * @param scaled as {@code banded}, but at one threshold: the middle between lowest and highest finite value
 */
record BestF1(double banded, double plain, double scaled) {

    static BestF1 of(FallingOrder order, Counts counts) {
        double banded = 0;
        double plain = 0;
        double scaled = Double.NaN;
        long hits = 0;
        long core = 0;
        long clear = 0;
        double low = order.low();
        double high = order.high();
        for (int rank = 0; rank < order.size(); rank++) {
            if (Double.isNaN(scaled) && !(Math.min(high, order.value(rank)) - low > (high - low) / 2)) {
                scaled = betterF1(core, clear, counts);
            }
            int mark = order.mark(rank);
            hits += mark & 1;
            core += mark >> 1 & 1;
            clear += mark >> 2 & 1;
            if (order.ends(rank)) {
                plain = Math.max(plain, 2.0 * hits / (counts.altered() + rank + 1));
                banded = Math.max(banded, betterF1(core, clear, counts));
            }
        }
        var usable = counts.core() > 0 && counts.clear() > 0;
        return new BestF1(usable ? banded : Double.NaN, counts.altered() > 0 ? plain : Double.NaN,
                usable ? scaled : Double.NaN);
    }

    private static double betterF1(long hits, long alarms, Counts counts) {
        long told = hits + alarms;
        return 2 * Math.max((double) hits / (counts.core() + told),
                (double) (counts.core() - hits) / (2 * counts.core() + counts.clear() - told));
    }

    /** Numbers of pixels by their {@link Marks}. */
    record Counts(long altered, long core, long clear) {}
}
