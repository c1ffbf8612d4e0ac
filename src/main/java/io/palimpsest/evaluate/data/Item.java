package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.metric.Truth;

/**
 * A picture of which it is known what was altered.
 *
 * @param name its path below the data set, with '/'; no two items of a data set have the same
 * @param image the picture
 * @param mask where it was altered; nothing for an authentic picture
 * @param label whether it was altered
 * @param split the part of the data set it belongs to, such as {@code train} or {@code test}; "" if there are none
 * @param kind how it was altered, such as {@code splice} or {@code copy-move}; "" if that is not known
 * @param rule how the mask is to be read
 */
public record Item(String name, Path image, Optional<Path> mask, Label label, String split, String kind,
                   MaskRule rule) {

    /** @throws IllegalArgumentException if the picture is altered and has no mask, or is authentic and has one */
    public Item {
        if (mask.isPresent() != (label == Label.ALTERED)) {
            throw new IllegalArgumentException("The picture '" + name + "' is " + label + " and has "
                    + (mask.isPresent() ? "a" : "no") + " mask");
        }
    }

    /** Whether it was altered. */
    public boolean altered() {
        return label == Label.ALTERED;
    }

    /**
     * Reads the mask.
     *
     * @param specimen the picture that it belongs to
     * @return what was altered; nothing for an authentic picture
     * @throws IOException if the mask cannot be read, has another size or marks nothing
     */
    public Truth truth(Specimen specimen) throws IOException {
        if (mask.isEmpty()) {
            return new Truth(specimen.width(), specimen.height(), new boolean[specimen.width() * specimen.height()],
                    null);
        }
        var truth = rule.read(mask.get(), specimen.width(), specimen.height());
        if (truth.authentic()) {
            throw new IOException("The mask '" + mask.get() + "' marks nothing, but its picture is said to be altered;"
                    + " correct the mask or the label");
        }
        return truth;
    }
}
