package io.palimpsest.evaluate;

import java.util.Locale;
import java.util.Random;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/** Kinds of forgeries that can be made of authentic pictures, each with the traces that some detectors look for. */
public enum Forgery {

    /** A part without JPEG history in a host that was compressed twice, see {@link Splice}. */
    SPLICE {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            var splice = Splice.of(host, donor, seed);
            return new Made(splice.jpeg(), splice.altered());
        }
    },

    /** A part of another JPEG on a grid that does not fit the host's, see {@link Misaligned}. */
    MISALIGNED {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            return Misaligned.of(host, donor, seed);
        }
    },

    /** A part with more noise than the rest, as from a camera at a higher sensitivity; saved once at quality 95. */
    NOISE {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            var patch = Patch.of(host.width(), host.height(), new Random(seed));
            var picture = patch.noisy(Splice.image(host), Splice.image(donor));
            return new Made(JpegEncoder.write(picture, 95, Sampling.FULL, false), patch.inside());
        }
    },

    /** A part without traces of a colour filter array in a host with those of bilinear interpolation; lossless. */
    CFA {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            var patch = Patch.of(host.width(), host.height(), new Random(seed));
            return new Made(Patch.file(patch.halved(Patch.demosaiced(Splice.image(host)), Splice.image(donor))),
                    patch.inside());
        }
    },

    /** A part of another, coarser JPEG on the same grid, see {@link Ghost}. */
    GHOST {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            return Ghost.of(host, donor, seed);
        }
    },

    /** As {@link #MISALIGNED}, but saved without loss or hardly any afterwards, see {@link Paste#shifted}. */
    SHIFTED {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            return Paste.shifted(host, donor, seed);
        }
    },

    /** An enlarged, perhaps rotated part in a host that is not resampled, see {@link Paste#resampled}. */
    RESAMPLED {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            return Paste.resampled(host, donor, seed);
        }
    },

    /** A part of the host that was copied to another place of it, see {@link CopyMove}; needs no donor. */
    COPY_MOVE {
        @Override
        public Made of(Specimen host, Specimen donor, long seed) {
            var copyMove = CopyMove.of(host, seed);
            return new Made(copyMove.jpeg(), copyMove.altered());
        }
    };

    /**
     * A made forgery.
     *
     * @param file the bytes of a picture file
     * @param altered height x width values row by row, true = altered
     */
    public record Made(byte[] file, boolean[] altered) {}

    /**
     * Makes a forgery.
     *
     * @param host the picture that is altered
     * @param donor another picture, for kinds that need one
     * @param seed decides all that is left to chance
     * @return the forgery, of the host's size
     */
    public abstract Made of(Specimen host, Specimen donor, long seed);

    /** The name on the command line: lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
