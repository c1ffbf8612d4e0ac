package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;

/** Where pixels were cut to the range of 8 bits, so that the errors of quantisation are not those of a model. */
final class Clipping {

    /** A block with this share of cut pixels says nothing; one with half of it is just worth a finding. */
    private static final double TOO_MUCH = 0.25;

    /** Grey levels by which the last compression may have moved a pixel that was cut before. */
    private static final int MARGIN = 6;

    private Clipping() {}

    /**
     * How far the pixels of each 8x8 block keep what its coefficients had: 1 without cut pixels, 0 with too many.
     *
     * @param left column of the first block
     * @param top row of the first block
     * @param wide blocks in a row
     * @param high block rows
     */
    static float[] kept(Specimen specimen, int left, int top, int wide, int high, Monitor monitor) {
        var kept = new float[wide * high];
        var rgb = new double[3][specimen.width()];
        for (int row = 0; row < high; row++) {
            monitor.check();
            var cut = new int[wide];
            for (int y = 0; y < 8; y++) {
                specimen.rgbRow(top + 8 * row + y, rgb);
                for (int x = 0; x < 8 * wide; x++) {
                    var red = rgb[0][left + x];
                    var green = rgb[1][left + x];
                    var blue = rgb[2][left + x];
                    cut[x / 8] += Math.min(red, Math.min(green, blue)) <= MARGIN
                            || Math.max(red, Math.max(green, blue)) >= 255 - MARGIN ? 1 : 0;
                }
            }
            for (int column = 0; column < wide; column++) {
                kept[row * wide + column] = (float) Math.max(0, 1 - cut[column] / 64.0 / TOO_MUCH);
            }
        }
        return kept;
    }
}
