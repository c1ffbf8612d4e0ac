package io.palimpsest.evaluate.run;

import io.palimpsest.evaluate.metric.Prediction;

/**
 * What a detector made of one picture.
 *
 * @param detector its name
 * @param status of the analysis, as in a screening: FOUND, NOTHING, NOT_APPLICABLE or FAILED
 * @param reason what the detector noted
 * @param prediction its maps, also where they cannot be trusted; null where there are none
 * @param seconds that the analysis took; NaN if it is not known
 */
public record Opinion(String detector, String status, String reason, Prediction prediction, double seconds) {

    static final String FAILED = "FAILED";
}
