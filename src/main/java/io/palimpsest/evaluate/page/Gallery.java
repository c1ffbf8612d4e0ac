package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.run.Extremes;
import io.palimpsest.evaluate.run.Results;
import io.palimpsest.evaluate.run.Source;

/**
 * The best and worst pictures of each detector with their maps.
 *
 * @param results of the evaluation
 * @param source makes the maps once more
 * @param folder of the evaluation
 * @param html of the page, which is added to
 */
record Gallery(Results results, Source source, Path folder, StringBuilder html) {

    private static final String PICTURES = "pictures";

    /** A picture among the extremes of a detector. */
    private record Place(Extremes extremes, Extremes.Picture picture, boolean best) {}

    void draw(Monitor monitor) throws IOException {
        Map<Place, String> files = new LinkedHashMap<>();
        for (var dataset : results.plan().datasets()) {
            Map<String, List<Place>> byImage = new LinkedHashMap<>();
            results.extremes().stream().filter(extremes -> extremes.dataset() == dataset).forEach(extremes -> {
                extremes.best().forEach(picture -> byImage.computeIfAbsent(picture.image(), name -> new ArrayList<>())
                        .add(new Place(extremes, picture, true)));
                extremes.worst().forEach(picture -> byImage.computeIfAbsent(picture.image(), name -> new ArrayList<>())
                        .add(new Place(extremes, picture, false)));
            });
            for (var item : dataset.items()) {
                if (byImage.containsKey(item.name())) {
                    monitor.check();
                    files.putAll(draw(dataset.name(), item, byImage.get(item.name()), monitor));
                }
            }
        }
        for (var extremes : results.extremes()) {
            section(extremes, files);
        }
    }

    /** Examines a picture once for all detectors and keeps the maps of those that want it. */
    private Map<Place, String> draw(String dataset, Item item, List<Place> places, Monitor monitor) throws IOException {
        Map<Place, String> files = new LinkedHashMap<>();
        var attack = results.plan().attacks().get(0);
        var specimen = Specimen.open(item.image());
        var attacked = attack.apply(specimen, item.truth(specimen), results.plan().seed() ^ item.name().hashCode());
        for (var opinion : source.examine(item, attacked.specimen(), monitor)) {
            for (var place : places) {
                if (place.extremes.detector().equals(opinion.detector()) && opinion.prediction() != null) {
                    var name = (dataset + "-" + opinion.detector() + "-" + item.name()).replaceAll("[^A-Za-z0-9.-]", "_")
                            + ".png";
                    Thumbnails.write(folder.resolve(PICTURES).resolve(name), attacked.specimen(), attacked.truth(),
                            opinion.prediction().probability());
                    files.put(place, name);
                }
            }
        }
        return files;
    }

    private void section(Extremes extremes, Map<Place, String> files) {
        if (extremes.best().isEmpty()) {
            return;
        }
        html.append("<h2>").append(Page.text(extremes.dataset().name() + ": " + extremes.detector()))
                .append("</h2>\n<p>Picture, altered part, probability (dark 0, bright 1, grey not assessed).</p>\n");
        row("Best", true, extremes, extremes.best(), files);
        row("Worst", false, extremes, extremes.worst(), files);
    }

    private void row(String title, boolean best, Extremes extremes, List<Extremes.Picture> pictures,
            Map<Place, String> files) {
        html.append("<h3>").append(title).append("</h3>\n");
        for (var picture : pictures) {
            var file = files.get(new Place(extremes, picture, best));
            html.append("<figure>");
            if (file != null) {
                html.append("<img loading=\"lazy\" src=\"").append(PICTURES).append('/').append(Page.text(file))
                        .append("\" alt=\"\">");
            }
            html.append("<figcaption>").append(Page.text(picture.image())).append(", F1 ")
                    .append(String.format(Locale.ROOT, "%.3f", picture.score())).append("</figcaption></figure>\n");
        }
    }
}
