package io.palimpsest.match;

import java.util.SplittableRandom;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * Whether the detail of a part comes again at other offsets than that of its match, as in rows of windows.
 *
 * <p>The detail at pixels drawn from the part is correlated with that at every second offset up to a reach.
 */
final class Repetition {

    /** Pixels drawn. */
    private static final int SAMPLES = 512;

    /** Offsets in pixels: smaller ones say how smooth the detail is, and no larger ones are tried. */
    private static final int NEAREST = 16;
    private static final int REACH = 96;
    private static final int STEP = 2;

    /** Offsets that lead so close to the match, in pixels, are those of the match. */
    private static final int MATCH = 12;

    private final DetailCorrelation correlation;
    private final int[] x = new int[SAMPLES];
    private final int[] y = new int[SAMPLES];
    private final double[] detail = new double[SAMPLES];
    private final double[] matchX = new double[SAMPLES];
    private final double[] matchY = new double[SAMPLES];

    /** Draws pixels from the cells of a part. */
    Repetition(DetailCorrelation correlation, int[] cells, int columns, int step, Affine transform) {
        this.correlation = correlation;
        var random = new SplittableRandom(cells.length);
        for (int i = 0; i < SAMPLES; i++) {
            var cell = cells[random.nextInt(cells.length)];
            x[i] = Math.min(correlation.width() - 1, cell % columns * step + random.nextInt(step));
            y[i] = Math.min(correlation.height() - 1, cell / columns * step + random.nextInt(step));
            detail[i] = correlation.detail(x[i], y[i]);
            matchX[i] = transform.x(x[i], y[i]);
            matchY[i] = transform.y(x[i], y[i]);
        }
    }

    /** The largest correlation at another offset, as a share of that with the match: 0 to about 1. */
    double share(Monitor monitor) {
        var match = new Sums();
        for (int i = 0; i < SAMPLES; i++) {
            var toX = (int) Math.rint(matchX[i]);
            var toY = (int) Math.rint(matchY[i]);
            if (toX >= 0 && toY >= 0 && toX < correlation.width() && toY < correlation.height()) {
                match.add(detail[i], correlation.detail(toX, toY));
            }
        }
        var lines = 2 * REACH / STEP + 1;
        var most = new double[lines];
        TaskLoop.run(lines, line -> {
            monitor.check();
            for (int dx = -REACH; dx <= REACH; dx += STEP) {
                var dy = line * STEP - REACH;
                if (dx * dx + dy * dy >= NEAREST * NEAREST) {
                    most[line] = Math.max(most[line], at(dx, dy));
                }
            }
        });
        double largest = 0;
        for (var value : most) {
            largest = Math.max(largest, value);
        }
        return largest / Math.max(largest, match.correlation());
    }

    private double at(int dx, int dy) {
        var sums = new Sums();
        for (int i = 0; i < SAMPLES; i++) {
            var toX = x[i] + dx;
            var toY = y[i] + dy;
            var asideX = matchX[i] - toX;
            var asideY = matchY[i] - toY;
            if (toX >= 0 && toY >= 0 && toX < correlation.width() && toY < correlation.height()
                    && asideX * asideX + asideY * asideY >= MATCH * MATCH) {
                sums.add(detail[i], correlation.detail(toX, toY));
            }
        }
        return 2 * sums.n < SAMPLES ? 0 : sums.correlation();
    }

    /** Running sums of pairs. */
    private static final class Sums {
        private int n;
        private double a;
        private double b;
        private double aa;
        private double bb;
        private double ab;

        void add(double one, double other) {
            n++;
            a += one;
            b += other;
            aa += one * one;
            bb += other * other;
            ab += one * other;
        }

        double correlation() {
            return n == 0 ? 0 : DetailCorrelation.correlation(n, a, b, aa, bb, ab);
        }
    }
}
