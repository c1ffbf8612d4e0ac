package io.palimpsest.evaluate.metric;

import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AssignmentTest {

    /** Best of all ways to give each row from {@code row} on one of the columns that are not used yet, or none. */
    static double best(double[][] weights, int row, long used) {
        if (row == weights.length) {
            return 0;
        }
        var best = best(weights, row + 1, used);
        for (int column = 0; column < weights[row].length; column++) {
            if ((used >> column & 1) == 0 && weights[row][column] > 0) {
                best = Math.max(best, weights[row][column] + best(weights, row + 1, used | 1L << column));
            }
        }
        return best;
    }

    private static double total(double[][] weights, int columns) {
        var listed = IntStream.range(0, weights.length)
                .mapToObj(row -> IntStream.range(0, columns).filter(column -> weights[row][column] > 0).toArray())
                .toArray(int[][]::new);
        var values = IntStream.range(0, weights.length)
                .mapToObj(row -> IntStream.of(listed[row]).mapToDouble(column -> weights[row][column]).toArray())
                .toArray(double[][]::new);
        return Assignment.total(listed, values, columns);
    }

    @Example
    void theGreedyChoiceIsNotTheBest() {
        assertThat(total(new double[][] {{0.9, 0.8}, {0.8, 0}}, 2)).isCloseTo(1.6, within(1e-12));
        assertThat(total(new double[][] {{0.9, 0.3}, {0.5, 0}}, 2)).isCloseTo(0.9, within(1e-12));
    }

    @Property(tries = 400)
    void asByAllPermutations(@ForAll @IntRange(min = 0, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 7) int columns, @ForAll long seed) {
        var random = new Random(seed);
        var density = random.nextDouble();
        var ties = random.nextBoolean();
        var weights = new double[rows][columns];
        for (var row : weights) {
            for (int column = 0; column < columns; column++) {
                var weight = ties ? (1 + random.nextInt(4)) / 4.0 : random.nextDouble();
                row[column] = random.nextDouble() < density ? weight : 0;
            }
        }
        assertThat(total(weights, columns)).isCloseTo(best(weights, 0, 0), within(1e-9));
    }
}
