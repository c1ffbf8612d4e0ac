package io.palimpsest.signal;

import java.util.Random;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OutlierMixtureTest {

    @ParameterizedTest
    @CsvSource({"300, 25, 1", "257, 7, 2", "64, 1, 3", "500, 24, 4", "700, 13, 5"})
    void oneFitAgreesWithTheTextbook(int count, int dimensions, long seed) {
        var data = twoClouds(count, dimensions, seed);
        var samples = tiles(data);
        for (var start = 0; start < 60; start += 19) {
            var naive = NaiveMixture.fit(data, start);
            var fit = OutlierMixture.fitFrom(samples, start, Monitor.none());
            var distances = fit.distances(samples);

            assertThat(fit.logLikelihood()).isCloseTo(naive[count], within(1e-9 * Math.abs(naive[count])));
            for (var i = 0; i < count; i++) {
                assertThat(distances[i]).isCloseTo(naive[i], within(1e-6 * naive[i]));
            }
        }
    }

    @Test
    void ofSeveralFitsTheMostLikelyStands() {
        var samples = tiles(twoClouds(400, 10, 9));
        var best = OutlierMixture.fit(samples, 30, 5, Monitor.none());

        assertThat(IntStream.range(0, 400).filter(i -> i % 40 == 0)
                .mapToDouble(i -> OutlierMixture.fitFrom(samples, i, Monitor.none()).logLikelihood()))
                .allSatisfy(likelihood -> assertThat(best.logLikelihood())
                        .isGreaterThan(likelihood - 2e-5 * Math.abs(likelihood)));
        assertThat(best.inliers()).isBetween(0.5, 1.0);
    }

    @Test
    void fewerSamplesThanDimensionsAreNoError() {
        for (var count = 1; count < 9; count++) {
            var samples = tiles(twoClouds(count, 25, count));
            var fit = OutlierMixture.fit(samples, 30, 0, Monitor.none());

            assertThat(fit.logLikelihood()).isFinite();
            assertThat(fit.distances(samples)).doesNotContain(Double.NaN).doesNotContain(Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void aFitThatCollapsedDoesNotStandAgainstOneThatDidNot() {
        var sound = new OutlierMixture(new Gaussian(new double[1], new double[][] {{1}}), 1, -10);
        var collapsed = new OutlierMixture(new Gaussian(new double[1], new double[1][1]), 1, 10);

        var one = Restarts.best(2, i -> i == 0 ? collapsed : sound, Monitor.none());
        var none = Restarts.best(2, i -> collapsed, Monitor.none());

        assertThat(one.logLikelihood()).isEqualTo(-10);
        assertThat(none.logLikelihood()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"600, 50, 25", "333, 12, 12", "65, 50, 25"})
    void whitenedDataHaveUnitCovariance(int count, int dimensions, int components) {
        var data = twoClouds(count, dimensions, 6);
        var white = Whitening.of(tiles(data), components, Monitor.none()).project(tiles(data), Monitor.none());
        var covariance = NaiveMixture.covariance(rows(white));

        assertThat(white.dimensions()).isEqualTo(components);
        for (var r = 0; r < components; r++) {
            for (var c = 0; c < components; c++) {
                assertThat(covariance[r][c]).isCloseTo(r == c ? 1 : 0, within(1e-9));
            }
        }
        var naive = NaiveMixture.whitened(data, components);
        for (var i = 0; i < count; i++) {
            for (var k = 0; k < components; k++) {
                assertThat(Math.abs(white.get(i, k))).isCloseTo(Math.abs(naive[i][k]), within(1e-8));
            }
        }
    }

    @Test
    void componentsWithoutVarianceAreLeftOut() {
        assertThat(Whitening.of(tiles(twoClouds(5, 50, 1)), 25, Monitor.none()).components().length).isEqualTo(4);
        assertThat(Whitening.of(tiles(new double[70][50]), 25, Monitor.none()).components().length).isZero();
        assertThat(Whitening.of(tiles(twoClouds(1, 50, 1)), 25, Monitor.none()).components().length).isZero();
    }

    /** One sample in five from a cloud of its own; unlike variances, correlated, far from the origin. */
    private static double[][] twoClouds(int count, int dimensions, long seed) {
        var random = new Random(seed);
        var data = new double[count][dimensions];
        for (var i = 0; i < count; i++) {
            var common = random.nextGaussian();
            for (var k = 0; k < dimensions; k++) {
                data[i][k] = 30 + random.nextGaussian() / (1 + 0.3 * k) + 0.5 * common + (i % 5 == 0 ? 5 : 0);
            }
        }
        return data;
    }

    private static SampleTiles tiles(double[][] data) {
        var samples = new SampleTiles(data.length, data[0].length);
        for (var i = 0; i < data.length; i++) {
            for (var k = 0; k < data[0].length; k++) {
                samples.set(i, k, data[i][k]);
            }
        }
        return samples;
    }

    private static double[][] rows(SampleTiles samples) {
        var rows = new double[samples.count()][samples.dimensions()];
        for (var i = 0; i < rows.length; i++) {
            for (var k = 0; k < samples.dimensions(); k++) {
                rows[i][k] = samples.get(i, k);
            }
        }
        return rows;
    }
}
