package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Specimen;

/**
 * The whole 8x8 blocks of a picture as a JPEG encoder without subsampling sees them: luma and chroma of 8 bits, computed
 * in integers as libjpeg does, less 128. Pictures of 16 or 32 bits and of other than three channels have their luminance
 * only, rounded to 8 bits.
 */
final class EncoderBlocks {

    private static final int BITS = 16;
    private static final int HALF = 1 << BITS - 1;

    private final Specimen specimen;
    private final boolean colour;
    private final int left;
    private final int top;
    private final int wide;
    private final int high;

    /** Blocks of a grid that starts at these pixels. */
    EncoderBlocks(Specimen specimen, int left, int top) {
        this.specimen = specimen;
        this.left = left;
        this.top = top;
        colour = specimen.depth() == 8 && specimen.pixels().dimension(2) == 3;
        wide = Math.max(0, specimen.width() - left) / 8;
        high = Math.max(0, specimen.height() - top) / 8;
    }

    /** Blocks of the file's own grid, or where there is none of the one that starts at the picture's origin. */
    static EncoderBlocks onOwnGrid(Specimen specimen) {
        var grid = specimen.jpegGrid();
        return new EncoderBlocks(specimen, grid.map(Specimen.JpegGrid::x).orElse(0),
                grid.map(Specimen.JpegGrid::y).orElse(0));
    }

    /** Column of the first block's left edge. */
    int left() {
        return left;
    }

    /** Row of the first block's upper edge. */
    int top() {
        return top;
    }

    /** Number of blocks in a row. */
    int wide() {
        return wide;
    }

    /** Number of block rows. */
    int high() {
        return high;
    }

    /** 3 for luma and chroma, 1 for luminance alone. */
    int channels() {
        return colour ? 3 : 1;
    }

    /** A value of 8 bits as the nearest integer that it can have. */
    static int toByte(double value) {
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5);
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    /** Red of decoded luma and chroma, 0 to 255 each. */
    static int red(int y, int cr) {
        return clamp(y + (fixed(1.402) * (cr - 128) + HALF >> BITS));
    }

    /** Green of decoded luma and chroma, 0 to 255 each. */
    static int green(int y, int cb, int cr) {
        return clamp(y + (-fixed(0.34414) * (cb - 128) - fixed(0.71414) * (cr - 128) + HALF >> BITS));
    }

    /** Blue of decoded luma and chroma, 0 to 255 each. */
    static int blue(int y, int cb) {
        return clamp(y + (fixed(1.772) * (cb - 128) + HALF >> BITS));
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** One row of blocks at a time; used by one thread. */
    final class Row {

        private final double[][] line = new double[colour ? 3 : 1][specimen.width()];
        private final int[][] samples = new int[line.length][8 * specimen.width()];
        private final int[][] rgb = new int[line.length][8 * specimen.width()];

        /** Reads a row of blocks. */
        void load(int row) {
            for (int i = 0; i < 8; i++) {
                if (colour) {
                    specimen.rgbRow(top + 8 * row + i, line);
                } else {
                    specimen.luminanceRow(top + 8 * row + i, line[0]);
                }
                convert(i * specimen.width());
            }
        }

        private void convert(int at) {
            for (int c = 0; c < line.length; c++) {
                for (int x = 0; x < specimen.width(); x++) {
                    rgb[c][at + x] = toByte(line[c][x]);
                }
            }
            if (!colour) {
                System.arraycopy(rgb[0], at, samples[0], at, specimen.width());
                return;
            }
            for (int i = at; i < at + specimen.width(); i++) {
                var r = rgb[0][i];
                var g = rgb[1][i];
                var b = rgb[2][i];
                samples[0][i] = fixed(0.299) * r + fixed(0.587) * g + fixed(0.114) * b + HALF >> BITS;
                samples[1][i] = (128 << BITS) - fixed(0.16874) * r - fixed(0.33126) * g + fixed(0.5) * b + HALF - 1
                        >> BITS;
                samples[2][i] = (128 << BITS) + fixed(0.5) * r - fixed(0.41869) * g - fixed(0.08131) * b + HALF - 1
                        >> BITS;
            }
        }

        /** Copies the 64 values of a block of luma or chroma, less 128. */
        void copy(int channel, int column, double[] block) {
            for (int y = 0; y < 8; y++) {
                var from = y * specimen.width() + left + 8 * column;
                for (int x = 0; x < 8; x++) {
                    block[8 * y + x] = samples[channel][from + x] - 128;
                }
            }
        }

        /** The rounded red, green or blue (or luminance) of a block's pixel. */
        int rgb(int channel, int column, int pixel) {
            return rgb[channel][pixel / 8 * specimen.width() + left + 8 * column + pixel % 8];
        }

        /** Number of pixels of a block with a channel of 0 or 255, where a decoder may have cut values. */
        int clipped(int column) {
            int count = 0;
            for (int pixel = 0; pixel < 64; pixel++) {
                boolean cut = false;
                for (int c = 0; c < rgb.length; c++) {
                    var value = rgb(c, column, pixel);
                    cut |= value == 0 || value == 255;
                }
                count += cut ? 1 : 0;
            }
            return count;
        }
    }
}
