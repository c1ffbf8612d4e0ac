package io.palimpsest.detect.jpeg;

import java.util.Arrays;
import java.util.Optional;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.Dct8;

/**
 * Quantised luminance coefficients of the blocks under a specimen: those that its JPEG file holds, or without one those
 * of its pixels, rounded to integers as if every quantisation step were 1.
 */
abstract sealed class LumaCoefficients {

    /** The pixels of a decoded picture keep too little of its history to report regions from. */
    static final double PIXEL_RELIABILITY = 0.25;

    private final int left;
    private final int top;
    private final int wide;
    private final int high;

    private LumaCoefficients(int left, int top, int wide, int high) {
        this.left = left;
        this.top = top;
        this.wide = wide;
        this.high = high;
    }

    /**
     * The coefficients of a specimen.
     *
     * @param partial whether the file's incomplete blocks at the right and lower edge count; those of pixels never do
     * @param diagonals anti-diagonals of low frequencies that will be asked for
     * @throws NotApplicable if there is no whole block
     */
    static LumaCoefficients of(Specimen specimen, boolean partial, int diagonals, Monitor monitor)
            throws NotApplicable {
        var grid = specimen.jpegGrid();
        var x = grid.map(Specimen.JpegGrid::x).orElse(0);
        var y = grid.map(Specimen.JpegGrid::y).orElse(0);
        var wide = (specimen.width() - x) / 8;
        var high = (specimen.height() - y) / 8;
        if (wide < 1 || high < 1) {
            throw new NotApplicable("The picture holds no whole block of 8x8 pixels.");
        }
        if (grid.isEmpty()) {
            return new OfPixels(specimen, wide, high, diagonals, monitor);
        }
        var blocks = grid.get().blocks();
        return new OfFile(specimen, grid.get(), partial ? blocks.blocksWide() : wide,
                partial ? blocks.blocksHigh() : high);
    }

    /** Column of the first block's left edge in pixels of the specimen. */
    int left() {
        return left;
    }

    /** Row of the first block's upper edge in pixels of the specimen. */
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

    /**
     * Quantised coefficients of one position in every block, blocks in raster order.
     *
     * @param position in natural order
     * @return an array that the next call may write to
     */
    abstract short[] at(int position);

    /** The quantisation step of a position. */
    abstract int step(int position);

    /** How far a statistic of these coefficients can be trusted at most. */
    abstract double reliability();

    /** What the reader of a result has to know about where the coefficients come from. */
    abstract Optional<String> note();

    private static final class OfFile extends LumaCoefficients {

        private final Specimen specimen;
        private final Specimen.JpegGrid grid;
        private final short[] all;

        OfFile(Specimen specimen, Specimen.JpegGrid grid, int wide, int high) {
            super(grid.x(), grid.y(), wide, high);
            this.specimen = specimen;
            this.grid = grid;
            all = new short[grid.blocks().blocksWide() * grid.blocks().blocksHigh()];
        }

        @Override
        short[] at(int position) {
            var columns = grid.blocks().blocksWide();
            grid.blocks().copyPosition(position, all);
            if (columns == wide() && grid.blocks().blocksHigh() == high()) {
                return all;
            }
            var whole = new short[wide() * high()];
            for (int row = 0; row < high(); row++) {
                System.arraycopy(all, row * columns, whole, row * wide(), wide());
            }
            return whole;
        }

        @Override
        int step(int position) {
            return specimen.jpeg().orElseThrow().components().get(0).quantisation().step(position);
        }

        @Override
        double reliability() {
            return 1;
        }

        @Override
        Optional<String> note() {
            return Optional.empty();
        }
    }

    private static final class OfPixels extends LumaCoefficients {

        private final short[][] positions = new short[64][];
        private final String note;

        OfPixels(Specimen specimen, int wide, int high, int diagonals, Monitor monitor) {
            super(0, 0, wide, high);
            note = (specimen.jpeg().isEmpty() ? "There is no JPEG history"
                    : "No JPEG block of the file lies wholly in this part")
                    + ": the coefficients were computed from the pixels, and the result means little.";
            Arrays.setAll(positions, i -> i / 8 + i % 8 < diagonals ? new short[wide * high] : null);
            var rows = new double[8][specimen.width()];
            var block = new double[64];
            for (int row = 0; row < high; row++) {
                monitor.check();
                for (int y = 0; y < 8; y++) {
                    specimen.luminanceRow(8 * row + y, rows[y]);
                }
                for (int column = 0; column < wide; column++) {
                    for (int i = 0; i < 64; i++) {
                        block[i] = rows[i / 8][8 * column + i % 8] - 128;
                    }
                    Dct8.forward(block);
                    for (int i = 0; i < 64; i++) {
                        if (positions[i] != null) {
                            var rounded = Math.signum(block[i]) * Math.floor(Math.abs(block[i]) + 0.5);
                            positions[i][row * wide + column] = (short) rounded;
                        }
                    }
                }
            }
        }

        @Override
        short[] at(int position) {
            return positions[position];
        }

        @Override
        int step(int position) {
            return 1;
        }

        @Override
        double reliability() {
            return PIXEL_RELIABILITY;
        }

        @Override
        Optional<String> note() {
            return Optional.of(note);
        }
    }
}
