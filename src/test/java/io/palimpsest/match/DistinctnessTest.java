package io.palimpsest.match;

import java.util.Random;
import java.util.stream.IntStream;

import io.palimpsest.core.Affine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DistinctnessTest {

    private static final int SIZE = 96;
    private static final Affine RIGHT = Affine.translation(48, 0);

    @Test
    void copiesAgreeAtTheirMatchOnly() {
        var picture = noise(10);
        for (int i = 0; i < picture.length; i++) {
            picture[i] = picture[i - i % SIZE + i % SIZE % 48];
        }

        assertThat(distinctness(picture, RIGHT)).isGreaterThan(0.7);
    }

    @Test
    void edgesThatAreAlikeAgreeAsideToo() {
        var picture = noise(0.5);
        for (int i = 0; i < picture.length; i++) {
            picture[i] += i / SIZE / 6 % 2 == 0 ? 60 : 180;
        }

        assertThat(new DetailCorrelation(picture, SIZE, SIZE).compare(24, 48, RIGHT).correlation()).isGreaterThan(0.95);
        assertThat(distinctness(picture, RIGHT)).isLessThan(0.05);
    }

    @Test
    void unrelatedNoiseDoesNotAgree() {
        assertThat(distinctness(noise(10), RIGHT)).isLessThan(0.05);
    }

    @Test
    void isTheMedianOfWhatTheWindowsSay() {
        var correlation = new DetailCorrelation(noise(10), SIZE, SIZE);
        var places = places();
        var turned = new Affine(0.9, -0.3, 40, 0.3, 0.9, 2);

        var naive = IntStream.of(places).mapToDouble(place -> {
            double aside = 0;
            for (int dy = -8; dy <= 8; dy++) {
                for (int dx = -8; dx <= 8; dx++) {
                    var far = Math.hypot(dx, dy);
                    if (far > 3.5 && far < 4.5 && (dx == 0 || dy == 0 || Math.abs(dx) == Math.abs(dy))
                            || far > 7.5 && far < 8.5 && (dx == 0 || dy == 0 || Math.abs(dx) == Math.abs(dy))) {
                        aside = Math.max(aside, correlation.compare(place % SIZE, place / SIZE,
                                Affine.translation(dx, dy)).correlation());
                    }
                }
            }
            return correlation.compare(place % SIZE, place / SIZE, turned).correlation() - aside;
        }).sorted().toArray();

        assertThat(new Distinctness(correlation, SIZE, 1).of(places, turned))
                .isCloseTo(naive[places.length / 2], within(1e-12));
    }

    @Test
    void flatPicturesHaveNone() {
        assertThat(distinctness(new float[SIZE * SIZE], RIGHT)).isNaN();
    }

    private static double distinctness(float[] picture, Affine transform) {
        return new Distinctness(new DetailCorrelation(picture, SIZE, SIZE), SIZE, 1).of(places(), transform);
    }

    private static int[] places() {
        return IntStream.range(0, 35).map(i -> (12 + i / 5 * 12) * SIZE + 12 + i % 5 * 6).toArray();
    }

    private static float[] noise(double sigma) {
        var random = new Random(7);
        var noise = new float[SIZE * SIZE];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (128 + sigma * random.nextGaussian());
        }
        return noise;
    }
}
