package io.palimpsest.evaluate.metric;

import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static io.palimpsest.evaluate.metric.ProtocolTest.prediction;
import static io.palimpsest.evaluate.metric.ProtocolTest.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CurvesTest {

    @Example
    void pixelsOfAllPicturesMakeOneCurve() {
        var curves = new Curves();
        curves.add(Ranking.of(prediction(4, 0.9f, 0.6f, 0.6f, 0.1f), truth(4, 1, 1, 0, 0)));
        curves.add(Ranking.of(prediction(4, 0.3f, 0.3f, Float.NaN, 0.1f), truth(4, 0, 0, 0, 0)));

        var roc = curves.roc();
        assertThat(roc.x()).containsExactly(0, 0, 1 / 6.0, 3 / 6.0, 5 / 6.0, 1);
        assertThat(roc.y()).containsExactly(0, 0.5, 1, 1, 1, 1);
        var precision = curves.precisionRecall();
        assertThat(precision.x()).containsExactly(0.5, 1, 1, 1, 1);
        assertThat(precision.y()).containsExactly(1, 2 / 3.0, 2 / 5.0, 2 / 7.0, 2 / 8.0);
    }

    @Example
    void reliabilityIsTheShareOfAlteredPixelsOverTheMeanProbabilityOfEachBin() {
        var curves = new Curves();
        curves.add(Ranking.of(prediction(4, 0.94f, 0.98f, 0.5f, 0), truth(4, 1, 0, 1, 0)));
        curves.add(Ranking.of(prediction(2, 0.96f, 0.02f), truth(2, 1, 0)));

        var reliability = curves.reliability();

        assertThat(reliability.x()).containsExactly(new double[] {0.01, 0.5, 0.96}, within(1e-6));
        assertThat(reliability.y()).containsExactly(0, 1, 2 / 3.0);
    }

    @Example
    void equalScoresOfPicturesAreOneStep() {
        var curves = new Curves();
        for (var score : new double[] {0.9, 0.5, 0.5}) {
            curves.add(Ranking.of(scored(score), truth(2, 1, 0)));
        }
        curves.add(Ranking.of(scored(0.5), truth(2, 0, 0)));
        curves.add(Ranking.of(scored(0.2), truth(2, 0, 0)));

        var roc = curves.imageRoc();

        assertThat(roc.x()).containsExactly(0, 0, 0.5, 1);
        assertThat(roc.y()).containsExactly(0, 1 / 3.0, 1, 1);
    }

    @Example
    void withoutAClassThereIsNoCurve() {
        var authentic = new Curves();
        authentic.add(Ranking.of(prediction(2, 0.4f, 0.9f), truth(2, 0, 0)));
        var altered = new Curves();
        altered.add(Ranking.of(prediction(2, 0.4f, 0.9f), truth(2, 1, 1)));

        for (var curve : new Curves.Curve[] {new Curves().roc(), new Curves().imageRoc(), new Curves().reliability(),
            new Curves().precisionRecall(), authentic.roc(), authentic.imageRoc(), authentic.precisionRecall(),
            altered.roc(), altered.imageRoc()}) {
            assertThat(curve.x()).isEmpty();
            assertThat(curve.y()).isEmpty();
        }
        assertThat(authentic.reliability().y()).containsExactly(0, 0);
        assertThat(altered.precisionRecall().y()).containsOnly(1);
    }

    @Property(tries = 60)
    void theCurvesRiseAndTheirAreaIsThePooledOne(@ForAll long seed) {
        var random = new Random(seed);
        var curves = new Curves();
        var bins = new long[2 * ProbabilityBins.FINE];
        for (int i = 0; i < 3; i++) {
            var ranking = Ranking.of(ProtocolTest.random(21, 17, random), ProtocolTest.randomTruth(21, 17, random));
            curves.add(ranking);
            for (int bin = 0; bin < bins.length; bin++) {
                bins[bin] += ranking.bins().classes()[bin];
            }
        }
        var roc = curves.roc();
        double area = 0;
        for (int i = 1; i < roc.x().length; i++) {
            assertThat(roc.x()[i]).isGreaterThanOrEqualTo(roc.x()[i - 1]);
            assertThat(roc.y()[i]).isGreaterThanOrEqualTo(roc.y()[i - 1]);
            area += (roc.x()[i] - roc.x()[i - 1]) * (roc.y()[i] + roc.y()[i - 1]) / 2;
        }
        var pooled = ProbabilityBins.area(bins);
        assertThat(roc.x().length == 0).isEqualTo(Double.isNaN(pooled));
        if (!Double.isNaN(pooled)) {
            assertThat(area).isEqualTo(pooled, within(1e-9));
            assertThat(roc.x()[roc.x().length - 1]).isEqualTo(1);
        }
    }

    private static Prediction scored(double score) {
        return new Prediction(2, 1, new float[2], new float[2], null, new byte[2], score);
    }
}
