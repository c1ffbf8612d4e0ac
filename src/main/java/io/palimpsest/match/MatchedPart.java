package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;

/**
 * Connected pixels whose offsets follow one affine transform.
 *
 * @param pixels row times width plus column
 * @param transform takes these pixels to their matches
 */
record MatchedPart(int[] pixels, Affine transform) {

    /** Offsets of neighbours in one part differ by at most so much in each coordinate: 2 if they are mirrored. */
    private static final int CHANGE = 4;

    /** Offsets further from the transform than this, in pixels, are left out of the fit. */
    private static final double OUTLYING = 2;

    private static final int ROUNDS = 5;

    /** A translation that leaves no more than this, in pixels, needs no further transform. */
    private static final double STILL = 0.3;

    /**
     * The parts of a field, largest first.
     *
     * @param error from {@link LinearFitting#errors}
     * @param tolerance largest such error in a part, in pixels
     * @param nearest least length of an offset in pixels
     * @param smallest least number of pixels
     */
    static List<MatchedPart> of(OffsetField field, float[] error, double tolerance, int nearest, int smallest,
            Monitor monitor) {
        var open = new boolean[error.length];
        for (int i = 0; i < open.length; i++) {
            open[i] = error[i] <= tolerance && length2(field, i) >= nearest * nearest;
        }
        var queue = new int[error.length];
        var parts = new ArrayList<MatchedPart>();
        for (int start = 0; start < open.length; start++) {
            if (open[start]) {
                monitor.check();
                var n = grow(field, start, open, queue);
                if (n >= smallest) {
                    var pixels = Arrays.copyOf(queue, n);
                    var transform = fit(field, pixels);
                    if (transform != null) {
                        parts.add(new MatchedPart(pixels, transform));
                    }
                }
            }
        }
        parts.sort(Comparator.comparingInt(part -> -part.pixels.length));
        return parts;
    }

    private static long length2(OffsetField field, int i) {
        return (long) field.x()[i] * field.x()[i] + (long) field.y()[i] * field.y()[i];
    }

    private static int grow(OffsetField field, int start, boolean[] open, int[] queue) {
        var width = field.width();
        int n = 0;
        queue[n++] = start;
        open[start] = false;
        for (int at = 0; at < n; at++) {
            var i = queue[at];
            for (int side = 0; side < 4; side++) {
                var next = side == 0 ? i - 1 : side == 1 ? i + 1 : side == 2 ? i - width : i + width;
                var off = side == 0 && i % width == 0 || side == 1 && i % width == width - 1 || next < 0
                        || next >= open.length;
                if (!off && open[next] && Math.abs(field.x()[next] - field.x()[i]) <= CHANGE
                        && Math.abs(field.y()[next] - field.y()[i]) <= CHANGE) {
                    open[next] = false;
                    queue[n++] = next;
                }
            }
        }
        return n;
    }

    /** Least squares over all pixels, repeated without those that do not follow; null if they span no area. */
    private static Affine fit(OffsetField field, int[] pixels) {
        Affine found = null;
        for (int round = 0; round < ROUNDS; round++) {
            var sums = new AffineFit();
            for (var pixel : pixels) {
                int x = pixel % field.width() * PatchMatch.STEP;
                int y = pixel / field.width() * PatchMatch.STEP;
                var toX = x + field.x()[pixel];
                var toY = y + field.y()[pixel];
                if (found == null || Math.hypot(found.x(x, y) - toX, found.y(x, y) - toY) <= OUTLYING) {
                    sums.add(x, y, toX, toY);
                }
            }
            var next = sums.translationError() <= STILL ? sums.translation() : sums.affine();
            if (next == null || next.equals(found)) {
                return next;
            }
            found = next;
        }
        return found;
    }
}
