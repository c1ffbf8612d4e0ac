package io.palimpsest.match;

import io.palimpsest.core.Affine;
/**
 * Two keypoints of one picture that look alike, and the similarity transform that carries the first to the second.
 *
 * @param mirrored whether one is the mirror image of the other
 * @param x column of the first
 * @param y row of the first
 * @param toX column of the second
 * @param toY row of the second
 * @param logScale binary logarithm of the ratio of their sizes
 * @param turn orientation of the second, less that of the first or, if mirrored, plus it; in radians
 */
record Match(boolean mirrored, double x, double y, double toX, double toY, double logScale, double turn) {

    static Match of(Keypoints points, int from, int to, boolean mirrored) {
        var turn = points.angle()[to] + (mirrored ? points.angle()[from] : -points.angle()[from]);
        return new Match(mirrored, points.x()[from], points.y()[from], points.x()[to], points.y()[to],
                Math.log(points.size()[to] / points.size()[from]) / Math.log(2), turn);
    }

    Match reversed() {
        return new Match(mirrored, toX, toY, x, y, -logScale, mirrored ? turn : -turn);
    }

    /** The transform that this pair alone implies. */
    Affine transform() {
        var scale = Math.pow(2, logScale);
        var cos = scale * Math.cos(turn);
        var sin = scale * Math.sin(turn);
        var sign = mirrored ? -1 : 1;
        return new Affine(cos, -sign * sin, toX - cos * x + sign * sin * y, sin, sign * cos,
                toY - sin * x - sign * cos * y);
    }
}
