package io.palimpsest.match;

import java.util.List;
import java.util.Random;

import io.palimpsest.core.Affine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RefinementTest {

    private static final int SIZE = 200;

    /** The right half holds the left one, moved by parts of a pixel, turned and brighter. */
    @Test
    void findsPartsOfAPixel() {
        var truth = new Affine(1.02, 0.03, 95.4, -0.03, 1.02, 4.7);
        var back = truth.inverse();
        var values = new float[SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                values[y * SIZE + x] = (float) (x < 95 ? wave(x, y) : 0.8 * wave(back.x(x, y), back.y(x, y)) + 30);
            }
        }
        var refinement = new Refinement(new Raster(values, SIZE, SIZE));
        var xs = new int[60 * 60];
        var ys = new int[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = 15 + i % 60;
            ys[i] = 40 + i / 60;
        }

        var found = refinement.of(new Affine(1.01, 0.02, 97, -0.02, 1.03, 3), xs, ys, xs.length);

        for (var corner : List.of(new int[] {15, 40}, new int[] {75, 100})) {
            assertThat(found.x(corner[0], corner[1])).isCloseTo(truth.x(corner[0], corner[1]), within(0.05));
            assertThat(found.y(corner[0], corner[1])).isCloseTo(truth.y(corner[0], corner[1]), within(0.05));
        }
    }

    @Test
    void keepsTheGuessWhereNothingCanBeLearnt() {
        var guess = Affine.translation(20, 3);
        var flat = new Refinement(new Raster(new float[SIZE * SIZE], SIZE, SIZE));
        var outside = Affine.translation(500, 0);
        assertThat(flat.of(guess, new int[] {5, 6, 7}, new int[] {5, 9, 7}, 3)).isEqualTo(guess);
        assertThat(flat.of(outside, new int[] {5, 6, 7}, new int[] {5, 9, 7}, 3)).isEqualTo(outside);
    }

    @Test
    void hullsHoldWhatLiesBetweenTheirPoints() {
        var random = new Random(4);
        var points = random.doubles(30).mapToObj(x -> new double[] {x, random.nextDouble()}).toList();
        var hull = new Hull(points);
        for (int i = 0; i < 500; i++) {
            var x = 1.4 * random.nextDouble() - 0.2;
            var y = 1.4 * random.nextDouble() - 0.2;
            assertThat(hull.holds(x, y)).isEqualTo(inSomeTriangle(points, x, y));
        }
        assertThat(new Hull(points.subList(0, 2)).holds(points.get(0)[0], points.get(0)[1])).isFalse();
    }

    private static boolean inSomeTriangle(List<double[]> points, double x, double y) {
        for (var a : points) {
            for (var b : points) {
                for (var c : points) {
                    if (side(a, b, x, y) > 0 && side(b, c, x, y) > 0 && side(c, a, x, y) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static double side(double[] a, double[] b, double x, double y) {
        return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
    }

    private static double wave(double x, double y) {
        return 100 + 20 * Math.sin(x / 5 + y / 11) + 20 * Math.cos(y / 6 - x / 13) + 10 * Math.sin(x * y / 300);
    }
}
