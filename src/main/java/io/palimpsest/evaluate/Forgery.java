package io.palimpsest.evaluate;

import java.util.Locale;

import io.palimpsest.core.Specimen;

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
