package io.palimpsest.evaluate.attack;

import java.util.List;

import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.metric.Truth;

/**
 * Something done to a picture after it was altered, on purpose or by passing it on.
 *
 * <p>The picture is worked on in 8 bits, whatever its depth, as {@link Specimen#rgbRow} scales it; what has three channels
 * stays colour, all else becomes grey. The result is a new file: a JPEG where the attack ends with compression, else one
 * without loss, so that any JPEG history is gone. It carries no metadata. The same seed gives the same bytes.
 */
public interface Attack {

    /**
     * An attacked picture.
     *
     * @param specimen the new file
     * @param truth what is altered in it
     */
    record Attacked(Specimen specimen, Truth truth) {}

    /** Its name, with the level, such as {@code jpeg-70}. */
    String name();

    /** Its name without the level, such as {@code jpeg}. */
    String family();

    /**
     * The level that the name gives first: quality, variance, factor, standard deviation or offset; 0 if it has none.
     * Which end is the harder one depends on the family.
     */
    double strength();

    /**
     * Attacks a picture.
     *
     * @param specimen the picture
     * @param truth what is altered in it, of its size
     * @param seed decides all that is left to chance
     * @return the attacked picture and the truth that fits it
     * @throws IllegalArgumentException if the truth has another size or nothing of the picture would be left
     */
    Attacked apply(Specimen specimen, Truth truth, long seed);

    /**
     * Makes an attack.
     *
     * @param text {@code none}, {@code social}, or a family and its levels such as {@code jpeg:90}, {@code noise:0.02},
     *     {@code resize:0.75}, {@code recompress:0.75:80}, {@code blur:1.5}, {@code crop:3:5}; an attack's name will do too
     * @return the attack
     * @throws IllegalArgumentException if there is no such attack; the message lists what there is
     */
    static Attack parse(String text) {
        return Attacks.parse(text);
    }

    /**
     * The attacks of robustness tables, {@code none} first: JPEG at quality 90 to 50, noise of variance 0.02 to 0.1, resizing
     * by 0.5 to 1.5 without and with JPEG at quality 80 after it, blur of 0.5 to 2 pixels, a crop off the JPEG grid, and
     * what social networks do.
     */
    static List<Attack> papers() {
        return Attacks.PAPERS;
    }
}
