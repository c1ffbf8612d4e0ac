package io.palimpsest.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * What several detectors say of one specimen.
 *
 * @param specimen what was examined
 * @param evidence one entry for each detector, in their order
 */
public record Screening(Specimen specimen, List<Evidence> evidence) {

    /**
     * Examines a specimen with each of the detectors. Those that judge the maps of others come to it last and take what is
     * known by then, so that no detector runs twice.
     *
     * @param specimen what to look at
     * @param detectors what to look with
     * @param monitor progress and cancellation
     * @return one piece of evidence for each detector, in their order
     */
    public static Screening of(Specimen specimen, List<Detector> detectors, Monitor monitor) {
        var known = new LinkedHashMap<Detector, Evidence>();
        double all = detectors.size();
        for (var detector : detectors.stream().sorted(Comparator.comparing(Fusion.class::isInstance)).toList()) {
            var part = monitor.part(known.size() / all, (known.size() + 1) / all);
            known.put(detector, detector.examine(specimen, List.copyOf(known.values()), part));
        }
        return new Screening(specimen, detectors.stream().map(known::get).toList());
    }

    /** Copies the list. */
    public Screening {
        evidence = List.copyOf(evidence);
    }

    /**
     * The outcome of all together: found if one found, else failed if one failed, else nothing if one ran, else not
     * applicable.
     */
    public Evidence.Outcome outcome() {
        return Stream.of(Evidence.Outcome.FOUND, Evidence.Outcome.FAILED, Evidence.Outcome.NOTHING)
                .filter(this::any)
                .findFirst()
                .orElse(Evidence.Outcome.NOT_APPLICABLE);
    }

    /** Whether one of the detectors ended in this way. */
    public boolean any(Evidence.Outcome outcome) {
        return evidence.stream().anyMatch(one -> one.outcome() == outcome);
    }

    /** All findings, detector by detector. */
    public List<Finding> findings() {
        return evidence.stream().flatMap(one -> one.findings().stream()).toList();
    }

    /** The largest score of the detectors that ran; NaN if none did. */
    public double score() {
        return evidence.stream().mapToDouble(Evidence::score).filter(score -> !Double.isNaN(score)).max()
                .orElse(Double.NaN);
    }

    /** The pixels of all findings: height x width bytes row by row, 255 inside a region. */
    public byte[] mask() {
        var mask = new byte[specimen.width() * specimen.height()];
        for (var one : evidence) {
            if (!one.findings().isEmpty()) {
                var part = one.mask();
                for (int i = 0; i < mask.length; i++) {
                    mask[i] |= part[i];
                }
            }
        }
        return mask;
    }

    /**
     * What the detectors and the reader want to be known: each sentence once, with the detector's name before it where
     * only one of several says it.
     */
    public List<String> notes() {
        var authors = new LinkedHashMap<String, List<String>>();
        for (var one : evidence) {
            one.notes().forEach(note -> authors.computeIfAbsent(note, key -> new ArrayList<>())
                    .add(one.provenance().detector()));
        }
        var notes = new ArrayList<String>();
        authors.forEach((note, names) -> notes.add(evidence.size() == 1 || names.size() > 1
                ? note
                : names.get(0) + ": " + note));
        return notes;
    }

    /** One line for people: the outcome and what stands behind it. */
    public String status() {
        var text = new ArrayList<String>();
        if (!findings().isEmpty()) {
            text.add(findings().size() + (findings().size() == 1 ? " region." : " regions."));
        }
        text.addAll(notes());
        return outcome().name() + (text.isEmpty() ? "" : ": " + String.join(" ", text));
    }
}
