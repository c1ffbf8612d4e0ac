package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.csv.CSVPrinter;

/**
 * The table of all pictures, attacks and detectors.
 *
 * @param plan what was evaluated
 * @param csv where it goes
 * @param troubles receives what could not be evaluated
 */
record Rows(Plan plan, CSVPrinter csv, List<Trouble> troubles) {

    void print(Journal journal) throws IOException {
        var header = new ArrayList<>(List.of("dataset", "image", "attack", "label", "detector", "status", "score"));
        header.addAll(Results.scores(plan.protocols()));
        header.add("reason");
        csv.printRecord(header);
        for (var dataset : plan.datasets()) {
            for (var problem : dataset.problems()) {
                print(new Trouble(dataset.name(), problem.path(), "", "", problem.reason()), "", Results.UNUSABLE);
            }
        }
        for (int i = 0; i < journal.size(); i++) {
            print(journal.entry(i));
        }
    }

    private void print(Entry entry) throws IOException {
        var label = entry.altered() ? "altered" : "authentic";
        if (!entry.problem().isEmpty()) {
            print(new Trouble(entry.dataset(), entry.image(), entry.attack(), "", entry.problem()), label,
                    Results.UNUSABLE);
        }
        for (var line : entry.lines()) {
            if (line.failed()) {
                print(new Trouble(entry.dataset(), entry.image(), entry.attack(), line.detector(), line.reason()), label,
                        line.status());
                continue;
            }
            var cells = new ArrayList<Object>(List.of(entry.dataset(), entry.image(), entry.attack(), label,
                    line.detector(), line.status(), Results.number(line.ranking().score())));
            for (var protocol : plan.protocols()) {
                for (var score : protocol.score(line.ranking())) {
                    cells.add(Results.number(score));
                }
            }
            cells.add(line.reason());
            csv.printRecord(cells);
        }
    }

    private void print(Trouble trouble, String label, String status) throws IOException {
        troubles.add(trouble);
        var cells = new ArrayList<Object>(List.of(trouble.dataset(), trouble.image(), trouble.attack(), label,
                trouble.detector(), status, ""));
        Results.scores(plan.protocols()).forEach(name -> cells.add(""));
        cells.add(trouble.reason());
        csv.printRecord(cells);
    }
}
