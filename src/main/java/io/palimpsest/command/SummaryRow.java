package io.palimpsest.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * What {@code summary.csv} says of one picture.
 *
 * @param input path of the picture
 * @param status FOUND, NOTHING, NOT_APPLICABLE or FAILED
 * @param findings number of regions
 * @param score largest score of all detectors, empty if none ran
 * @param reason why it failed, and what the detectors want the reader to know
 * @param sha256 of the file, empty if it could not be read
 * @param failed whether the picture or one of its detectors failed
 * @param networks the detectors that judged by a network, each with the processor that it ran on
 * @param detectors status and score of each detector, by its name
 */
public record SummaryRow(String input, String status, int findings, String score, String reason, String sha256,
                         boolean failed, List<String> networks, Map<String, Result> detectors) {

    /** The result of one detector; the score is empty if it did not run. */
    public record Result(String status, String score) {}

    static SummaryRow failed(Inputs.Input input, String reason) {
        return new SummaryRow(input.path().toString(), "FAILED", 0, "", reason, "", true, List.of(), Map.of());
    }

    static SummaryRow of(Inputs.Input input, JsonObject findings) {
        var results = new LinkedHashMap<String, Result>();
        var notes = new ArrayList<String>();
        var networks = new ArrayList<String>();
        findings.getAsJsonArray("notes").forEach(note -> notes.add(note.getAsString()));
        int count = 0;
        for (var element : findings.getAsJsonArray("detectors")) {
            var entry = element.getAsJsonObject();
            results.put(entry.get("detector").getAsString(),
                    new Result(entry.get("status").getAsString(), text(entry.get("score"))));
            if (!text(entry.get("model")).isEmpty()) {
                networks.add(entry.get("detector").getAsString() + " on " + text(entry.get("device")));
            }
            count += entry.getAsJsonArray("findings").size();
        }
        var failed = results.values().stream().anyMatch(result -> result.status().equals("FAILED"));
        return new SummaryRow(input.path().toString(), findings.get("status").getAsString(), count,
                text(findings.get("score")), String.join(" ", notes), findings.get("sha256").getAsString(), failed,
                List.copyOf(networks), results);
    }

    private static String text(JsonElement value) {
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }
}
