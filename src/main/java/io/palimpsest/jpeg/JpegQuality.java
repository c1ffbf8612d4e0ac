package io.palimpsest.jpeg;

/**
 * The quality setting of the Independent JPEG Group's library that yields the luma quantisation table of a file.
 *
 * <p>Cameras and some editors use tables of their own. Then {@code exact} is false and the value is only the setting
 * whose table is nearest (least sum of absolute differences).
 *
 * @param value 1 to 100
 * @param exact whether the table is that setting's table in all 64 places
 */
public record JpegQuality(int value, boolean exact) {

    static JpegQuality of(QuantisationTable luma) {
        var nearest = 0;
        var least = Long.MAX_VALUE;
        for (var quality = 1; quality <= 100; quality++) {
            var distance = distance(luma, quality);
            if (distance < least) {
                least = distance;
                nearest = quality;
            }
        }
        return new JpegQuality(nearest, least == 0);
    }

    private static long distance(QuantisationTable luma, int quality) {
        var limit = luma.bits() == 8 ? 255 : 32767;
        var sum = 0L;
        for (var i = 0; i < 64; i++) {
            sum += Math.abs(luma.step(i) - StandardTables.scaledLuma(i, quality, limit));
        }
        return sum;
    }
}
