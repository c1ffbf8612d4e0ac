package io.palimpsest.match;

import io.palimpsest.core.Affine;

/** Least squares for an affine transform from pairs of points, by running sums. */
final class AffineFit {

    private double n;
    private double x;
    private double y;
    private double xx;
    private double xy;
    private double yy;
    private double u;
    private double v;
    private double uu;
    private double vv;
    private double xu;
    private double yu;
    private double xv;
    private double yv;
    private double originX;
    private double originY;

    /** Adds a point and its offset; sums are taken from the first point on, to keep them exact. */
    void add(double fromX, double fromY, double toX, double toY) {
        if (n == 0) {
            originX = fromX;
            originY = fromY;
        }
        var px = fromX - originX;
        var py = fromY - originY;
        var du = toX - fromX;
        var dv = toY - fromY;
        n++;
        x += px;
        y += py;
        xx += px * px;
        xy += px * py;
        yy += py * py;
        u += du;
        v += dv;
        uu += du * du;
        vv += dv * dv;
        xu += px * du;
        yu += py * du;
        xv += px * dv;
        yv += py * dv;
    }

    double count() {
        return n;
    }

    /** Root of the mean squared distance that the best translation leaves. */
    double translationError() {
        return Math.sqrt(Math.max(0, uu + vv - (u * u + v * v) / n) / n);
    }

    Affine translation() {
        return Affine.translation(Math.rint(u / n), Math.rint(v / n));
    }

    /** The best transform, or null if the points lie on a line. */
    Affine affine() {
        var sxx = xx - x * x / n;
        var sxy = xy - x * y / n;
        var syy = yy - y * y / n;
        var det = sxx * syy - sxy * sxy;
        if (!(det > 1e-9 * sxx * syy)) {
            return null;
        }
        var sxu = xu - x * u / n;
        var syu = yu - y * u / n;
        var sxv = xv - x * v / n;
        var syv = yv - y * v / n;
        var a = 1 + (syy * sxu - sxy * syu) / det;
        var b = (sxx * syu - sxy * sxu) / det;
        var c = (syy * sxv - sxy * syv) / det;
        var d = 1 + (sxx * syv - sxy * sxv) / det;
        var middleX = originX + x / n;
        var middleY = originY + y / n;
        return new Affine(a, b, middleX + u / n - a * middleX - b * middleY, c, d,
                middleY + v / n - c * middleX - d * middleY);
    }
}
