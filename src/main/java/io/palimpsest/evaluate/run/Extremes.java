package io.palimpsest.evaluate.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Protocol;

/** The altered pictures with a map that a detector scores best and worst on, by the F1 at the best threshold of each. */
public final class Extremes {

    /** The score that decides. */
    public static final String SCORE = "trufor_f1_best";

    private static final int MOST = 10;

    private final Dataset dataset;
    private final String attack;
    private final String detector;
    private final List<Picture> pictures = new ArrayList<>();

    /**
     * A picture.
     *
     * @param image its name in the data set
     * @param score 0 to 1
     */
    public record Picture(String image, double score) {}

    Extremes(Dataset dataset, String attack, String detector) {
        this.dataset = dataset;
        this.attack = attack;
        this.detector = detector;
    }

    void add(Entry entry, Entry.Line line) {
        if (line.mapped() && !line.failed()) {
            var score = Protocol.TRUFOR.score(line.ranking())[Protocol.TRUFOR.scores().indexOf(SCORE)];
            if (!Double.isNaN(score)) {
                pictures.add(new Picture(entry.image(), score));
            }
        }
    }

    /** The data set of the pictures. */
    public Dataset dataset() {
        return dataset;
    }

    /** Name of the attack that was made on them. */
    public String attack() {
        return attack;
    }

    /** Name of the detector. */
    public String detector() {
        return detector;
    }

    /** At most ten, the best first. */
    public List<Picture> best() {
        return pictures.stream().sorted(Comparator.comparingDouble(Picture::score).reversed()
                .thenComparing(Picture::image)).limit(MOST).toList();
    }

    /** At most ten, the worst first, none of which is among the best. */
    public List<Picture> worst() {
        var best = best();
        return pictures.stream().filter(picture -> !best.contains(picture))
                .sorted(Comparator.comparingDouble(Picture::score).thenComparing(Picture::image)).limit(MOST).toList();
    }
}
