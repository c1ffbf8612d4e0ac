package io.palimpsest.evaluate;

/** An irregular closed outline: a circle with a few lobes and a fine wave. */
record Outline(double centreX, double centreY, double radius, double phase, int lobes) {

    /** The largest distance from the centre, as a multiple of the radius. */
    static final double REACH = 1.4;

    boolean contains(int x, int y) {
        var angle = Math.atan2(y - centreY, x - centreX);
        var edge = radius * (1 + 0.2 * Math.sin(lobes * angle + phase) + 0.05 * Math.sin(11 * angle));
        return Math.hypot(x - centreX, y - centreY) < edge;
    }
}
