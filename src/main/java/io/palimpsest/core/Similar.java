package io.palimpsest.core;

/**
 * Two parts of a picture that match, as a detector of copies sees them.
 *
 * @param part number of the one part, from 1
 * @param partner number of the other part, from 1
 * @param transform takes the pixels of the one to those of the other
 */
public record Similar(int part, int partner, Affine transform) {}
