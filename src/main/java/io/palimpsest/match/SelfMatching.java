package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;

/**
 * Keypoints of a picture that look like others of it: the generalised test of I. Amerini et al. (g2NN), which keeps
 * the nearest neighbours as long as each is much nearer than the next one.
 */
final class SelfMatching {

    /** Largest ratio of the distances of one neighbour and the next. */
    private static final double RATIO = 0.7;

    /** More partners than this mean a pattern that repeats. */
    static final int MOST_PARTNERS = 4;

    /** Neighbours that are looked at; several of them can lie at one place. */
    private static final int NEIGHBOURS = 12;

    /** Keypoints nearer than this are one place, whatever their size and direction. */
    private static final double PLACE = 6;

    /** Share of the norm within which even the last neighbour looks alike. */
    private static final double NEAR = 0.4;

    /** Rows of the table of distances that are made at once. */
    private static final int ROWS = 256;

    private final Keypoints points;
    private final double apart;
    private final float[] squares;

    SelfMatching(Keypoints points, double apart) {
        this.points = points;
        this.apart = apart;
        squares = new float[points.count()];
        for (int i = 0; i < squares.length; i++) {
            for (int k = i * Keypoints.LENGTH; k < (i + 1) * Keypoints.LENGTH; k++) {
                squares[i] += points.descriptors()[k] * points.descriptors()[k];
            }
        }
    }

    /**
     * What was found.
     *
     * @param pairs alike keypoints, each pair once
     * @param repeated number of keypoints that have more partners than a copy would give them
     */
    record Result(List<Match> pairs, int repeated) {}

    /**
     * Compares all pairs.
     *
     * @param mirrored whether to look for mirror images
     */
    Result search(boolean mirrored, Monitor monitor) {
        var count = points.count();
        var partners = new int[count][];
        var others = mirrored ? points.mirrored() : points.descriptors();
        try (var scope = new PointerScope()) {
            var left = new FloatPointer(points.descriptors());
            var right = new FloatPointer(others);
            var block = new FloatPointer((long) ROWS * count);
            var products = new float[ROWS * count];
            for (int first = 0; first < count; first += ROWS) {
                monitor.check();
                monitor.step("matches", first / (double) count);
                var rows = Math.min(ROWS, count - first);
                openblas.cblas_sgemm(openblas.CblasRowMajor, openblas.CblasNoTrans, openblas.CblasTrans, rows, count,
                        Keypoints.LENGTH, 1, left.getPointer((long) first * Keypoints.LENGTH), Keypoints.LENGTH, right,
                        Keypoints.LENGTH, 0, block, count);
                block.get(products, 0, rows * count);
                var start = first;
                TaskLoop.run(rows, row -> partners[start + row] = partners(start + row, products, row * count));
            }
        }
        var matches = new ArrayList<Match>();
        int repeated = 0;
        for (int i = 0; i < count; i++) {
            repeated += partners[i].length > MOST_PARTNERS ? 1 : 0;
            for (var j : partners[i].length > MOST_PARTNERS ? new int[0] : partners[i]) {
                if (i < j || !contains(partners[j], i)) {
                    matches.add(Match.of(points, i, j, mirrored));
                }
            }
        }
        return new Result(matches, repeated);
    }

    private static boolean contains(int[] values, int value) {
        for (var each : values) {
            if (each == value) {
                return true;
            }
        }
        return false;
    }

    /** Neighbours of one keypoint that pass the test, one for each place. */
    private int[] partners(int point, float[] products, int offset) {
        var near = new int[NEIGHBOURS];
        var distance = new double[NEIGHBOURS];
        int known = 0;
        var bound = Float.POSITIVE_INFINITY;
        for (int j = 0; j < points.count(); j++) {
            var square = squares[j] - 2 * products[offset + j];
            if (square < bound && distance(point, j) > apart) {
                int at = known < NEIGHBOURS ? known++ : NEIGHBOURS - 1;
                for (; at > 0 && distance[at - 1] > square; at--) {
                    distance[at] = distance[at - 1];
                    near[at] = near[at - 1];
                }
                distance[at] = square;
                near[at] = j;
                bound = known < NEIGHBOURS ? bound : (float) distance[NEIGHBOURS - 1];
            }
        }
        var places = new int[known];
        int kept = 0;
        double last = 0;
        for (int i = 0; i < known; i++) {
            var length = Math.sqrt(Math.max(0, squares[point] + distance[i]));
            var seen = false;
            for (int k = 0; k < kept; k++) {
                seen |= distance(places[k], near[i]) < PLACE;
            }
            if (seen) {
                continue;
            }
            if (kept > 0 && last < RATIO * length) {
                return Arrays.copyOf(places, kept);
            }
            places[kept++] = near[i];
            last = length;
        }
        return kept > MOST_PARTNERS && last < NEAR * Keypoints.NORM ? Arrays.copyOf(places, kept) : new int[0];
    }

    private double distance(int i, int j) {
        return Math.hypot(points.x()[i] - points.x()[j], points.y()[i] - points.y()[j]);
    }
}
