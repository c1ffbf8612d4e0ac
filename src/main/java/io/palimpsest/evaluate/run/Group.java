package io.palimpsest.evaluate.run;

import java.util.Map;

import io.palimpsest.evaluate.metric.Curves;
import io.palimpsest.evaluate.metric.Estimate;

/**
 * What was measured of one detector on one data set under one attack.
 *
 * @param dataset name of the data set
 * @param attack name of the attack
 * @param detector name of the detector
 * @param pictures that were examined
 * @param assessed of which the detector could say something
 * @param failed on which it failed; they are in no measure
 * @param all measures over all pictures; one without a map counts as one in which nothing was found
 * @param mapped means over the pictures that have a map
 * @param curves over all pictures
 * @param seconds for a megapixel (2^20 pixels), over the pictures that it could say something of; NaN if not known
 */
public record Group(String dataset, String attack, String detector, int pictures, int assessed, int failed,
                    Map<String, Estimate> all, Map<String, Estimate> mapped, Curves curves, double seconds) {

    private static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN, 0);

    /** A measure over all pictures; NaN if it was not measured. */
    public Estimate all(String measure) {
        return all.getOrDefault(measure, NONE);
    }

    /** A mean over the pictures that have a map; NaN if it was not measured. */
    public Estimate mapped(String measure) {
        return mapped.getOrDefault(measure, NONE);
    }
}
