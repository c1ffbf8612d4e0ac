package io.palimpsest.match;

import io.palimpsest.core.Affine;

/**
 * How much a transform stretches lengths in the direction in which it does so most, and in that in which it does so
 * least: the singular values of its linear part.
 *
 * @param most the larger factor
 * @param least the smaller factor
 */
record Stretch(double most, double least) {

    static Stretch of(Affine transform) {
        // their squares add up to the sum of the squared entries and multiply to that of the determinant
        var half = (transform.xx() * transform.xx() + transform.xy() * transform.xy()
                + transform.yx() * transform.yx() + transform.yy() * transform.yy()) / 2;
        var root = Math.sqrt(Math.max(0, half * half - transform.determinant() * transform.determinant()));
        return new Stretch(Math.sqrt(half + root), Math.sqrt(Math.max(0, half - root)));
    }
}
