package io.palimpsest.match;

import io.palimpsest.core.Affine;

/**
 * Moves a transform to where the pixels of a region fit best, with any gain and offset between them: the method of
 * B. Lucas and T. Kanade with additive steps.
 */
final class Refinement {

    private static final int STEPS = 6;
    private static final int UNKNOWNS = 8;

    /** Pixels that are compared at most, evenly taken. */
    private static final int MOST = 6000;

    /** Added to the diagonal, against directions in which nothing changes. */
    private static final double DAMPING = 1e-6;

    private final Raster picture;

    Refinement(Raster picture) {
        this.picture = picture;
    }

    /**
     * Improves a transform.
     *
     * @param from a first guess
     * @param xs columns of the region's pixels
     * @param ys rows of the region's pixels
     * @param count how many there are
     * @return the transform with the smallest mean squared difference that was met, the guess included
     */
    Affine of(Affine from, int[] xs, int[] ys, int count) {
        var step = Math.max(1, count / MOST);
        double middleX = 0;
        double middleY = 0;
        for (int i = 0; i < count; i++) {
            middleX += xs[i] / (double) count;
            middleY += ys[i] / (double) count;
        }
        var best = from;
        var least = Double.POSITIVE_INFINITY;
        var now = from;
        double gain = 1;
        double offset = 0;
        for (int round = 0; round <= STEPS; round++) {
            var normal = new double[UNKNOWNS][UNKNOWNS + 1];
            double squares = 0;
            int used = 0;
            for (int i = 0; i < count; i += step) {
                var toX = now.x(xs[i], ys[i]);
                var toY = now.y(xs[i], ys[i]);
                if (!picture.holds(toX - 1, toY - 1) || !picture.holds(toX + 1, toY + 1)) {
                    continue;
                }
                double value = picture.at(toX, toY);
                var error = picture.at(xs[i], ys[i]) - gain * value - offset;
                var dx = gain * (picture.at(toX + 1, toY) - picture.at(toX - 1, toY)) / 2;
                var dy = gain * (picture.at(toX, toY + 1) - picture.at(toX, toY - 1)) / 2;
                var x = xs[i] - middleX;
                var y = ys[i] - middleY;
                add(normal, new double[] {dx * x, dx * y, dx, dy * x, dy * y, dy, value, 1}, error);
                squares += error * error;
                used++;
            }
            if (used < UNKNOWNS) {
                return best;
            }
            // the first round fits gain and offset only to the guess and has no error of its own yet
            if (round > 0 && squares / used < least) {
                least = squares / used;
                best = now;
            }
            var change = solve(normal);
            if (change == null) {
                return best;
            }
            gain += change[6];
            offset += change[7];
            if (round > 0) {
                now = moved(now, change, middleX, middleY);
            }
        }
        return best;
    }

    private static Affine moved(Affine from, double[] by, double x, double y) {
        return new Affine(from.xx() + by[0], from.xy() + by[1], from.x0() + by[2] - by[0] * x - by[1] * y,
                from.yx() + by[3], from.yy() + by[4], from.y0() + by[5] - by[3] * x - by[4] * y);
    }

    private static void add(double[][] normal, double[] slopes, double error) {
        for (int i = 0; i < UNKNOWNS; i++) {
            for (int j = 0; j < UNKNOWNS; j++) {
                normal[i][j] += slopes[i] * slopes[j];
            }
            normal[i][UNKNOWNS] += slopes[i] * error;
        }
    }

    /** Gaussian elimination with pivots on the diagonal, which is enough for a positive definite system. */
    private static double[] solve(double[][] system) {
        for (int i = 0; i < UNKNOWNS; i++) {
            system[i][i] *= 1 + DAMPING;
        }
        for (int i = 0; i < UNKNOWNS; i++) {
            if (!(system[i][i] > 0)) {
                return null;
            }
            for (int row = i + 1; row < UNKNOWNS; row++) {
                var factor = system[row][i] / system[i][i];
                for (int j = i; j <= UNKNOWNS; j++) {
                    system[row][j] -= factor * system[i][j];
                }
            }
        }
        var result = new double[UNKNOWNS];
        for (int i = UNKNOWNS - 1; i >= 0; i--) {
            result[i] = system[i][UNKNOWNS];
            for (int j = i + 1; j < UNKNOWNS; j++) {
                result[i] -= system[i][j] * result[j];
            }
            result[i] /= system[i][i];
        }
        return result;
    }
}
