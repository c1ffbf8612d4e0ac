package io.palimpsest.core;

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
 */
public record Finding(String detector, String category, int x, int y, int width, int height, long area, double score,
                      double reliability, String explanation) {}
