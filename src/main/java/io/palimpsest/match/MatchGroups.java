package io.palimpsest.match;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/** Sorts matches into groups that one affine transform explains, the largest first. */
final class MatchGroups {

    /** A match supports another when it lies where the other one's transform puts it, but for so many pixels... */
    private static final double TOLERANCE = 4;

    /** ...and so much of their distance, since sizes and orientations of keypoints are inexact. */
    private static final double SLOPE = 0.12;

    private static final double TURN = Math.toRadians(20);
    private static final double LOG_SCALE = 0.5;

    /** Inliers of a transform are off by so many pixels at most. */
    static final double THRESHOLD = 3;

    /** Fewest inliers at different places. */
    private static final int FEWEST = 4;
    private static final double PLACE = 3;

    private static final double LARGEST_STRETCH = 2.5;
    private static final double LARGEST_SHEAR = 1.4;

    /** More matches than this are a pattern that repeats; they are thinned out. */
    private static final int MOST_MATCHES = 6000;

    private final List<Match> matches;
    private final Affine[] transforms;
    private final double reach;
    private final int[] support;
    private final boolean[] used;

    private MatchGroups(List<Match> matches, double reach) {
        this.matches = matches;
        this.reach = reach;
        transforms = matches.stream().map(Match::transform).toArray(Affine[]::new);
        support = new int[matches.size()];
        used = new boolean[matches.size()];
    }

    /**
     * Matches that one transform explains.
     *
     * @param transform from the first keypoint of each match to the second
     * @param matches the inliers
     */
    record Group(Affine transform, List<Match> matches) {}

    /**
     * Finds the groups.
     *
     * @param pairs matches, each in one direction
     * @param reach how far from each other two matches of one region can be, in pixels
     * @param most how many groups to find at most
     */
    static List<Group> of(List<Match> pairs, double reach, int most, long seed, Monitor monitor) {
        var step = Math.max(1, (pairs.size() + MOST_MATCHES / 2 - 1) / (MOST_MATCHES / 2));
        var both = new ArrayList<Match>();
        for (int i = 0; i < pairs.size(); i += step) {
            both.add(pairs.get(i));
            both.add(pairs.get(i).reversed());
        }
        var search = new MatchGroups(both, reach);
        TaskLoop.run(both.size(), i -> {
            monitor.check();
            for (int j = 0; j < both.size(); j++) {
                search.support[i] += i != j && search.supports(i, j) ? 1 : 0;
            }
        });
        var groups = new ArrayList<Group>();
        while (groups.size() < most) {
            monitor.check();
            var best = search.best();
            if (best < 0 || search.support[best] < FEWEST - 1) {
                break;
            }
            var group = search.group(best, seed);
            if (group == null) {
                search.use(best);
            } else {
                groups.add(group);
            }
        }
        return groups;
    }

    private int best() {
        int best = -1;
        for (int i = 0; i < support.length; i++) {
            if (!used[i] && (best < 0 || support[i] > support[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Whether match j fits what match i says of its surroundings. */
    private boolean supports(int i, int j) {
        var one = matches.get(i);
        var other = matches.get(j);
        if (one.mirrored() != other.mirrored() || Math.abs(one.logScale() - other.logScale()) > LOG_SCALE
                || Math.abs(Math.IEEEremainder(one.turn() - other.turn(), 2 * Math.PI)) > TURN) {
            return false;
        }
        var distance = Math.hypot(other.x() - one.x(), other.y() - one.y());
        return distance < reach && off(transforms[i], other) < TOLERANCE + SLOPE * distance;
    }

    private static double off(Affine transform, Match match) {
        return Math.hypot(transform.x(match.x(), match.y()) - match.toX(),
                transform.y(match.x(), match.y()) - match.toY());
    }

    private void use(int match) {
        used[match] = true;
        for (int i = 0; i < support.length; i++) {
            if (!used[i] && supports(i, match)) {
                support[i]--;
            }
        }
    }

    private Group group(int first, long seed) {
        var supporters = new ArrayList<Match>();
        for (int j = 0; j < support.length; j++) {
            if (!used[j] && (j == first || supports(first, j))) {
                supporters.add(matches.get(j));
            }
        }
        var transform = RobustAffine.of(supporters, THRESHOLD, seed);
        if (transform == null || !plausible(transform)) {
            return null;
        }
        var inliers = new ArrayList<Integer>();
        for (int j = 0; j < support.length; j++) {
            if (!used[j] && matches.get(j).mirrored() == transform.determinant() < 0
                    && off(transform, matches.get(j)) < THRESHOLD) {
                inliers.add(j);
            }
        }
        var members = inliers.stream().map(matches::get).toList();
        if (places(members) < FEWEST) {
            return null;
        }
        var back = transform.inverse();
        for (int j = 0; j < support.length; j++) {
            if (!used[j] && (off(transform, matches.get(j)) < 2 * THRESHOLD
                    || off(back, matches.get(j)) < 2 * THRESHOLD)) {
                use(j);
            }
        }
        return new Group(transform, members);
    }

    private static boolean plausible(Affine transform) {
        var stretch = Stretch.of(transform);
        return stretch.most() < LARGEST_STRETCH && stretch.least() > 1 / LARGEST_STRETCH
                && stretch.most() < LARGEST_SHEAR * stretch.least();
    }

    /** Number of matches that do not begin where another one does. */
    static int places(List<Match> matches) {
        var taken = new boolean[matches.size()];
        int places = 0;
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                places++;
                for (int j = i + 1; j < taken.length; j++) {
                    taken[j] |= Math.hypot(matches.get(i).x() - matches.get(j).x(),
                            matches.get(i).y() - matches.get(j).y()) < PLACE;
                }
            }
        }
        return places;
    }
}
