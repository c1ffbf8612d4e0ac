package io.palimpsest.signal;

import java.util.Random;

import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GaussianPairTest {

    /** Some samples around 4 with deviation 0.5 in all of three components, the others standard normal. */
    private static SampleTiles samples(int count, double share, long seed) {
        var random = new Random(seed);
        var samples = new SampleTiles(count, 3);
        for (var i = 0; i < count; i++) {
            for (var k = 0; k < 3; k++) {
                var value = random.nextGaussian();
                samples.set(i, k, i < share * count ? 4 + 0.5 * value : value);
            }
        }
        return samples;
    }

    @Test
    void findsTwoClassesAndTakesTheLargerAsTheNorm() {
        for (var share : new double[] {0.1, 0.3, 0.7}) {
            var samples = samples(3000, share, 1);
            var pair = GaussianPair.fit(samples, 10, 0, Monitor.none());
            var ratios = pair.ratios(samples);

            var firstIsNorm = share > 0.5;
            assertThat(pair.share()).isCloseTo(Math.max(share, 1 - share), within(0.005));
            for (var k = 0; k < 3; k++) {
                assertThat(pair.norm().mean()[k]).isCloseTo(firstIsNorm ? 4 : 0, within(0.1));
                assertThat(pair.other().mean()[k]).isCloseTo(firstIsNorm ? 0 : 4, within(0.1));
            }
            var right = 0;
            for (var i = 0; i < 3000; i++) {
                right += ratios[i] < 1 == (i < share * 3000 == firstIsNorm) ? 1 : 0;
            }
            assertThat(right).isGreaterThan(2950);
        }
    }

    /** By the formula, without any care for small densities. */
    @Test
    void theLikelihoodIsThatOfTheMixture() {
        var samples = samples(500, 0.2, 3);
        var pair = GaussianPair.fit(samples, 5, 1, Monitor.none());
        var norm = pair.norm().distances(samples);
        var other = pair.other().distances(samples);

        var sum = 0.0;
        for (var i = 0; i < 500; i++) {
            sum += Math.log(pair.share() * Math.exp(pair.norm().logPeak() - norm[i] / 2)
                    + (1 - pair.share()) * Math.exp(pair.other().logPeak() - other[i] / 2));
            assertThat(pair.ratios(samples)[i]).isCloseTo(norm[i] / other[i], within(1e-6 * (1 + norm[i] / other[i])));
        }
        assertThat(pair.logLikelihood()).isCloseTo(sum, within(1e-6 * Math.abs(sum)));
        assertThat(pair.collapsed()).isFalse();
    }

    @Test
    void samplesThatAreAllAlikeHaveNoDistance() {
        var none = new SampleTiles(70, 0);
        assertThat(GaussianPair.fit(none, 3, 0, Monitor.none()).ratios(none)).hasSize(70).containsOnly(0);
        var same = new SampleTiles(70, 2);
        assertThat(GaussianPair.fit(same, 3, 0, Monitor.none()).ratios(same)).hasSize(70).doesNotContain(Double.NaN);
    }

    @Test
    void theSeedDecides() {
        var samples = samples(400, 0.2, 5);

        assertThat(GaussianPair.fit(samples, 4, 9, Monitor.none()).ratios(samples))
                .isEqualTo(GaussianPair.fit(samples, 4, 9, Monitor.none()).ratios(samples));
    }

    @Test
    void thinnedVectorsAreSpreadEvenly() {
        var samples = new SampleTiles(1000, 2);
        for (var sample = 0; sample < 1000; sample++) {
            samples.set(sample, 0, sample);
            samples.set(sample, 1, -sample);
        }
        var thinned = samples.thinned(300);

        assertThat(samples.thinned(1000)).isSameAs(samples);
        assertThat(thinned.count()).isEqualTo(300);
        for (var sample = 1; sample < 300; sample++) {
            assertThat(thinned.get(sample, 0) - thinned.get(sample - 1, 0)).isBetween(3.0, 4.0);
            assertThat(thinned.get(sample, 1)).isEqualTo(-thinned.get(sample, 0));
        }
        assertThat(thinned.get(299, 0)).isBetween(996.0, 999.0);
    }
}
