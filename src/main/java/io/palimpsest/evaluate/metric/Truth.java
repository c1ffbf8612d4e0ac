package io.palimpsest.evaluate.metric;

/**
 * What is known of a picture; arrays hold height x width values row by row.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param altered true = altered
 * @param instances number from 1 of the altered part that a pixel belongs to, 0 = none; or null: then the 8-connected
 *            components of {@code altered} are the parts
 */
public record Truth(int width, int height, boolean[] altered, int[] instances) {

    /** @throws IllegalArgumentException if an array has not width x height elements */
    public Truth {
        var pixels = pixels(width, height);
        require("altered", altered.length, pixels);
        require("instances", instances == null ? pixels : instances.length, pixels);
    }

    /** True if no pixel is altered. */
    public boolean authentic() {
        for (var pixel : altered) {
            if (pixel) {
                return false;
            }
        }
        return true;
    }

    static int pixels(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(width + " x " + height + " is no size of a picture");
        }
        return width * height;
    }

    static void require(String name, int length, int pixels) {
        if (length != pixels) {
            throw new IllegalArgumentException(
                    name + " has " + length + " elements, the picture " + pixels + "; bring it to the picture's size");
        }
    }
}
