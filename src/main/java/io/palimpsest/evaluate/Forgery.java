package io.palimpsest.evaluate;

import java.util.Locale;
import java.util.Random;

import io.palimpsest.core.Specimen;

/**
 * Kinds of forgeries that can be made of authentic pictures, each with the traces that some detectors look for.
 *
 * <p>Unless it says otherwise, a part with an irregular outline, about a tenth of the picture, comes from the donor; JPEG
 * files are 4:4:4. Donors that are too small are continued.
 */
public enum Forgery {

    /** A part without JPEG history in a host that was compressed twice, see {@link Splice}. */
    SPLICE((host, donor, seed) -> {
        var splice = Splice.of(host, donor, seed);
        return new Made(splice.jpeg(), splice.altered());
    }),

    /**
     * A part of a JPEG of quality 60 to 75 on a grid that does not fit the host's, which was not compressed so; both
     * saved together at quality 90 to 95.
     */
    MISALIGNED((host, donor, seed) -> {
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var picture = Pictures.of(host);
        var source = Pictures.compressed(donor, between(60, 75, random));
        var altered = Outline.of(picture, random).fill(picture, Donor.offGrid(source, random));
        return new Made(Pictures.jpeg(picture, between(90, 95, random)), altered);
    }),

    /**
     * A JPEG of quality 50 to 80, cropped off its grid, with a part at half its size, hence without that history; saved at
     * quality 88 to 96. For even seeds nothing is pasted, as most cropped pictures are authentic.
     */
    CROPPED((host, donor, seed) -> {
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var shift = 1 + random.nextInt(63);
        var whole = Pictures.compressed(host, between(50, 80, random));
        var picture = Pictures.copy(whole.getSubimage(shift % 8, shift / 8, host.width() - shift % 8,
                host.height() - shift / 8));
        var altered = seed % 2 == 0
                ? new boolean[picture.getWidth() * picture.getHeight()]
                : Outline.of(picture, random).fill(picture, Donor.halved(Pictures.of(donor), random));
        return new Made(Pictures.jpeg(picture, between(88, 96, random)), altered);
    }),

    /** A part with more noise than the rest, as from a camera at a higher sensitivity; saved once at quality 95. */
    NOISE((host, donor, seed) -> {
        var random = new Random(seed);
        var picture = Pictures.of(host);
        var altered = Outline.of(picture, random).fill(picture, Donor.noisy(Pictures.of(donor), random));
        return new Made(Pictures.jpeg(picture, 95), altered);
    }),

    /**
     * A part at half its size, hence without traces of a colour filter array, in a host with those of bilinear
     * interpolation; saved without loss.
     */
    CFA((host, donor, seed) -> {
        var random = new Random(seed);
        var picture = Pictures.demosaiced(Pictures.of(host));
        var altered = Outline.of(picture, random).fill(picture, Donor.halved(Pictures.of(donor), random));
        return new Made(Pictures.lossless(picture), altered);
    }),

    /**
     * A part of a JPEG of quality 50 to 70, with its blocks on the host's grid, in a host that was not compressed so;
     * both saved together at quality 90 to 95.
     */
    GHOST((host, donor, seed) -> {
        var random = new Random(seed);
        var picture = Pictures.of(host);
        var source = Pictures.compressed(donor, between(50, 70, random));
        var altered = Outline.of(picture, random).fill(picture, Donor.onGrid(source, random));
        return new Made(Pictures.jpeg(picture, between(90, 95, random)), altered);
    }),

    /**
     * A part of a JPEG of quality 60 to 80 on a grid that does not fit the host's; saved without loss for even seeds,
     * else at quality 96 to 99.
     */
    SHIFTED((host, donor, seed) -> {
        var random = new Random(seed);
        var picture = Pictures.of(host);
        var source = Donor.offGrid(Pictures.compressed(donor, between(60, 80, random)), random);
        var altered = Outline.of(picture, random).fill(picture, source);
        return new Made(seed % 2 == 0 ? Pictures.lossless(picture) : Pictures.jpeg(picture, between(96, 99, random)),
                altered);
    }),

    /**
     * A part that was enlarged, perhaps rotated, in a host that is not resampled; saved without loss for even seeds,
     * else at quality 95.
     */
    RESAMPLED((host, donor, seed) -> {
        var random = new Random(seed);
        var picture = Pictures.of(host);
        var source = Donor.enlarged(Pictures.of(donor), random);
        var altered = Outline.of(picture, random).fill(picture, source);
        return new Made(seed % 2 == 0 ? Pictures.lossless(picture) : Pictures.jpeg(picture, 95), altered);
    }),

    /** A part of the host that was copied to another place of it, see {@link CopyMove}; needs no donor. */
    COPY_MOVE((host, donor, seed) -> {
        var copyMove = CopyMove.of(host, seed);
        return new Made(copyMove.jpeg(), copyMove.altered());
    });

    /**
     * A made forgery.
     *
     * @param file the bytes of a picture file
     * @param altered height x width values row by row, true = altered
     */
    public record Made(byte[] file, boolean[] altered) {

        /** Whether nothing was altered. */
        public boolean untouched() {
            for (var pixel : altered) {
                if (pixel) {
                    return false;
                }
            }
            return true;
        }
    }

    private interface Recipe {
        Made of(Specimen host, Specimen donor, long seed);
    }

    private final Recipe recipe;

    Forgery(Recipe recipe) {
        this.recipe = recipe;
    }

    /**
     * Makes a forgery.
     *
     * @param host the picture that is altered
     * @param donor another picture, for kinds that need one
     * @param seed decides all that is left to chance
     * @return the forgery, of the host's size unless it was cropped
     */
    public Made of(Specimen host, Specimen donor, long seed) {
        return recipe.of(host, donor, seed);
    }

    /** The name on the command line: lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int between(int low, int high, Random random) {
        return low + random.nextInt(high - low + 1);
    }
}
