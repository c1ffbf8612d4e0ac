package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.palimpsest.core.Suite;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Protocol;

/**
 * What is evaluated.
 *
 * @param datasets pictures
 * @param attacks what is done to each picture before it is examined, one after the other
 * @param protocols what is measured
 * @param output folder of the results
 * @param limit at most so many altered and so many authentic pictures of each data set, evenly spread
 * @param jobs pictures at the same time, at least 1
 * @param resume whether to go on with what an earlier run of the same plan did
 * @param seed of attacks and bootstraps
 */
public record Plan(List<Dataset> datasets, List<Attack> attacks, List<Protocol> protocols, Path output, int limit,
                   int jobs, boolean resume, long seed) {

    /** One picture under one attack. */
    record Work(Dataset dataset, Item item, Attack attack) {

        @Override
        public String toString() {
            return dataset.name() + "/" + item.name() + (attack.name().equals("none") ? "" : ", " + attack.name());
        }
    }

    /** All pictures under all attacks, in the order of the results. */
    List<Work> work() {
        var work = new ArrayList<Work>();
        for (var dataset : datasets) {
            for (var item : chosen(dataset)) {
                for (var attack : attacks) {
                    work.add(new Work(dataset, item, attack));
                }
            }
        }
        return work;
    }

    /** The pictures of a data set within the limit, in its order. */
    public List<Item> chosen(Dataset dataset) {
        var altered = dataset.items().stream().filter(Item::altered).toList();
        var authentic = dataset.items().stream().filter(item -> !item.altered()).toList();
        var wanted = new HashSet<>(spread(altered));
        wanted.addAll(spread(authentic));
        return dataset.items().stream().filter(wanted::contains).toList();
    }

    private List<Item> spread(List<Item> items) {
        var count = Math.min(limit, items.size());
        var taken = new ArrayList<Item>();
        for (int i = 0; i < count; i++) {
            taken.add(items.get((int) ((long) i * items.size() / count)));
        }
        return taken;
    }

    /** All that the results depend on: files by their size and the time of their last change. */
    String text(Source source) throws IOException {
        var text = new StringBuilder(Suite.version()).append('\n').append(source.settings());
        text.append('\n').append(protocols).append(" limit ").append(limit).append(" seed ").append(seed).append('\n');
        attacks.forEach(attack -> text.append(attack.name()).append(' '));
        for (var dataset : datasets) {
            text.append('\n').append(dataset.name());
            for (var item : chosen(dataset)) {
                text.append('\n').append(item.name()).append(' ').append(item.label()).append(' ').append(item.rule())
                        .append(' ').append(stamp(item.image()));
                item.mask().ifPresent(mask -> text.append(' ').append(stamp(mask)));
            }
        }
        return text.toString();
    }

    /** Changes with the file. */
    static String stamp(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return file + " is not there"; // its row will say so
        }
    }
}
