package io.palimpsest.core;

import java.util.List;

/**
 * What a result tells of the network that it came from, so that nobody has to take a number on trust.
 *
 * @param name of the model
 * @param version of its weights
 * @param sha256 of its weights, 64 hexadecimal digits
 * @param licence of its weights
 * @param training what it was trained on
 * @param accuracy what was measured, an entry for each set of pictures; empty if nothing was
 */
public record NetworkCard(String name, String version, String sha256, String licence, String training,
        List<String> accuracy) {

    /** Copies the list. */
    public NetworkCard {
        accuracy = List.copyOf(accuracy);
    }

    /** Name, version and SHA-256 of the weights. */
    public String identity() {
        return name + " " + version + " " + sha256;
    }

    /** All but the SHA-256, for people. */
    public String sentence() {
        return "network " + name + " " + version + " (licence of the weights: " + licence + "), trained on: " + training
                + "; measured: " + (accuracy.isEmpty() ? "nothing yet" : String.join(" / ", accuracy)) + ".";
    }
}
