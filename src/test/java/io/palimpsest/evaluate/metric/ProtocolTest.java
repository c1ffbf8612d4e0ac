package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ProtocolTest {

    static Map<String, Double> scores(Prediction prediction, Truth truth) {
        var ranking = Ranking.of(prediction, truth);
        var scores = new HashMap<String, Double>();
        for (var protocol : Protocol.values()) {
            var values = protocol.score(ranking);
            assertThat(values).hasSameSizeAs(protocol.scores());
            for (int i = 0; i < values.length; i++) {
                scores.put(protocol.scores().get(i), values[i]);
            }
        }
        return scores;
    }

    /** A picture whose probability is also its statistic, and reported where above 0.5. */
    static Prediction prediction(int width, float... probability) {
        var reported = new byte[probability.length];
        for (int i = 0; i < reported.length; i++) {
            reported[i] = (byte) (probability[i] > 0.5f ? 255 : 0);
        }
        return new Prediction(width, probability.length / width, probability, probability, null, reported, 0.7);
    }

    static Truth truth(int width, int... altered) {
        var mask = new boolean[altered.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = altered[i] == 1;
        }
        return new Truth(width, mask.length / width, mask, null);
    }

    private static void assertScores(Map<String, Double> scores, Object... expected) {
        for (int i = 0; i < expected.length; i += 2) {
            var value = ((Number) expected[i + 1]).doubleValue();
            if (Double.isNaN(value)) {
                assertThat(scores.get(expected[i])).as("%s", expected[i]).isNaN();
            } else {
                assertThat(scores.get(expected[i])).as("%s", expected[i]).isCloseTo(value, within(1e-7));
            }
        }
    }

    /** Two of three altered pixels hit, one of six untouched ones told: hits 2, alarms 1, misses 1, rejections 5. */
    @Example
    void byHandOnNinePixels() {
        var scores = scores(prediction(3, 0.9f, 0.8f, 0.3f, 0.6f, 0.3f, 0.1f, 0.1f, 0.1f, 0.1f),
                truth(3, 1, 1, 1, 0, 0, 0, 0, 0, 0));
        assertScores(scores, "owaf_f1", 2 / 3.0, "owaf_macro_f1", (2 / 3.0 + 5 / 6.0) / 2, "owaf_iou", 0.5,
                "lstm_endec_accuracy", 7 / 9.0, "msds_precision", 2 / 3.0, "msds_recall", 2 / 3.0, "msds_f1", 2 / 3.0,
                "msds_mcc", (2 * 5 - 1) / 18.0, "transforensics_f1", 2 / 3.0,
                "transforensics_auc", (6 + 6 + 4.5) / 18, // 0.3 beats four, ties with one, loses to 0.6
                "benco_auc", (6 + 6 + 5) / 18.0, // the altered 0.3 comes first
                "benco_f1", 2 / 3.0, "benco_f1_reverse", 2 / 9.0, "benco_f1_double", 2 / 3.0, "benco_iou", 0.5,
                "benco_iou_reverse", 1 / 8.0, "benco_iou_double", 0.5, "trufor_f1_best_plain", 0.8, // 0.8 and above
                "trufor_f1_fixed_plain", 2 / 3.0, "trufor_f1_best", Double.NaN, "trufor_f1_fixed", Double.NaN,
                "trufor_f1_scaled", Double.NaN, "palimpsest_f1", 2 / 3.0, "palimpsest_f1_banded", Double.NaN,
                "palimpsest_flagged", 1, "palimpsest_found", 1, "palimpsest_false_alarm", Double.NaN,
                "palimpsest_reliability_auc", Double.NaN, "figures_of1", 2 / 3.0,
                "toolbox_mean", 2 / 3.0 - 1.3 / 6, "toolbox_median", 0.7, "toolbox_ks", 2 / 3.0,
                // bins of 1/15: 0.9 and 0.8 and 0.6 alone, two of 0.3 (one altered), four of 0.1
                "palimpsest_ece", (0.1 + 0.2 + 0.6 + 0.4 + 0.4) / 9);
    }

    @Example
    void anAuthenticPictureHasFewScores() {
        var none = scores(Prediction.none(8, 8), truth(8, new int[64]));
        assertScores(none, "owaf_f1", Double.NaN, "owaf_macro_f1", Double.NaN, "lstm_endec_accuracy", 1,
                "trufor_f1_best", Double.NaN, "trufor_f1_best_plain", Double.NaN, "transforensics_auc", Double.NaN,
                "msds_precision", Double.NaN, "benco_f1", 0, "benco_iou_double", 0, "benco_auc", Double.NaN,
                "toolbox_ks", 0, "figures_of1", 1, "palimpsest_f1", Double.NaN, "palimpsest_false_alarm", 0,
                "palimpsest_found", Double.NaN, "palimpsest_ece", 0);
        var map = new float[64];
        map[0] = 0.9f;
        assertScores(scores(prediction(8, map), truth(8, new int[64])), "figures_of1", 0, "palimpsest_false_alarm", 1,
                "lstm_endec_accuracy", 63 / 64.0, "benco_f1", 0);
    }

    /** Columns 0 to 16 stay after the erosion, 29 to 47 are clear of the dilation. */
    @Example
    void theBandDoesNotCountAndTheInverseDoes() {
        var altered = new int[48 * 48];
        var map = new float[altered.length];
        for (int i = 0; i < altered.length; i++) {
            altered[i] = i % 48 < 24 ? 1 : 0;
            map[i] = i % 48 < 34 ? 0.1f : 0.9f;
        }
        assertScores(scores(prediction(48, map), truth(48, altered)), "trufor_f1_fixed", 34 / 39.0, "trufor_f1_best",
                34 / 39.0, "trufor_f1_scaled", 34 / 39.0, "trufor_f1_best_plain", 2 / 3.0, "trufor_f1_fixed_plain", 0,
                "palimpsest_f1_banded", 0, "palimpsest_flagged", 1, "palimpsest_found", 0);
    }

    @Example
    void toolboxLooksAtTheMiddleOfAnAuthenticPicture() {
        var map = new float[64]; // the middle block is 2 x 2 at 3, 3
        for (var i : new int[] {27, 28, 35}) {
            map[i] = 1;
        }
        assertScores(scores(prediction(8, map), truth(8, new int[64])), "toolbox_ks", 0.75, "toolbox_mean", 0.75,
                "toolbox_median", 1);
    }

    @Example
    void twoPartsForOneCostHalf() {
        var scores = scores(prediction(5, 1, 1, 0, 0, 1), truth(5, 1, 1, 0, 0, 0));
        assertScores(scores, "figures_of1", 0.5);
        var split = new Truth(5, 1, new boolean[] {true, true, false, false, true}, new int[] {1, 2, 0, 0, 5});
        assertScores(scores(prediction(5, 1, 1, 0, 0, 1), split), "figures_of1", (2 / 3.0 + 1) / 3);
    }

    @Example
    void reliabilityThatIsLowWhereWrong() {
        float[] map = {0.9f, 0.9f, 0.1f, 0.1f};
        var prediction = new Prediction(2, 2, map, map, new float[] {0.8f, 0.5f, 0.5f, 0.2f}, new byte[4], 0.5);
        // right: 0.8, 0.5; wrong: 0.5, 0.2
        assertScores(scores(prediction, truth(2, 1, 0, 0, 1)), "palimpsest_reliability_auc", 3.5 / 4);
    }

    /** Against the definitions, with ties, values that are no numbers, and pictures all or not at all altered. */
    @Property(tries = 150)
    void asDefined(@ForAll @IntRange(min = 1, max = 36) int width, @ForAll @IntRange(min = 1, max = 36) int height,
            @ForAll long seed) {
        var random = new Random(seed);
        var prediction = random(width, height, random);
        var truth = randomTruth(width, height, random);
        var expected = NaiveScores.of(prediction, truth);
        var scores = scores(prediction, truth);
        assertThat(scores.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, value) -> assertScores(scores, name, value));
    }

    static Prediction random(int width, int height, Random random) {
        var statistic = new float[width * height];
        var probability = new float[statistic.length];
        var reliability = new float[statistic.length];
        var reported = new byte[statistic.length];
        int levels = random.nextInt(3) == 0 ? 1 : random.nextBoolean() ? 6 : 1 << 20;
        var odd = random.nextInt(3);
        int left = random.nextInt(width);
        for (int i = 0; i < statistic.length; i++) {
            statistic[i] = random.nextInt(levels) - levels / 2;
            if (odd > 0 && random.nextInt(8) == 0) {
                statistic[i] = odd == 1 ? Float.NaN : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f,
                    Float.MIN_VALUE}[random.nextInt(4)];
            }
            probability[i] = odd == 1 && random.nextInt(8) == 0 ? Float.NaN : random.nextInt(17) / 16f;
            reliability[i] = random.nextInt(5) / 4f;
            // few parts, so that all ways to assign them can be tried
            reported[i] = (byte) (i % width == left || i % width == left + 4 ? 1 : 0);
        }
        return new Prediction(width, height, statistic, probability, random.nextBoolean() ? reliability : null, reported,
                random.nextInt(11) / 10.0);
    }

    static Truth randomTruth(int width, int height, Random random) {
        var altered = new boolean[width * height];
        int kind = random.nextInt(6);
        int to = 1 + random.nextInt(width);
        for (int i = 0; i < altered.length; i++) {
            altered[i] = kind == 1 || kind > 1 && (i % width < to || i % width == to + 2 && i / width % 9 < 4);
        }
        return new Truth(width, height, altered, null);
    }

    @Example
    void namesAreTheCommandLines() {
        assertThat(Arrays.stream(Protocol.values()).map(Protocol::toString)).containsExactly("owaf", "lstm-endec",
                "trufor", "transforensics", "msds", "benco", "toolbox", "figures", "palimpsest");
        var names = new HashSet<String>();
        for (var protocol : Protocol.values()) {
            protocol.scores().forEach(name -> assertThat(names.add(name)).isTrue());
            protocol.pooled().forEach(name -> assertThat(names.add(name)).isTrue());
            assertThat(names).anyMatch(name -> name.startsWith(protocol.toString().replace('-', '_')));
            assertThat(protocol.description()).endsWith(".");
        }
    }

    @Example
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> Ranking.of(Prediction.none(3, 2), truth(2, new int[6]))).hasMessageContaining("3 x 2");
        assertThatThrownBy(() -> new Truth(3, 2, new boolean[5], null)).hasMessageContaining("altered has 5");
        assertThatThrownBy(() -> Prediction.none(0, 2)).hasMessageContaining("0 x 2");
        assertThatThrownBy(() -> Ranking.of(Prediction.none(2, 1), new Truth(2, 1, new boolean[2], new int[] {0, 7})))
                .hasMessageContaining("Instance 7");
    }
}
