package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.core.UnreadableImage;
import io.palimpsest.evaluate.metric.Truth;

/** How a mask marks what was altered. */
public enum MaskRule {

    /** Altered is what is brighter than half of the mask's maximum. */
    BRIGHT {
        @Override
        boolean[] altered(Specimen mask) {
            return bright(mask);
        }
    },

    /** Altered is what is not brighter than half of the mask's maximum. */
    DARK {
        @Override
        boolean[] altered(Specimen mask) {
            var altered = bright(mask);
            for (int i = 0; i < altered.length; i++) {
                altered[i] = !altered[i];
            }
            return altered;
        }
    },

    /** Altered is what is more green than red, bright or dark, as in the edge masks of Columbia. */
    GREEN {
        @Override
        boolean[] altered(Specimen mask) {
            var altered = new boolean[mask.width() * mask.height()];
            var rgb = new double[3][mask.width()];
            for (int y = 0; y < mask.height(); y++) {
                mask.rgbRow(y, rgb);
                for (int x = 0; x < mask.width(); x++) {
                    altered[y * mask.width() + x] = rgb[1][x] > rgb[0][x];
                }
            }
            return altered;
        }
    },

    /**
     * The mask is a NumPy array (.npy) of height x width, or of several such: the altered parts one by one. Altered is
     * what is not 0, of floating-point numbers what is more than half of their maximum; a pixel in several parts counts
     * for the first.
     */
    ARRAY {
        @Override
        Truth read(Path mask, int width, int height) throws IOException {
            return NpyMask.read(mask, width, height);
        }

        @Override
        boolean[] altered(Specimen mask) {
            throw new UnsupportedOperationException("An array is no picture");
        }
    };

    /** The same rule, or {@link #ARRAY} for a file of that suffix. */
    MaskRule of(String file) {
        return file.toLowerCase(java.util.Locale.ROOT).endsWith(".npy") ? ARRAY : this;
    }

    /** Reads a mask that must have the given size. */
    Truth read(Path mask, int width, int height) throws IOException {
        try {
            var specimen = Specimen.open(mask);
            if (specimen.width() != width || specimen.height() != height) {
                throw new IOException("The mask '" + mask + "' has " + specimen.width() + "x" + specimen.height()
                        + " pixels and its picture " + width + "x" + height + "; use a mask that fits");
            }
            return new Truth(width, height, altered(specimen), null);
        } catch (UnreadableImage e) {
            throw new IOException("The mask '" + mask + "' cannot be read: " + e.getMessage(), e);
        }
    }

    abstract boolean[] altered(Specimen mask);

    private static boolean[] bright(Specimen mask) {
        var grey = mask.luminance();
        float brightest = 0;
        for (var value : grey) {
            brightest = Math.max(brightest, value);
        }
        var bright = new boolean[grey.length];
        for (int i = 0; i < grey.length; i++) {
            bright[i] = grey[i] > brightest / 2;
        }
        return bright;
    }
}
