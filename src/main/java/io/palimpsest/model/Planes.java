package io.palimpsest.model;

import java.util.Arrays;

/**
 * Channels of one size: what a network reads, or the maps that it gives.
 *
 * <p>The arrays are not copied; whoever gets them must not write to them.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param channels channel x (height x width, row by row), at least one channel
 */
public record Planes(int width, int height, float[][] channels) {

    /**
     * @throws IllegalArgumentException if there is no pixel, no channel, or a channel has another number of pixels
     */
    public Planes {
        if (width < 1 || height < 1 || channels.length == 0) {
            throw new IllegalArgumentException("Planes of " + width + "x" + height + " pixels and " + channels.length
                    + " channels are none; at least 1x1 and one channel are needed");
        }
        if (Arrays.stream(channels).anyMatch(channel -> channel.length != (long) width * height)) {
            throw new IllegalArgumentException("Each channel must have " + width + "x" + height + " values");
        }
    }

    /** New planes of zeros. */
    static Planes zeros(int width, int height, int channels) {
        return new Planes(width, height, new float[channels][Math.multiplyExact(width, height)]);
    }
}
