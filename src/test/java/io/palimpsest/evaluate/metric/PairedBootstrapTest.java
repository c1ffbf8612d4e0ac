package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.Example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PairedBootstrapTest {

    /** Mean of floor(17 u v): sum over k from 1 to 16 of P(u v >= k / 17), which is 1 - a + a ln a at a = k / 17. */
    private static final double MEAN = IntStream.rangeClosed(1, 16).mapToDouble(k -> k / 17.0)
            .map(a -> 1 - a + a * Math.log(a)).sum();

    @Example
    void aConstantAdvantageIsCertain() {
        var result = PairedBootstrap.of(new double[] {0.5, 0.75, Double.NaN, 1, 0.5},
                new double[] {0.25, 0.5, 0.3, 0.75, Double.NaN}, 1);
        assertThat(result.difference()).isEqualTo(0.25);
        assertThat(result.low()).isEqualTo(0.25);
        assertThat(result.high()).isEqualTo(0.25);
        assertThat(result.p()).isCloseTo(2 / 10_001.0, within(1e-12));
        assertThat(result.pairs()).isEqualTo(3);
    }

    @Example
    void equalSeriesDoNotDiffer() {
        var scores = new double[] {0.1, 0.4, 0.9};
        assertThat(PairedBootstrap.of(scores, scores, 1)).isEqualTo(new PairedBootstrap(0, 0, 0, 1, 3));
        assertThat(PairedBootstrap.of(new double[] {Double.NaN}, new double[] {1}, 1).pairs()).isZero();
        assertThat(PairedBootstrap.of(new double[] {Double.NaN}, new double[] {1}, 1).p()).isNaN();
        assertThatThrownBy(() -> PairedBootstrap.of(new double[2], new double[3], 1)).hasMessageContaining("2 scores");
    }

    /** Differences of mean 0.1 and deviation 1 on 400 pictures: the interval is 1.96 / 20 to either side. */
    @Example
    void theIntervalIsThatOfTheMean() {
        var random = new Random(4);
        var first = new double[400];
        var second = new double[400];
        Arrays.setAll(second, i -> random.nextDouble());
        Arrays.setAll(first, i -> second[i] + 0.1 + random.nextGaussian());
        var result = PairedBootstrap.of(first, second, 9);
        assertThat(result.high() - result.low()).isCloseTo(2 * 1.96 / 20, within(0.02));
        assertThat(result.low()).isLessThan(result.difference());
        assertThat(result.high()).isGreaterThan(result.difference());
        assertThat(PairedBootstrap.of(first, second, 9)).isEqualTo(result);
        var turned = PairedBootstrap.of(second, first, 9);
        assertThat(turned.difference()).isCloseTo(-result.difference(), within(1e-12));
        assertThat(turned.p()).isCloseTo(result.p(), within(0.01));
    }

    /** Without a difference p is below 0.05 in about one of twenty cases. */
    @Example
    void falseAlarmsOfThePValue() {
        var random = new Random(21);
        int alarms = 0;
        for (int i = 0; i < 300; i++) {
            var first = random.doubles(40).toArray();
            var second = random.doubles(40).toArray();
            alarms += PairedBootstrap.of(first, second, i).p() < 0.05 ? 1 : 0;
        }
        assertThat(alarms).isBetween(5, 32);
    }

    /** Intervals of means of 50 draws from a skew distribution hold the true mean in about 95 % of the cases. */
    @Example
    void theIntervalsOfAPoolCover() {
        var random = new Random(5);
        int covered = 0;
        for (int i = 0; i < 200; i++) {
            var pool = new Pool(List.of(Protocol.LSTM_ENDEC), i);
            for (int picture = 0; picture < 50; picture++) {
                var map = new float[16];
                Arrays.fill(map, 0, (int) (17 * random.nextDouble() * random.nextDouble()), 1);
                pool.add(Ranking.of(ProtocolTest.prediction(4, map), ProtocolTest.truth(4, new int[16])));
            }
            var accuracy = pool.values().get("lstm_endec_accuracy");
            covered += accuracy.low() <= 1 - MEAN / 16 && accuracy.high() >= 1 - MEAN / 16 ? 1 : 0;
        }
        assertThat(covered).isBetween(178, 198);
    }

    @Example
    void ratesHaveWilsonsInterval() {
        var none = Estimate.rate(0, 20);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.1611, within(1e-4)); // z^2 / (n + z^2)
        var half = Estimate.rate(10, 20);
        assertThat(half.value()).isEqualTo(0.5);
        assertThat(half.low()).isCloseTo(0.2993, within(1e-4));
        assertThat(half.high()).isCloseTo(0.7007, within(1e-4));
        assertThat(Estimate.rate(20, 20).high()).isEqualTo(1);
    }
}
