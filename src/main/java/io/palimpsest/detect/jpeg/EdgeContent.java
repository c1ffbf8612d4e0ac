package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * Step C of CAGI: where the picture is flat and where it has strong edges, seen on 60x60 tiles of a copy of 600x600
 * pixels.
 */
final class EdgeContent {

    private static final int TILES = 60;
    private static final int SIZE = TILES * EdgeMasks.SIZE;

    /** Below these mean responses a picture counts as rather flat, and as flat. */
    private static final double RATHER_FLAT = 10;
    private static final double FLAT = 5;

    private final double[] response = new double[TILES * TILES];
    private final boolean[] contour = new boolean[TILES * TILES];

    EdgeContent(Specimen specimen, Monitor monitor) {
        TaskLoop.run(TILES, row -> {
            monitor.check();
            respond(specimen, row);
        });
        var thresholds = thresholds();
        for (int i = 0; i < contour.length; i++) {
            var threshold = thresholds[i / TILES / 10][i % TILES / 10];
            contour[i] = response[i] > 0 && response[i] >= threshold;
        }
    }

    private void respond(Specimen specimen, int tileRow) {
        var rgb = new double[3][specimen.width()];
        var tiles = new int[TILES][EdgeMasks.SIZE * EdgeMasks.SIZE];
        for (int y = 0; y < EdgeMasks.SIZE; y++) {
            specimen.rgbRow(source(tileRow * EdgeMasks.SIZE + y, SIZE, specimen.height()), rgb);
            for (int x = 0; x < SIZE; x++) {
                var from = source(x, SIZE, specimen.width());
                var grey = (2989 * rgb[0][from] + 5870 * rgb[1][from] + 1140 * rgb[2][from]) / 10_000;
                tiles[x / EdgeMasks.SIZE][y * EdgeMasks.SIZE + x % EdgeMasks.SIZE] = (int) Math.floor(grey + 0.5);
            }
        }
        for (int column = 0; column < TILES; column++) {
            response[tileRow * TILES + column] = EdgeMasks.response(tiles[column]);
        }
    }

    /** The nearest of {@code from} samples to sample {@code i} of {@code to}. */
    private static int source(int i, int to, int from) {
        return (int) ((2L * i + 1) * from / (2L * to));
    }

    /** The response that an edge must reach in each of 6x6 areas of 10x10 tiles. */
    private double[][] thresholds() {
        var table = new double[6][6];
        for (int band = 0; band < 6; band++) {
            for (int area = 0; area < 6; area++) {
                table[row(band, area)][column(band, area)] = areaMean(band, area);
            }
        }
        var rows = new double[6];
        for (int i = 0; i < 6; i++) {
            rows[i] = MacroCells.mean(table[i]);
        }
        var whole = MacroCells.mean(rows);
        for (int i = 0; i < 6; i++) {
            var least = rows[i];
            if (least < whole && whole < RATHER_FLAT) {
                least = whole;
            } else if (least > whole && whole < FLAT) {
                least = FLAT;
            }
            for (int j = 0; j < 6; j++) {
                if (table[i][j] < least) {
                    table[i][j] = least < FLAT ? least + 1 : least;
                }
            }
        }
        var thresholds = new double[6][6];
        for (int band = 0; band < 6; band++) {
            for (int area = 0; area < 6; area++) {
                thresholds[band][area] = table[row(band, area)][column(band, area)];
            }
        }
        return thresholds;
    }

    /** The table's rows hold pairs of areas from three bands, in this order by the original method. */
    private static int row(int band, int area) {
        return band / 3 * 3 + area / 2;
    }

    private static int column(int band, int area) {
        return 2 * (band % 3) + area % 2;
    }

    private double areaMean(int band, int area) {
        double sum = 0;
        for (int i = 0; i < 100; i++) {
            sum += response[(10 * band + i / 10) * TILES + 10 * area + i % 10];
        }
        return sum / 100;
    }

    /** Mean response over each macro cell, percent of 255. */
    double[] texture(MacroCells cells, int width, int height) {
        return cells.means(blockMeans(cells, width, height, response));
    }

    /** Share of each macro cell's blocks that are more than half covered by tiles with a strong edge. */
    double[] edges(MacroCells cells, int width, int height) {
        var strong = new double[contour.length];
        for (int i = 0; i < strong.length; i++) {
            strong[i] = contour[i] ? 1 : 0;
        }
        var blocks = blockMeans(cells, width, height, strong);
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = blocks[i] > 0.5 ? 1 : 0;
        }
        return cells.means(blocks);
    }

    /** Paints the tiles to the picture's pixels and averages them over each block. */
    private static double[] blockMeans(MacroCells cells, int width, int height, double[] tiles) {
        var columns = new int[8 * cells.blocksWide()];
        for (int x = 0; x < columns.length; x++) {
            columns[x] = source(x, width, SIZE) / EdgeMasks.SIZE;
        }
        var means = new double[cells.blocks()];
        for (int y = 0; y < 8 * cells.blocksHigh(); y++) {
            var row = source(y, height, SIZE) / EdgeMasks.SIZE * TILES;
            var from = y / 8 * cells.blocksWide();
            for (int x = 0; x < columns.length; x++) {
                means[from + x / 8] += tiles[row + columns[x]];
            }
        }
        for (int i = 0; i < means.length; i++) {
            means[i] /= 64;
        }
        return means;
    }
}
