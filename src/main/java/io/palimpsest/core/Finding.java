package io.palimpsest.core;

import java.util.List;
import java.util.Locale;

/**
 * One region that needs explanation.
 *
 * @param detector the detector's name
 * @param category what kind of trace, such as {@code "compression discontinuity"}
 * @param x left edge in pixels
 * @param y upper edge in pixels
 * @param width width of the bounding box in pixels
 * @param height height of the bounding box in pixels
 * @param area pixels of the region itself
 * @param score mean probability over the region, 0 to 1
 * @param reliability mean reliability over the region, 0 to 1
 * @param explanation one plain sentence
 * @param partners the regions that this one is similar to; none unless the detector looks for copies
 */
public record Finding(String detector, String category, int x, int y, int width, int height, long area, double score,
                      double reliability, String explanation, List<Partner> partners) {

    /**
     * A region that another one is similar to.
     *
     * @param finding number of its own finding in the detector's list, from 1; 0 if it is none
     * @param x left edge in pixels
     * @param y upper edge in pixels
     * @param width width of the bounding box in pixels
     * @param height height of the bounding box in pixels
     * @param transform takes the pixels of the finding to those of its partner
     */
    public record Partner(int finding, int x, int y, int width, int height, Affine transform) {

        /** Where it lies and how it is turned and scaled, such as {@code 40x30 pixels at (12, 7), rotated by 20.0 degrees}. */
        @Override
        public String toString() {
            var text = new StringBuilder(width + "x" + height + " pixels at (" + x + ", " + y + ")");
            if (transform.mirrors()) {
                text.append(", mirrored");
            }
            if (Math.abs(transform.rotation()) >= 0.5) {
                text.append(String.format(Locale.ROOT, ", rotated by %.1f degrees", transform.rotation()));
            }
            if (Math.abs(transform.scale() - 1) >= 0.01) {
                text.append(String.format(Locale.ROOT, ", scaled by %.2f", transform.scale()));
            }
            return text.toString();
        }
    }

    /** Without partners. */
    public Finding(String detector, String category, int x, int y, int width, int height, long area, double score,
            double reliability, String explanation) {
        this(detector, category, x, y, width, height, area, score, reliability, explanation, List.of());
    }

    Finding with(List<Partner> others) {
        var list = String.join("; ", others.stream().map(Partner::toString).toList());
        return new Finding(detector, category, x, y, width, height, area, score, reliability,
                explanation + " It is similar to " + list + ".", List.copyOf(others));
    }
}
