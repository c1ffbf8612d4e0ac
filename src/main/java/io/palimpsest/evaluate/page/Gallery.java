package io.palimpsest.evaluate.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.evaluate.metric.Truth;
import io.palimpsest.evaluate.run.Extremes;
import io.palimpsest.evaluate.run.Opinion;
import io.palimpsest.evaluate.run.Results;
import io.palimpsest.evaluate.run.Source;

/**
 * The best and worst pictures of each detector with their maps.
 *
 * @param results of the evaluation
 * @param source makes the maps once more
 * @param folder where the pictures go
 * @param names of the files
 * @param html of the page, which is added to
 */
record Gallery(Results results, Source source, Path folder, FileNames names, StringBuilder html) {

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

    /** Examines a picture once by all detectors that want it and keeps their maps; none if that is no longer possible. */
    private Map<Place, String> draw(String dataset, Item item, List<Place> places, Monitor monitor) throws IOException {
        Map<Place, String> files = new LinkedHashMap<>();
        var wanted = places.stream().map(place -> place.extremes().detector()).toList();
        Specimen specimen;
        Truth truth;
        List<Opinion> opinions;
        try {
            specimen = Specimen.open(item.image());
            truth = item.truth(specimen);
            opinions = source.only(wanted).examine(item, specimen, monitor);
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return files; // it was measured before it changed
        }
        for (var opinion : opinions) {
            for (var place : places) {
                if (place.extremes().detector().equals(opinion.detector()) && opinion.prediction() != null) {
                    var name = names.of(dataset + "-" + opinion.detector() + "-" + item.name());
                    Thumbnails.write(folder.resolve(name), specimen, truth, opinion.prediction().probability());
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
        html.append(pictures.isEmpty() ? "" : "<h3>" + title + "</h3>\n");
        for (var picture : pictures) {
            var file = files.get(new Place(extremes, picture, best));
            html.append("<figure>");
            if (file != null) {
                html.append("<img loading=\"lazy\" src=\"pictures/").append(file)
                        .append("\" alt=\"Picture, altered part and probability\"/>");
            }
            html.append("<figcaption>").append(Page.text(picture.image())).append(", F1 ")
                    .append(String.format(Locale.ROOT, "%.3f", picture.score())).append("</figcaption></figure>\n");
        }
    }
}
