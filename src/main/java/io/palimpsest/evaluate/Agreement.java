package io.palimpsest.evaluate;

import io.palimpsest.evaluate.metric.Prediction;
import io.palimpsest.evaluate.metric.Protocol;
import io.palimpsest.evaluate.metric.Ranking;
import io.palimpsest.evaluate.metric.Truth;

/**
 * How well one map agrees with what is known to be altered.
 *
 * <p>The F1 scores follow the protocol of TruFor (F. Guillaro et al., CVPR 2023): altered are the pixels that stay after
 * an erosion of the mask by 15x15, untouched those outside its dilation by 11x11, and the band between does not count.
 * {@code best} and {@code fixed} are the better of the map and its inverse, as there; {@code reported} is not, since a
 * user sees one map only.
 *
 * @param best F1 at the threshold that suits this picture best, of the statistic
 * @param fixed F1 of the probability above 0.5
 * @param reported F1 of the mask of findings
 * @param auc area under the ROC curve of the statistic over all pixels, 0.5 = chance; ties count half
 */
public record Agreement(double best, double fixed, double reported, double auc) {

    /**
     * Compares. All arrays hold height x width values row by row.
     *
     * @param statistic high = altered; NaN counts as its lowest value
     * @param probability 0 to 1; NaN counts as 0
     * @param mask not 0 where something was reported
     * @param altered true = altered
     * @param width in pixels
     * @return the scores; F1 scores are NaN where erosion or dilation leave nothing, the area where a class is empty
     */
    public static Agreement of(float[] statistic, float[] probability, byte[] mask, boolean[] altered, int width) {
        var height = altered.length / width;
        var ranking = Ranking.of(new Prediction(width, height, statistic, probability, null, mask, 0),
                new Truth(width, height, altered, null));
        var trufor = Protocol.TRUFOR;
        var reported = Protocol.PALIMPSEST;
        return new Agreement(trufor.score(ranking)[trufor.scores().indexOf("trufor_f1_best")],
                trufor.score(ranking)[trufor.scores().indexOf("trufor_f1_fixed")],
                reported.score(ranking)[reported.scores().indexOf("palimpsest_f1_banded")],
                Protocol.TRANSFORENSICS.score(ranking)[0]);
    }
}
