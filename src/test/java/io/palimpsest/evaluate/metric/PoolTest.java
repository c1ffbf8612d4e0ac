package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static io.palimpsest.evaluate.metric.ProtocolTest.prediction;
import static io.palimpsest.evaluate.metric.ProtocolTest.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PoolTest {

    private static final EnumSet<Protocol> ALL = EnumSet.allOf(Protocol.class);

    private static Pool pool(List<Ranking> rankings, long first) {
        var pool = new Pool(ALL, 5, first);
        rankings.forEach(pool::add);
        return pool;
    }

    private static List<Ranking> random(int count, long seed) {
        var random = new Random(seed);
        var rankings = new ArrayList<Ranking>();
        for (int i = 0; i < count; i++) {
            int width = 20 + random.nextInt(8);
            rankings.add(Ranking.of(ProtocolTest.random(width, 22, random), ProtocolTest.randomTruth(width, 22, random)));
        }
        return rankings;
    }

    private static Prediction scored(double score) {
        return new Prediction(2, 1, new float[2], new float[2], null, new byte[2], score);
    }

    @Example
    void scoresOfPicturesByHand() {
        var pool = new Pool(ALL, 1);
        double[] altered = {0.9, 0.6, 0.5};
        double[] authentic = {0.6, 0.2};
        Arrays.stream(altered).forEach(score -> pool.add(Ranking.of(scored(score), truth(2, 1, 0))));
        Arrays.stream(authentic).forEach(score -> pool.add(Ranking.of(scored(score), truth(2, 0, 0))));
        var values = pool.values();
        // of six pairs: 0.9 wins two, 0.6 ties and wins, 0.5 loses and wins
        assertThat(values.get("trufor_image_auc").value()).isCloseTo(4.5 / 6, within(1e-12));
        assertThat(values.get("benco_image_auc").value()).isCloseTo(4.5 / 6, within(1e-12));
        assertThat(values.get("trufor_balanced_accuracy").value()).isCloseTo((2 / 3.0 + 1 / 2.0) / 2, within(1e-12));
        assertThat(values.get("benco_image_accuracy").value()).isCloseTo(3 / 5.0, within(1e-12));
        assertThat(values.get("benco_image_f1").value()).isCloseTo(2 / 3.0, within(1e-8));
        assertThat(values.get("lstm_endec_accuracy").value()).isCloseTo((3 * 0.5 + 2) / 5, within(1e-12));
        assertThat(values.get("palimpsest_found").count()).isEqualTo(3);
        assertThat(values.get("palimpsest_false_alarm").count()).isEqualTo(2);
        assertThat(values.get("benco_f1").count()).isEqualTo(5);
    }

    @Example
    void pixelsOfAllPicturesTogether() {
        var pool = new Pool(EnumSet.of(Protocol.LSTM_ENDEC, Protocol.PALIMPSEST), 1);
        pool.add(Ranking.of(prediction(2, 0.875f, 0.25f), truth(2, 1, 0)));
        pool.add(Ranking.of(prediction(3, 0.25f, 0.75f, 0.5f), truth(3, 1, 0, 0)));
        pool.add(Ranking.of(prediction(1, 0.75f), truth(1, 1)));
        // altered 0.875, 0.25, 0.75 against untouched 0.25, 0.75, 0.5
        assertThat(pool.values().get("lstm_endec_auc").value()).isCloseTo((3 + 0.5 + 2.5) / 9, within(1e-12));
        // three bins of two: 0.25 and 0.75 with half altered, then 0.875 and 0.5 alone
        assertThat(pool.values().get("palimpsest_ece_pooled").value())
                .isCloseTo((0.5 + 0.5 + 0.125 + 0.5) / 6, within(1e-12));
        assertThat(pool.values().keySet()).containsExactly("lstm_endec_accuracy", "lstm_endec_auc", "lstm_endec_box_ap",
                "palimpsest_f1", "palimpsest_f1_banded", "palimpsest_flagged", "palimpsest_found",
                "palimpsest_false_alarm", "palimpsest_reliability_auc", "palimpsest_ece", "palimpsest_ece_pooled");
    }

    /** Told: one right at 0.9, one beside at 0.8, one right at 0.7, one a second time at 0.6; one true box is missed. */
    @Example
    void averagePrecisionByHand() {
        var first = new float[20 * 5];
        var altered = new int[first.length];
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 20; x++) {
                first[y * 20 + x] = x < 4 ? 0.9f : x >= 6 && x < 9 ? 0.8f : x == 19 && y == 4 ? 0.99f : 0;
                altered[y * 20 + x] = x < 3 || x >= 12 && x < 15 ? 1 : 0;
            }
        }
        first[99] = 0.7f; // one pixel of 100 is more than 0.2 %
        var pool = new Pool(List.of(Protocol.LSTM_ENDEC), 1);
        pool.add(Ranking.of(prediction(20, first), truth(20, altered)));
        pool.add(Ranking.of(prediction(4, 0.6f, 0, 0, 0), truth(4, 1, 0, 0, 0)));
        // falling: right, beside, beside, right; three true boxes
        assertThat(pool.values().get("lstm_endec_box_ap").value()).isCloseTo((1 + 2 / 4.0) / 3, within(1e-12));
    }

    @Example
    void rateAtFivePercent() {
        var altered = IntStream.range(0, 60).mapToDouble(i -> i < 20 ? 1 : 0).toArray();
        var values = IntStream.range(0, 60).mapToDouble(i -> i < 20 ? i - 10 : (i - 20) / 5.0).toArray();
        // 40 authentic sizes 0, 0.2 .. 7.8: two (5 %) pass 7.5; of the altered -10 .. 9 three below and two above do
        assertThat(SetMeasure.rateAt(0.05, values, altered).of(ones(60))).isCloseTo(5 / 20.0, within(1e-12));
        Arrays.fill(values, 3);
        assertThat(SetMeasure.rateAt(0.05, values, altered).of(ones(60))).isZero();
    }

    private static int[] ones(int count) {
        var ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A weight counts like copies of the picture. */
    @Property(tries = 50)
    void weightsAreCopies(@ForAll long seed) {
        var random = new Random(seed);
        var boxes = random(12, seed).stream().map(Ranking::boxes).toList();
        var scores = random.doubles(12).map(value -> Math.floor(value * 6) / 6).toArray();
        var altered = random.doubles(12).map(Math::round).toArray();
        var weights = random.ints(12, 0, 4).toArray();
        var copies = IntStream.range(0, 12).flatMap(i -> IntStream.generate(() -> i).limit(weights[i])).toArray();
        var copiedScores = IntStream.of(copies).mapToDouble(i -> scores[i]).toArray();
        var copiedAltered = IntStream.of(copies).mapToDouble(i -> altered[i]).toArray();
        var ones = ones(copies.length);
        assertSame(SetMeasure.area(scores, altered).of(weights), SetMeasure.area(copiedScores, copiedAltered).of(ones));
        assertSame(SetMeasure.area(copiedScores, copiedAltered).of(ones),
                NaiveScores.area(copiedScores, i -> copiedAltered[i] == 1));
        assertSame(SetMeasure.rateAt(0.3, scores, altered).of(weights),
                SetMeasure.rateAt(0.3, copiedScores, copiedAltered).of(ones));
        assertSame(SetMeasure.mean(scores).of(weights), SetMeasure.mean(copiedScores).of(ones));
        assertSame(SetMeasure.averagePrecision(boxes).of(weights),
                SetMeasure.averagePrecision(IntStream.of(copies).mapToObj(boxes::get).toList()).of(ones));
    }

    private static void assertSame(double value, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(value).isNaN();
        } else {
            assertThat(value).isCloseTo(expected, within(1e-9));
        }
    }

    @Example
    void mergedPoolsAreOnePool() {
        var rankings = random(25, 3);
        var all = pool(rankings, 0);
        var merged = pool(rankings.subList(0, 9), 0).merge(pool(rankings.subList(9, 25), 9));
        assertThat(merged.values()).isEqualTo(all.values());
        assertThat(pool(rankings, 0).values()).isEqualTo(all.values());
        assertThat(merged.size()).isEqualTo(25);
        assertThatThrownBy(() -> merged.merge(pool(rankings, 24))).hasMessageContaining("number 25 or above");
        assertThatThrownBy(() -> merged.merge(new Pool(ALL, 6, 25))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> merged.merge(new Pool(List.of(Protocol.OWAF), 5, 25)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void everyValueLiesInItsInterval() {
        var values = pool(random(60, 8), 0).values();
        values.forEach((name, estimate) -> {
            assertThat(estimate.low()).as(name).isLessThanOrEqualTo(estimate.value());
            assertThat(estimate.high()).as(name).isGreaterThanOrEqualTo(estimate.value());
            assertThat(estimate.count()).as(name).isBetween(1L, 60L);
        });
        assertThat(values.get("lstm_endec_auc").high() - values.get("lstm_endec_auc").low()).isBetween(0.005, 0.3);
    }

    @Example
    void anEmptyPoolHasNoValues() {
        new Pool(ALL, 1).values().forEach((name, estimate) -> {
            assertThat(estimate.value()).as(name).isNaN();
            assertThat(estimate.count()).as(name).isZero();
        });
    }

    @Example
    void weightsOfTheReplicatesArePoisson() {
        var counts = new int[20];
        for (int picture = 0; picture < 5000; picture++) {
            for (var weight : Tally.weights(11, picture)) {
                counts[weight]++;
            }
        }
        double share = Math.exp(-1);
        for (int weight = 0; weight < 6; weight++) {
            assertThat(counts[weight] / 1e6).as("%s", weight).isCloseTo(share, within(0.003));
            share /= weight + 1;
        }
        assertThat(Tally.weights(11, 7)).isEqualTo(Tally.weights(11, 7)).isNotEqualTo(Tally.weights(11, 8))
                .isNotEqualTo(Tally.weights(12, 7));
    }
}
