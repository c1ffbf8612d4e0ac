package io.palimpsest.evaluate.metric;

/**
 * What is known to be altered in a picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param altered height x width values row by row, true = altered
 * @param instances number from 1 of the altered part that each pixel belongs to, 0 elsewhere, on the same grid; null
 *     where parts are not told apart
 */
public record Truth(int width, int height, boolean[] altered, int[] instances) {

    /** @throws IllegalArgumentException if an array does not fit the size */
    public Truth {
        if (altered.length != width * height || instances != null && instances.length != altered.length) {
            throw new IllegalArgumentException("A truth of " + width + "x" + height + " pixels needs as many values");
        }
    }
}
