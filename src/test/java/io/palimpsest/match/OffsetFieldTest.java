package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Random;

import io.palimpsest.core.Monitor;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OffsetFieldTest {

    @ParameterizedTest
    @CsvSource({"40,33,3,5", "61,100,6,3000", "7,7,3,300", "5,40,3,9", "1,1,2,2"})
    void theFittingErrorIsThatOfLeastSquares(int width, int height, int radius, int spread) {
        var field = field(width, height, spread, 0.002);

        var error = LinearFitting.errors(field, radius, Monitor.none());

        for (int i = 0; i < error.length; i++) {
            var expected = naive(field, i % width, i / width, radius);
            if (Double.isNaN(expected)) {
                assertThat(error[i]).isNaN();
            } else {
                assertThat((double) error[i]).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
            }
        }
    }

    @Test
    void anAffineFieldFitsUpToRounding() {
        var field = field(50, 40, 1, 0);
        for (int i = 0; i < field.x().length; i++) {
            field.x()[i] = (short) (300 + 2 * (i % 50) - 3 * (i / 50));
            field.y()[i] = (short) (-4000 + i % 50);
        }

        var error = LinearFitting.errors(field, 3, Monitor.none());

        assertThat(error[20 * 50 + 25]).isCloseTo(0, within(1e-4f));
    }

    @ParameterizedTest
    @CsvSource({"30,21,2,0.3", "17,40,4,0.5", "3,3,2,0", "1,9,1,0.2"})
    void theMedianIsThatOfTheKnownHalf(int width, int height, int radius, double unknown) {
        var field = field(width, height, 40, unknown);

        var median = field.median(radius, Monitor.none());

        for (int i = 0; i < width * height; i++) {
            var u = new ArrayList<Short>();
            var v = new ArrayList<Short>();
            int all = 0;
            for (int dy = -radius; dy <= radius; dy++) {
                for (int dx = -radius; dx <= radius; dx++) {
                    if (dx * dx + dy * dy <= radius * radius) {
                        all++;
                        var x = i % width + dx;
                        var y = i / width + dy;
                        if (x >= 0 && y >= 0 && x < width && y < height && field.known()[y * width + x]) {
                            u.add(field.x()[y * width + x]);
                            v.add(field.y()[y * width + x]);
                        }
                    }
                }
            }
            assertThat(median.known()[i]).isEqualTo(2 * u.size() >= all);
            if (median.known()[i]) {
                u.sort(null);
                v.sort(null);
                assertThat(median.x()[i]).isEqualTo(u.get(u.size() / 2));
                assertThat(median.y()[i]).isEqualTo(v.get(v.size() / 2));
            }
        }
    }

    private static double naive(OffsetField field, int x, int y, int radius) {
        var places = new ArrayList<double[]>();
        var offsets = new ArrayList<double[]>();
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (dx * dx + dy * dy <= radius * radius) {
                    var at = (y + dy) * field.width() + x + dx;
                    if (x + dx < 0 || y + dy < 0 || x + dx >= field.width() || y + dy >= field.height()
                            || !field.known()[at]) {
                        return Double.NaN;
                    }
                    places.add(new double[] {1, dx, dy});
                    offsets.add(new double[] {field.x()[at], field.y()[at]});
                }
            }
        }
        var points = new DMatrixRMaj(places.toArray(double[][]::new));
        var left = new DMatrixRMaj(offsets.toArray(double[][]::new));
        var model = new DMatrixRMaj(3, 2);
        var solver = LinearSolverFactory_DDRM.leastSquares(points.numRows, 3);
        assertThat(solver.setA(points.copy())).isTrue();
        solver.solve(left.copy(), model);
        CommonOps_DDRM.multAdd(-1, points, model, left);
        return NormOps_DDRM.normF(left) / Math.sqrt(points.numRows);
    }

    private static OffsetField field(int width, int height, int spread, double unknown) {
        var random = new Random(spread);
        var field = new OffsetField(new short[width * height], new short[width * height],
                new boolean[width * height], width, height);
        for (int i = 0; i < width * height; i++) {
            field.known()[i] = random.nextDouble() >= unknown;
            field.x()[i] = (short) (random.nextInt(2 * spread + 1) - spread);
            field.y()[i] = (short) (random.nextInt(2 * spread + 1) - spread);
        }
        return field;
    }
}
