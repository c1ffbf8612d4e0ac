package io.palimpsest.core;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is needed to repeat one analysis.
 *
 * @param detector the detector's name
 * @param version of this suite
 * @param parameters every parameter that can change the result, by its macro key
 * @param calibration where the probabilities come from
 * @param network the network that judged, what it was trained on and how good it was found to be; nothing if none did
 * @param device what computed it, {@code cpu} or {@code gpu}
 * @param started when the analysis began
 * @param seconds how long it took
 */
public record Provenance(String detector, String version, Map<String, String> parameters, String calibration,
                         Optional<NetworkCard> network, String device, Instant started, double seconds) {

    /** The network that judged, its version and the SHA-256 of its weights; empty if none did. */
    public String model() {
        return network.map(NetworkCard::identity).orElse("");
    }
}
