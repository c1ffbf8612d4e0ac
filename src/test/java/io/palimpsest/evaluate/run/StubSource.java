package io.palimpsest.evaluate.run;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Prediction;

/** Detectors that take brightness for a probability; those whose names begin with {@code Broken} fail. */
public final class StubSource implements Source {

    private final List<String> names;
    private final String settings;
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final Queue<WeakReference<Prediction>> predictions = new ConcurrentLinkedQueue<>();

    public StubSource(String settings, String... names) {
        this.settings = settings;
        this.names = List.of(names);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public String settings() {
        return settings;
    }

    @Override
    public Source only(Collection<String> wanted) {
        return new StubSource(settings, names.stream().filter(wanted::contains).toArray(String[]::new));
    }

    @Override
    public List<Opinion> examine(Item item, Specimen specimen, Monitor monitor) {
        monitor.check();
        calls.add(item.name());
        return names.stream().map(name -> opinion(name, specimen)).toList();
    }

    private Opinion opinion(String name, Specimen specimen) {
        if (name.startsWith("Broken")) {
            return new Opinion(name, "FAILED", "It is broken; mend it", null, 0.1);
        }
        var map = specimen.luminance().clone();
        var reported = new byte[map.length];
        float highest = 0;
        for (int i = 0; i < map.length; i++) {
            map[i] = Math.min(1, map[i] / (name.startsWith("Dim") ? 400 : 255));
            reported[i] = (byte) (map[i] > 0.5 ? 255 : 0);
            highest = Math.max(highest, map[i]);
        }
        var prediction = new Prediction(specimen.width(), specimen.height(), map, map, null, reported, highest);
        predictions.add(new WeakReference<>(prediction));
        return new Opinion(name, highest > 0.5 ? "FOUND" : "NOTHING", "", prediction, 0.25);
    }

    /** Names of the pictures that were examined. */
    Queue<String> calls() {
        return calls;
    }

    /** Predictions that something still holds on to. */
    long held() {
        return predictions.stream().filter(reference -> reference.get() != null).count();
    }
}
