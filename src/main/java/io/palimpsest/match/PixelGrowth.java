package io.palimpsest.match;

import java.util.List;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.signal.Morphology;

/**
 * Grows a region of pixels that a transform carries to alike ones, from the keypoints that it was found by.
 *
 * <p>Few keypoints give a transform only roughly, so it is refined while the region grows; {@link CellGrowth} begins with
 * many exact offsets, and has to cross the flat parts where these are missing.
 */
final class PixelGrowth {

    /** Windows that correlate by less do not belong to a region. */
    static final double ALIKE = 0.6;

    /** Pixels that the transform moves by less are not compared, since neighbours are alike anyway. */
    private static final double MOVED = 16;

    /** A region holds a square of 2 r + 1 pixels around each of its pixels or near them: edges alone are no region. */
    private static final int CORE = 7;

    /** What is grown is compared in a box that reaches so far beyond the keypoints at first. */
    private static final int MARGIN = 32;

    /** How often the transform is refined on the region and the region grown anew. */
    private static final int REFINED = 2;

    private final Raster picture;
    private final Keypoints keypoints;
    private final DetailCorrelation detail;
    private final Refinement refinement;

    PixelGrowth(Raster picture, Keypoints keypoints) {
        this.picture = picture;
        this.keypoints = keypoints;
        detail = new DetailCorrelation(picture.values(), picture.width(), picture.height());
        refinement = new Refinement(picture);
    }

    private record Box(int left, int top, int right, int bottom) {

        int width() {
            return right - left;
        }

        int height() {
            return bottom - top;
        }
    }

    /** The region of a group, or null if its pixels are not alike. */
    MatchedRegion grow(MatchGroups.Group group, Monitor monitor) {
        var box = around(group.matches());
        var transform = group.transform();
        int refined = 0;
        while (true) {
            monitor.check();
            var correlation = correlation(transform, box);
            var inside = alike(correlation, group.matches(), box);
            var wider = widened(inside, box);
            if (!wider.equals(box)) {
                box = wider;
            } else if (refined++ < REFINED) {
                transform = refine(transform, inside, box);
            } else {
                return region(transform, correlation, inside, group.matches(), box);
            }
        }
    }

    private Box around(List<Match> matches) {
        double left = picture.width();
        double top = picture.height();
        double right = 0;
        double bottom = 0;
        for (var match : matches) {
            left = Math.min(left, match.x());
            top = Math.min(top, match.y());
            right = Math.max(right, match.x());
            bottom = Math.max(bottom, match.y());
        }
        return box((int) left - MARGIN, (int) top - MARGIN, (int) right + MARGIN + 1, (int) bottom + MARGIN + 1);
    }

    private Box box(int left, int top, int right, int bottom) {
        return new Box(Math.max(0, left), Math.max(0, top), Math.min(picture.width(), right),
                Math.min(picture.height(), bottom));
    }

    /** The box, wider by half where the region reaches its sides. */
    private Box widened(boolean[] inside, Box box) {
        var reached = new boolean[4];
        var near = CorrelationMap.RADIUS;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                int x = i % box.width();
                int y = i / box.width();
                reached[0] |= x <= near;
                reached[1] |= y <= near;
                reached[2] |= x >= box.width() - 1 - near;
                reached[3] |= y >= box.height() - 1 - near;
            }
        }
        var alongX = box.width() / 2;
        var alongY = box.height() / 2;
        return box(box.left - (reached[0] ? alongX : 0), box.top - (reached[1] ? alongY : 0),
                box.right + (reached[2] ? alongX : 0), box.bottom + (reached[3] ? alongY : 0));
    }

    private float[] correlation(Affine transform, Box box) {
        var here = new float[box.width() * box.height()];
        var there = new float[here.length];
        for (int y = box.top; y < box.bottom; y++) {
            for (int x = box.left; x < box.right; x++) {
                var i = (y - box.top) * box.width() + x - box.left;
                var toX = transform.x(x, y);
                var toY = transform.y(x, y);
                here[i] = picture.values()[y * picture.width() + x];
                there[i] = picture.holds(toX, toY) && Math.hypot(toX - x, toY - y) >= MOVED ? picture.at(toX, toY)
                        : Float.NaN;
            }
        }
        return CorrelationMap.of(here, there, box.width());
    }

    /** Pixels that correlate and hang together with a keypoint. */
    private static boolean[] alike(float[] correlation, List<Match> matches, Box box) {
        var inside = new boolean[correlation.length];
        var queue = new int[correlation.length];
        var near = CorrelationMap.RADIUS;
        int end = 0;
        for (var match : matches) {
            var middleX = (int) match.x() - box.left;
            var middleY = (int) match.y() - box.top;
            for (int y = Math.max(0, middleY - near); y <= Math.min(box.height() - 1, middleY + near); y++) {
                for (int x = Math.max(0, middleX - near); x <= Math.min(box.width() - 1, middleX + near); x++) {
                    end = take(y * box.width() + x, correlation, inside, queue, end);
                }
            }
        }
        for (int at = 0; at < end; at++) {
            int x = queue[at] % box.width();
            int y = queue[at] / box.width();
            end = x > 0 ? take(queue[at] - 1, correlation, inside, queue, end) : end;
            end = y > 0 ? take(queue[at] - box.width(), correlation, inside, queue, end) : end;
            end = x < box.width() - 1 ? take(queue[at] + 1, correlation, inside, queue, end) : end;
            end = y < box.height() - 1 ? take(queue[at] + box.width(), correlation, inside, queue, end) : end;
        }
        return inside;
    }

    private static int take(int pixel, float[] correlation, boolean[] inside, int[] queue, int end) {
        if (inside[pixel] || !(correlation[pixel] >= ALIKE)) {
            return end;
        }
        inside[pixel] = true;
        queue[end] = pixel;
        return end + 1;
    }

    private Affine refine(Affine transform, boolean[] inside, Box box) {
        var xs = new int[inside.length];
        var ys = new int[inside.length];
        int count = 0;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                xs[count] = box.left + i % box.width();
                ys[count++] = box.top + i / box.width();
            }
        }
        return count == 0 ? transform : refinement.of(transform, xs, ys, count);
    }

    /** What is left of the grown pixels when thin parts are dropped and holes are closed, or null. */
    private MatchedRegion region(Affine transform, float[] correlation, boolean[] grown, List<Match> matches,
            Box box) {
        var square = Morphology.square(CORE);
        var closed = square.erode(square.dilate(grown, box.width(), box.height()), box.width(), box.height());
        var inside = square.open(closed, box.width(), box.height());
        var members = matches.stream().filter(match ->
                inside[((int) match.y() - box.top) * box.width() + (int) match.x() - box.left]).toList();
        if (members.isEmpty()) {
            return null;
        }
        return new MatchedRegion(transform, box.left, box.top, box.width(), box.height(), inside, correlation,
                new RegionFit(picture, box.left, box.top, box.width(), inside, correlation)
                        .of(transform, members, keypoints, detail));
    }
}
