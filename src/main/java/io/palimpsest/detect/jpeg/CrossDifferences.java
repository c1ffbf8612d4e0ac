package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * What CAGI reads from the pixels: how much luminance departs from a plane on every square of 2x2 pixels, sorted by the
 * square's place in the 8x8 grid, and how bright each block is.
 *
 * <p>Luminance is in units of 1/255000, in which it is a whole number for 8-bit samples, so that no comparison of two
 * differences hangs on rounding.
 */
final class CrossDifferences {

    /** One step of luminance in these units; the offset of studio range cancels. */
    static final double UNIT = 255_000;

    private static final double[] WEIGHTS = {65_481, 128_553, 24_966};

    private final MacroCells cells;
    private final double[][] places = new double[64][];
    private final double[] brightness;

    CrossDifferences(Specimen specimen, MacroCells cells, Monitor monitor) {
        this.cells = cells;
        brightness = new double[cells.blocks()];
        for (int i = 0; i < 64; i++) {
            places[i] = new double[(cells.blocksWide() + 1) * (cells.blocksHigh() + 1)];
        }
        TaskLoop.run(cells.blocksHigh() + 1, blockRow -> {
            monitor.check();
            read(specimen, blockRow);
        });
    }

    /** The differences of one row of blocks; the last one, below the blocks, is needed in its upper half only. */
    private void read(Specimen specimen, int blockRow) {
        var width = specimen.width();
        var rgb = new double[3][width];
        var above = new double[width];
        var below = new double[width];
        var rows = blockRow == cells.blocksHigh() ? 4 : 8;
        for (int y = 0; y <= rows; y++) {
            specimen.rgbRow(8 * blockRow + y, rgb);
            var swap = above;
            above = below;
            below = swap;
            for (int x = 0; x < width; x++) {
                below[x] = WEIGHTS[0] * rgb[0][x] + WEIGHTS[1] * rgb[1][x] + WEIGHTS[2] * rgb[2][x];
            }
            if (rows == 8 && y < 8) {
                addBrightness(rgb, blockRow);
            }
            for (int x = 0; y > 0 && x < 8 * cells.blocksWide() + 4; x++) {
                places[8 * (y - 1) + x % 8][blockRow * (cells.blocksWide() + 1) + x / 8] =
                        Math.abs(above[x] - above[x + 1] - below[x] + below[x + 1]);
            }
        }
    }

    private void addBrightness(double[][] rgb, int blockRow) {
        for (int x = 0; x < 8 * cells.blocksWide(); x++) {
            brightness[blockRow * cells.blocksWide() + x / 8] +=
                    Math.max(rgb[0][x], Math.max(rgb[1][x], rgb[2][x])) / 64;
        }
    }

    /**
     * The differences at one place of each block.
     *
     * @param y row of the squares' upper left pixel within the block, 0 to 7, or 8 to 11 in the block below
     * @param x column, likewise
     * @param values receives one difference for each block
     */
    void copy(int y, int x, double[] values) {
        var plane = places[8 * (y % 8) + x % 8];
        for (int row = 0; row < cells.blocksHigh(); row++) {
            System.arraycopy(plane, (row + y / 8) * (cells.blocksWide() + 1) + x / 8, values,
                    row * cells.blocksWide(), cells.blocksWide());
        }
    }

    /** Mean over each macro cell of the largest of red, green and blue, 0 to 255. */
    double[] brightness() {
        return cells.means(brightness);
    }
}
