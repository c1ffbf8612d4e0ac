package io.palimpsest.evaluate.metric;

import java.util.Arrays;

/** Scores of one picture, in the order in which their {@link Protocol} names them. */
final class Scores {

    /** What BenCo adds to the denominators of a measure over pictures. */
    static final double IMAGE_GUARD = 1e-9;

    private static final double PIXEL_GUARD = 1e-8;

    private Scores() {}

    /** The values for an altered picture, NaN for an authentic one. */
    static double[] altered(Ranking ranking, double... values) {
        if (ranking.authentic()) {
            Arrays.fill(values, Double.NaN);
        }
        return values;
    }

    static double[] trufor(Ranking ranking) {
        var banded = ranking.toldBanded();
        var usable = banded.positives() > 0 && banded.swapped().positives() > 0;
        return altered(ranking, ranking.best().banded(),
                usable ? Math.max(banded.f1(), banded.inverted().f1()) : Double.NaN, ranking.best().plain(),
                ranking.told().f1(), ranking.best().scaled());
    }

    static double[] benco(Ranking ranking) {
        var told = ranking.told();
        var inverted = told.inverted();
        var f1 = told.f1(PIXEL_GUARD);
        var reverse = inverted.f1(PIXEL_GUARD);
        var iou = told.iou(PIXEL_GUARD);
        var reverseIou = inverted.iou(PIXEL_GUARD);
        return new double[] {f1, reverse, Math.max(f1, reverse), iou, reverseIou, Math.max(iou, reverseIou),
            ranking.areaByIndex()};
    }

    static double[] palimpsest(Ranking ranking) {
        var reported = ranking.reported();
        var banded = ranking.reportedBanded();
        var usable = banded.positives() > 0 && banded.swapped().positives() > 0;
        var flagged = reported.hits() + reported.alarms() > 0 ? 1 : 0;
        return new double[] {
            ranking.authentic() ? Double.NaN : reported.f1(),
            usable ? banded.f1() : Double.NaN,
            ranking.authentic() ? Double.NaN : flagged,
            ranking.authentic() ? Double.NaN : Math.min(1, reported.hits()),
            ranking.authentic() ? flagged : Double.NaN,
            ranking.reliabilityArea(),
            ProbabilityBins.calibrationError(ranking.bins().calibration())};
    }
}
