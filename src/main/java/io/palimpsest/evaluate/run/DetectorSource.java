package io.palimpsest.evaluate.run;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Parameters;
import io.palimpsest.core.Screening;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Prediction;

/**
 * Detectors that examine each picture.
 *
 * @param detectors makes the detectors for one picture
 * @param kind of detectors, in words: what else their results depend on
 */
public record DetectorSource(Supplier<List<Detector>> detectors, String kind) implements Source {

    @Override
    public List<String> names() {
        return detectors.get().stream().map(Detector::name).toList();
    }

    @Override
    public String settings() {
        var settings = new StringBuilder(kind);
        detectors.get().forEach(detector -> settings.append('\n').append(detector.name()).append(' ')
                .append(Parameters.values(detector)));
        return settings.toString();
    }

    @Override
    public Source only(Collection<String> wanted) {
        return new DetectorSource(() -> detectors.get().stream().filter(detector -> wanted.contains(detector.name()))
                .toList(), kind);
    }

    @Override
    public List<Opinion> examine(Item item, Specimen specimen, Monitor monitor) {
        return Screening.of(specimen, detectors.get(), monitor).evidence().stream()
                .map(evidence -> opinion(evidence.provenance().detector(), evidence, specimen)).toList();
    }

    private static Opinion opinion(String name, Evidence evidence, Specimen specimen) {
        var prediction = evidence.raw().isPresent() ? prediction(evidence, specimen) : null;
        return new Opinion(name, evidence.outcome().name(), String.join(" ", evidence.notes()), prediction,
                evidence.provenance().seconds());
    }

    private static Prediction prediction(Evidence evidence, Specimen specimen) {
        var statistic = evidence.ranked().orElseThrow().paint(specimen.width(), specimen.height());
        return new Prediction(specimen.width(), specimen.height(), statistic, evidence.probability(),
                evidence.reliability(), evidence.mask(), evidence.score());
    }
}
