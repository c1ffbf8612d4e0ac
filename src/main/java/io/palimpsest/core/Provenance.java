package io.palimpsest.core;

import java.time.Instant;
import java.util.Map;

/**
 * Everything that is needed to repeat one analysis.
 *
 * @param detector the detector's name
 * @param version of this suite
 * @param parameters every parameter that can change the result, by its macro key
 * @param calibration where the probabilities come from
 * @param model the network that judged, its version and the SHA-256 of its weights; empty if none did
 * @param device what computed it, {@code cpu} or {@code gpu}
 * @param started when the analysis began
 * @param seconds how long it took
 */
public record Provenance(String detector, String version, Map<String, String> parameters, String calibration,
                         String model, String device, Instant started, double seconds) {}
