package io.palimpsest.evaluate.metric;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import static io.palimpsest.evaluate.metric.Scores.altered;

/**
 * The way in which a paper measures: which pixels count, at which threshold, over which pictures.
 *
 * <p>Where a score does not exist for a picture (an F1 on an authentic one, an area where all is altered) it is NaN, and
 * the picture is left out of that mean. Pixels that were not assessed count as not told, and their statistic as lower
 * than every number, in all protocols. A score above 0.5 or a probability above 0.5 means strictly above.
 */
public enum Protocol {

    /** The paper leaves open whether scores are pooled: here they are of each picture. */
    OWAF("Probability above 0.5 over all pixels of each altered picture: F1 averaged over the two classes, F1 and"
            + " intersection over union of the altered class; the mean over pictures.",
            List.of("owaf_macro_f1", "owaf_f1", "owaf_iou"),
            ranking -> altered(ranking, ranking.told().macroF1(), ranking.told().f1(), ranking.told().iou()),
            List.of()),

    /** See {@link Boxes} for the rule of boxes, {@link ProbabilityBins} for the pooled area. */
    LSTM_ENDEC("Share of pixels on the right side of probability 0.5, mean over all pictures; area under the ROC curve of"
            + " the probabilities of all pixels of the set together (4096 bins); average precision of the boxes of"
            + " regions that are at least 0.2 % of the picture, right at an intersection over union of 0.5.",
            List.of("lstm_endec_accuracy"), ranking -> new double[] {ranking.told().accuracy()},
            List.of("lstm_endec_auc", "lstm_endec_box_ap")),

    /** The scores with "plain" use neither the inverse nor the band; "scaled" is for maps of arbitrary range. */
    TRUFOR("Altered pictures: F1 at the best threshold of each and at probability 0.5, the better of the map and its"
            + " inverse, without the band between an erosion by 15x15 and a dilation by 11x11; the same over all pixels"
            + " without the inverse (plain), and at the middle of the statistic's range (scaled); all pictures: area"
            + " under the ROC curve of the score, balanced accuracy of the score above 0.5.",
            List.of("trufor_f1_best", "trufor_f1_fixed", "trufor_f1_best_plain", "trufor_f1_fixed_plain",
                    "trufor_f1_scaled"),
            Scores::trufor, List.of("trufor_image_auc", "trufor_balanced_accuracy")),

    /** The paper states no threshold for F1; 0.5 is taken. */
    TRANSFORENSICS("Area under the ROC curve of the statistic over the pixels of each picture (ties count half) and F1 of"
            + " the probability above 0.5, mean over altered pictures.",
            List.of("transforensics_auc", "transforensics_f1"),
            ranking -> altered(ranking, ranking.area(), ranking.told().f1()), List.of()),

    /** The paper's text swaps false alarms and misses; the usual meaning is taken. */
    MSDS("Precision, recall, F1 and Matthews' correlation of the probability above 0.5 over all pixels, mean over altered"
            + " pictures; precision is 0 where nothing is told, correlation 0 where it is undefined.",
            List.of("msds_precision", "msds_recall", "msds_f1", "msds_mcc"),
            ranking -> altered(ranking, ranking.told().precision(), ranking.told().recall(), ranking.told().f1(),
                    ranking.told().correlation()),
            List.of()),

    /** Equal values of the statistic are sorted by their index, left open there. */
    BENCO("Probability above 0.5: F1 and intersection over union with 1e-8 in each denominator, mean over all pictures"
            + " (an authentic one scores 0), of the mask, its inverse (reverse) and the better of both (double); area"
            + " under the ROC curve of each picture without handling of ties; F1 (1e-9), area and accuracy of the score"
            + " above 0.5 over pictures.",
            List.of("benco_f1", "benco_f1_reverse", "benco_f1_double", "benco_iou", "benco_iou_reverse",
                    "benco_iou_double", "benco_auc"),
            Scores::benco, List.of("benco_image_f1", "benco_image_auc", "benco_image_accuracy")),

    /** See {@link Separation} and {@link Marks} for the choices. The pooled rates use the size of the differences. */
    TOOLBOX("The statistic inside against outside of the mask (in an authentic picture: the middle block of a quarter of"
            + " its width and height): Kolmogorov-Smirnov distance of histograms with 21 edges, difference of the means"
            + " and of the medians; over pictures, the share of altered ones found at most at 5 % false alarms.",
            List.of("toolbox_ks", "toolbox_mean", "toolbox_median"),
            ranking -> new double[] {ranking.separation().distance(), ranking.separation().mean(),
                ranking.separation().median()},
            List.of("toolbox_tpr_ks", "toolbox_tpr_mean", "toolbox_tpr_median")),

    /** See {@link InstanceF1}. */
    FIGURES("oF1 of the findings: true and reported parts are assigned to each other by pixel F1, mean over the true parts"
            + " times true / max(true, reported); on an authentic picture 1 if nothing is reported, else 0.",
            List.of("figures_of1"), ranking -> new double[] {ranking.instanceF1()}, List.of()),

    /** What a user sees. A picture is found if a reported pixel is altered, flagged if any pixel is reported. */
    PALIMPSEST("The findings as reported, never inverted: F1 over all pixels and without TruFor's band, the share of"
            + " altered pictures flagged and found (a reported pixel is an altered one) and of authentic ones flagged;"
            + " area under the ROC curve of the reliability for pixels on the right side of probability 0.5; expected"
            + " calibration error of the probability in 15 bins, of each picture and pooled.",
            List.of("palimpsest_f1", "palimpsest_f1_banded", "palimpsest_flagged", "palimpsest_found",
                    "palimpsest_false_alarm", "palimpsest_reliability_auc", "palimpsest_ece"),
            Scores::palimpsest, List.of("palimpsest_ece_pooled"));

    private final String description;
    private final List<String> scores;
    private final Function<Ranking, double[]> score;
    private final List<String> pooled;

    Protocol(String description, List<String> scores, Function<Ranking, double[]> score, List<String> pooled) {
        this.description = description;
        this.scores = scores;
        this.score = score;
        this.pooled = pooled;
    }

    /** Which choices the protocol fixes, in one sentence. */
    public String description() {
        return description;
    }

    /** Names of the scores of one picture; a pool gives their means under the same names. */
    public List<String> scores() {
        return scores;
    }

    /** Names of the measures that only a whole set has. */
    public List<String> pooled() {
        return pooled;
    }

    /**
     * Scores of one picture.
     *
     * @param ranking of the picture
     * @return values in the order of {@link #scores}; NaN = does not exist for this picture
     */
    public double[] score(Ranking ranking) {
        return score.apply(ranking);
    }

    /** The name on the command line, such as {@code lstm-endec}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
