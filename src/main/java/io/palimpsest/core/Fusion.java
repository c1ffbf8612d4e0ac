package io.palimpsest.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * A detector that judges the maps of other detectors.
 *
 * <p>Alone it runs them itself; in a screening it takes what they have said already, see {@link Screening#of}.
 */
public abstract class Fusion extends Detector {

    /** The detectors whose maps it judges, with the parameters that it wants them to have. */
    protected abstract List<Detector> inputs();

    /**
     * Makes one statistic of the others' evidence.
     *
     * @param specimen what was examined
     * @param evidence of each of {@link #inputs()}, in their order, whether they ran or not
     * @param monitor progress and cancellation
     * @return the statistic, high = altered
     * @throws NotApplicable if there is nothing to judge
     * @throws CancellationException if the monitor says so
     */
    protected abstract Evidence.Statistic fuse(Specimen specimen, List<Evidence> evidence, Monitor monitor)
            throws NotApplicable;

    @Override
    protected final Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        return detect(specimen, List.of(), monitor);
    }

    @Override
    final Evidence.Statistic detect(Specimen specimen, List<Evidence> known, Monitor monitor) throws NotApplicable {
        var inputs = inputs();
        var evidence = new ArrayList<Evidence>();
        for (var input : inputs) {
            var part = monitor.part(evidence.size() / (inputs.size() + 1.0), (evidence.size() + 1) / (inputs.size() + 1.0));
            evidence.add(known.stream().filter(one -> same(one, input)).findFirst()
                    .orElseGet(() -> input.examine(specimen, part)));
        }
        return fuse(specimen, List.copyOf(evidence), monitor.part(inputs.size() / (inputs.size() + 1.0), 1));
    }

    private static boolean same(Evidence evidence, Detector detector) {
        return evidence.provenance().detector().equals(detector.name())
                && statistical(evidence.provenance().parameters()).equals(statistical(Parameters.values(detector)));
    }

    /** The parameters that the statistic depends on: all but the threshold. */
    private static Map<String, String> statistical(Map<String, String> parameters) {
        var some = new TreeMap<>(parameters);
        some.remove("threshold");
        return some;
    }
}
