package io.palimpsest.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.palimpsest.core.Affine;

/**
 * Measures how well a region fits.
 *
 * @param picture what the region is a part of
 * @param left first column of its box
 * @param top first row of its box
 * @param width columns of its box
 * @param inside true in the region, for each pixel of the box
 * @param correlation see {@link CorrelationMap}, for each pixel of the box
 */
record RegionFit(Raster picture, int left, int top, int width, boolean[] inside, float[] correlation) {

    /** The detail is compared around every so many pixels of a region. */
    private static final int WINDOWS = 6;

    MatchedRegion.Fit of(Affine transform, List<Match> members, Keypoints keypoints, DetailCorrelation detail) {
        var enclosed = new Hull(members.stream().map(match -> new double[] {match.x() - left, match.y() - top}).toList());
        var outline = new Hull(ends());
        var within = new Mean();
        var around = new Mean();
        var own = new Mean();
        var levels = new Levels();
        var nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < inside.length; i++) {
            int x = i % width;
            int y = i / width;
            if (inside[i]) {
                own.add(correlation[i]);
                levels.add(picture.values()[(top + y) * picture.width() + left + x]);
                nearest = Math.min(nearest, Math.hypot(transform.x(left + x, top + y) - left - x,
                        transform.y(left + x, top + y) - top - y));
            }
            if (outline.holds(x, y)) {
                around.add(correlation[i]);
                if (enclosed.holds(x, y)) {
                    within.add(correlation[i]);
                }
            }
        }
        return new MatchedRegion.Fit(MatchGroups.places(members), members.size() / (double) within(keypoints),
                within.value(), around.value(), within.known(), nearest, own.value(), levels.extremes(),
                new Distinctness(detail, picture.width(), 1).of(windows(), transform));
    }

    private int[] windows() {
        return IntStream.range(0, inside.length)
                .filter(i -> inside[i] && i % width % WINDOWS == 0 && i / width % WINDOWS == 0)
                .map(i -> (top + i / width) * picture.width() + left + i % width).toArray();
    }

    /** Number of keypoints in the region, matched or not. */
    private int within(Keypoints keypoints) {
        int within = 0;
        for (int i = 0; i < keypoints.count(); i++) {
            var x = (int) keypoints.x()[i] - left;
            var y = (int) keypoints.y()[i] - top;
            within += x >= 0 && y >= 0 && x < width && y < inside.length / width && inside[y * width + x] ? 1 : 0;
        }
        return within;
    }

    /** First and last pixel of each row of the region. */
    private List<double[]> ends() {
        var ends = new ArrayList<double[]>();
        for (int row = 0; row < inside.length; row += width) {
            var first = 0;
            while (first < width && !inside[row + first]) {
                first++;
            }
            var last = width - 1;
            while (last > first && !inside[row + last]) {
                last--;
            }
            if (first < width) {
                ends.add(new double[] {first, row / width});
                ends.add(new double[] {last, row / width});
            }
        }
        return ends;
    }

    /** Mean of the values that are numbers. */
    private static final class Mean {

        private double sum;
        private int numbers;
        private int all;

        void add(float value) {
            all++;
            if (!Float.isNaN(value)) {
                sum += value;
                numbers++;
            }
        }

        double value() {
            return numbers == 0 ? 0 : sum / numbers;
        }

        double known() {
            return all == 0 ? 0 : numbers / (double) all;
        }
    }

    /** Grey values, 0 to 255. */
    private static final class Levels {

        private static final double TAIL = 0.02;
        private static final double CLOSE = 0.15;

        /** Least share of the rarer of the two, ink or paper. */
        private static final double RARER = 0.1;

        private final int[] counts = new int[256];
        private int all;

        void add(float value) {
            counts[(int) Math.max(0, Math.min(255, value))]++;
            all++;
        }

        /** Share of the values close to the darkest or the brightest, if both are many, as in letters and line drawings. */
        double extremes() {
            int low = 0;
            for (int seen = counts[0]; seen <= TAIL * all; seen += counts[low]) {
                low++;
            }
            int high = 255;
            for (int seen = counts[high]; seen <= TAIL * all; seen += counts[high]) {
                high--;
            }
            double dark = 0;
            double bright = 0;
            for (int i = 0; i < counts.length; i++) {
                dark += i - low <= CLOSE * (high - low) ? counts[i] : 0;
                bright += high - i <= CLOSE * (high - low) ? counts[i] : 0;
            }
            return Math.min(dark, bright) < RARER * all ? 0 : (dark + bright) / all;
        }
    }
}
