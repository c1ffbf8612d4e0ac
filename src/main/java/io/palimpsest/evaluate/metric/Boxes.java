package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.core.Detector;

/**
 * The boxes that are told in one picture and whether each is right, for an average precision over a set.
 *
 * <p>A told box bounds an 8-connected component of probability above 0.5, a true one bounds an altered part; those of
 * less than {@link Detector#MIN_AREA} of the picture are left out on both sides. A told box is as certain as the mean
 * probability of its component. From the most certain on, each takes the true box that it overlaps most; it is right if
 * intersection over union is at least 0.5 and no other took that box before. (The paper of LSTM-EnDec states neither
 * smallest area nor overlap; these are the common ones.)
 *
 * @param certainties of the told boxes, falling
 * @param right of the told boxes
 * @param truths number of true boxes
 */
record Boxes(double[] certainties, boolean[] right, int truths) {

    private static final double OVERLAP = 0.5;

    /** Corners are inclusive at x0, y0 and exclusive at x1, y1. */
    private record Box(int x0, int y0, int x1, int y1, double certainty) {

        double overlap(Box other) {
            double across = Math.min(x1, other.x1) - Math.max(x0, other.x0);
            double down = Math.min(y1, other.y1) - Math.max(y0, other.y0);
            var common = Math.max(0, across) * Math.max(0, down);
            return common / (area() + other.area() - common);
        }

        double area() {
            return (double) (x1 - x0) * (y1 - y0);
        }
    }

    static Boxes of(Parts told, float[] probability, Parts truth) {
        var boxes = boxes(told, probability);
        boxes.sort(Comparator.comparingDouble((Box box) -> -box.certainty())); // stable: equal ones by first pixel
        var truths = boxes(truth, probability);
        var taken = new boolean[truths.size()];
        var right = new boolean[boxes.size()];
        for (int i = 0; i < right.length; i++) {
            int best = -1;
            double overlap = OVERLAP;
            for (int j = 0; j < taken.length; j++) {
                var common = boxes.get(i).overlap(truths.get(j));
                if (common > overlap || common == overlap && best < 0) {
                    best = j;
                    overlap = common;
                }
            }
            right[i] = best >= 0 && !taken[best];
            if (right[i]) {
                taken[best] = true;
            }
        }
        return new Boxes(boxes.stream().mapToDouble(Box::certainty).toArray(), right, truths.size());
    }

    private static List<Box> boxes(Parts parts, float[] probability) {
        int width = parts.width();
        var corners = new int[parts.count()][];
        Arrays.setAll(corners, part -> new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0});
        var sums = new double[parts.count()];
        for (int i = 0, x = 0, y = 0; i < parts.labels().length; i++) {
            int part = parts.labels()[i] - 1;
            if (part >= 0) {
                var corner = corners[part];
                corner[0] = Math.min(corner[0], x);
                corner[1] = Math.min(corner[1], y);
                corner[2] = Math.max(corner[2], x + 1);
                corner[3] = Math.max(corner[3], y + 1);
                sums[part] += probability[i];
            }
            if (++x == width) {
                x = 0;
                y++;
            }
        }
        var kept = new ArrayList<Box>();
        for (int part = 0; part < corners.length; part++) {
            if (parts.areas()[part] >= Detector.MIN_AREA * parts.labels().length) {
                var corner = corners[part];
                kept.add(new Box(corner[0], corner[1], corner[2], corner[3], sums[part] / parts.areas()[part]));
            }
        }
        return kept;
    }
}
