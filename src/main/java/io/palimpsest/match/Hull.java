package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Convex hull of points in the plane, by Andrew's monotone chains. */
final class Hull {

    private final List<double[]> corners = new ArrayList<>();

    /**
     * Encloses points.
     *
     * @param points x and y of each; with less than three that are not on one line the hull holds nothing
     */
    Hull(List<double[]> points) {
        if (points.size() < 3) {
            return;
        }
        var order = Comparator.comparingDouble((double[] point) -> point[0]).thenComparingDouble(point -> point[1]);
        chain(points.stream().sorted(order).toList());
        chain(points.stream().sorted(order.reversed()).toList());
    }

    /** Appends one side without its last point, which begins the other side. */
    private void chain(List<double[]> sorted) {
        var first = corners.size();
        for (var point : sorted) {
            while (corners.size() > first + 1
                    && turn(corners.get(corners.size() - 2), corners.get(corners.size() - 1), point) <= 0) {
                corners.remove(corners.size() - 1);
            }
            corners.add(point);
        }
        corners.remove(corners.size() - 1);
    }

    private static double turn(double[] a, double[] b, double[] c) {
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    }

    boolean holds(double x, double y) {
        var point = new double[] {x, y};
        for (int i = 0; i < corners.size(); i++) {
            if (turn(corners.get(i), corners.get((i + 1) % corners.size()), point) < 0) {
                return false;
            }
        }
        return corners.size() > 2;
    }
}
