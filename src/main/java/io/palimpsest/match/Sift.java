package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.core.Monitor;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.KeyPointVector;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_features2d.SIFT;

/** OpenCV's SIFT, in tiles so that its memory does not grow with the picture. */
final class Sift {

    /** Largest edge of a tile without its margins. */
    private static final int TILE = 1024;

    /** Descriptors reach beyond a tile by this many pixels. */
    private static final int MARGIN = 64;

    private static final int LAYERS = 3;

    /** A quarter of the usual 0.04, since blots and micrographs have little contrast. */
    private static final double CONTRAST = 0.004;

    private static final double EDGE = 10;
    private static final double SIGMA = 1.6;

    /** So many times its share of the keypoints each tile may propose. */
    private static final int SURPLUS = 2;

    /** Edge of a grid whose cells get equal shares of the keypoints. */
    private static final int GRID = 16;

    private Sift() {}

    private record Found(float x, float y, float size, float angle, float response, float[] descriptor) {}

    /**
     * Finds keypoints.
     *
     * @param grey 8-bit samples, row by row
     * @param limit how many to keep: the strongest of each cell of a grid
     */
    static Keypoints of(byte[] grey, int width, int height, int limit, Monitor monitor) {
        var columns = tiles(width);
        var rows = tiles(height);
        var found = new ArrayList<Found>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                monitor.check();
                monitor.step("keypoints", (row * columns + column) / (double) (rows * columns));
                tile(grey, width, new int[] {edge(column, columns, width), edge(row, rows, height),
                        edge(column + 1, columns, width), edge(row + 1, rows, height)}, height,
                        SURPLUS * limit / (rows * columns), found);
            }
        }
        return pack(spread(found, width, height, limit));
    }

    private static int tiles(int size) {
        return size <= TILE + 2 * MARGIN ? 1 : (size + TILE - 1) / TILE;
    }

    /** Tiles start at multiples of 32, so that the octaves are sampled at the same places in all of them. */
    private static int edge(int i, int count, int size) {
        return i == count ? size : (int) ((long) i * size / count) / 32 * 32;
    }

    private static void tile(byte[] grey, int width, int[] core, int height, int most, List<Found> found) {
        var left = Math.max(0, core[0] - MARGIN);
        var top = Math.max(0, core[1] - MARGIN);
        var right = Math.min(width, core[2] + MARGIN);
        var bottom = Math.min(height, core[3] + MARGIN);
        var samples = new byte[(right - left) * (bottom - top)];
        for (int y = top; y < bottom; y++) {
            System.arraycopy(grey, y * width + left, samples, (y - top) * (right - left), right - left);
        }
        try (var scope = new PointerScope()) {
            var image = new Mat(bottom - top, right - left, opencv_core.CV_8UC1);
            image.data().put(samples);
            var sift = SIFT.create(most, LAYERS, CONTRAST, EDGE, SIGMA, true);
            var points = new KeyPointVector();
            var descriptors = new Mat();
            sift.detectAndCompute(image, new Mat(), points, descriptors);
            var values = new float[(int) points.size() * Keypoints.LENGTH];
            if (values.length > 0) {
                new FloatPointer(descriptors.data()).get(values);
            }
            for (int i = 0; i < points.size(); i++) {
                var point = points.get(i);
                var x = point.pt().x() + left;
                var y = point.pt().y() + top;
                if (x >= core[0] && x < core[2] && y >= core[1] && y < core[3]) {
                    found.add(new Found(x, y, point.size(), point.angle(), point.response(),
                            Arrays.copyOfRange(values, i * Keypoints.LENGTH, (i + 1) * Keypoints.LENGTH)));
                }
            }
        }
    }

    /** The strongest ones, taken in turn from all cells of a grid. */
    private static List<Found> spread(List<Found> found, int width, int height, int limit) {
        found.sort(Comparator.comparingDouble((Found point) -> -point.response).thenComparingDouble(Found::y)
                .thenComparingDouble(Found::x).thenComparingDouble(Found::size).thenComparingDouble(Found::angle));
        if (found.size() <= limit) {
            return found;
        }
        var taken = new int[GRID * GRID];
        var turns = new long[found.size()];
        for (int i = 0; i < turns.length; i++) {
            var cell = (int) (found.get(i).y * GRID / height) * GRID + (int) (found.get(i).x * GRID / width);
            turns[i] = (long) taken[cell]++ << 32 | i;
        }
        Arrays.sort(turns);
        return Arrays.stream(turns, 0, limit).mapToObj(turn -> found.get((int) turn)).toList();
    }

    private static Keypoints pack(List<Found> found) {
        var count = found.size();
        var keypoints = new Keypoints(new float[count], new float[count], new float[count], new float[count],
                new float[count * Keypoints.LENGTH]);
        for (int i = 0; i < count; i++) {
            var point = found.get(i);
            keypoints.x()[i] = point.x;
            keypoints.y()[i] = point.y;
            keypoints.size()[i] = point.size;
            keypoints.angle()[i] = (float) Math.toRadians(point.angle);
            Keypoints.root(point.descriptor, 0, keypoints.descriptors(), i * Keypoints.LENGTH);
        }
        return keypoints;
    }
}
