package io.palimpsest.core;

/**
 * A map of the plane, in pixels: {@code (x, y)} goes to {@code (xx x + xy y + x0, yx x + yy y + y0)}.
 *
 * @param xx share of x in the new x
 * @param xy share of y in the new x
 * @param x0 added to x
 * @param yx share of x in the new y
 * @param yy share of y in the new y
 * @param y0 added to y
 */
public record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {

    /** Moves everything by as much. */
    public static Affine translation(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    /** New x of a point. */
    public double x(double x, double y) {
        return xx * x + xy * y + x0;
    }

    /** New y of a point. */
    public double y(double x, double y) {
        return yx * x + yy * y + y0;
    }

    /** What undoes this map; its numbers are not finite if this one flattens the plane. */
    public Affine inverse() {
        var d = determinant();
        return new Affine(yy / d, -xy / d, (xy * y0 - yy * x0) / d, -yx / d, xx / d, (yx * x0 - xx * y0) / d);
    }

    /** Factor by which areas grow; negative if it mirrors. */
    public double determinant() {
        return xx * yy - xy * yx;
    }

    /** Factor by which lengths grow on average: the root of that of areas. */
    public double scale() {
        return Math.sqrt(Math.abs(determinant()));
    }

    /** Whether the picture is seen as in a mirror. */
    public boolean mirrors() {
        return determinant() < 0;
    }

    /** Turn of the x axis in degrees, -180 to 180, from x towards y, which points down in pictures: clockwise. */
    public double rotation() {
        return Math.toDegrees(Math.atan2(yx, xx));
    }
}
