package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.util.Random;

import io.palimpsest.core.Specimen;

/**
 * A made forgery: a region without JPEG history in a host that was compressed before, both saved again together.
 *
 * <p>The region has an irregular outline, covers about a tenth of the picture and comes from another picture at half
 * its size, so that it keeps no JPEG grid.
 *
 * @param picture the host with the region in it, before it is saved
 * @param altered height x width values row by row, true inside the region
 */
public record Splice(BufferedImage picture, boolean[] altered) {

    /** Quality of the host's first compression. */
    public static final int HOST_QUALITY = 60;

    /** Quality at which the whole is saved. */
    public static final int FINAL_QUALITY = 90;

    /**
     * Makes a forgery.
     *
     * @param host the picture that is altered, at least 64 pixels wide and high
     * @param donor the picture that the region comes from; where it is too small it is continued by reflection
     * @param seed decides outline and places
     * @return the forgery
     */
    public static Splice of(Specimen host, Specimen donor, long seed) {
        var random = new Random(seed);
        var picture = Pictures.compressed(host, HOST_QUALITY);
        var place = Outline.circle(picture, random);
        var source = Donor.halved(Pictures.of(donor), random);
        return new Splice(picture, place.lobed(random).fill(picture, source));
    }

    /** The forgery as a JPEG file, 4:4:4. */
    public byte[] jpeg() {
        return Pictures.jpeg(picture, FINAL_QUALITY);
    }
}
