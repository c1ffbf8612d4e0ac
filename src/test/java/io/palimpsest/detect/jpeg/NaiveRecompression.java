package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.QuantisationTable;

/** Saves a picture on trial pixel by pixel, by the definition of the transform and in floating point throughout. */
final class NaiveRecompression {

    private static final double[][] COSINES = new double[8][8];

    static {
        for (int u = 0; u < 8; u++) {
            for (int x = 0; x < 8; x++) {
                COSINES[u][x] = Math.sqrt(u == 0 ? 0.125 : 0.25) * Math.cos((2 * x + 1) * u * Math.PI / 16);
            }
        }
    }

    private NaiveRecompression() {}

    /** The luma and chroma planes that libjpeg makes of 8-bit channels, in its 16-bit fractions, [channel][row][column]. */
    static double[][][] planes(Specimen specimen) {
        var access = specimen.pixels().randomAccess();
        var planes = new double[3][specimen.height()][specimen.width()];
        for (int y = 0; y < specimen.height(); y++) {
            for (int x = 0; x < specimen.width(); x++) {
                var rgb = new double[3];
                for (int c = 0; c < 3; c++) {
                    rgb[c] = access.setPositionAndGet(x, y, c).getRealDouble();
                }
                planes[0][y][x] = Math.floor((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) / 65536);
                planes[1][y][x] = Math.floor((-11059 * rgb[0] - 21709 * rgb[1] + 32768 * rgb[2] + 32767) / 65536) + 128;
                planes[2][y][x] = Math.floor((32768 * rgb[0] - 27439 * rgb[1] - 5329 * rgb[2] + 32767) / 65536) + 128;
            }
        }
        return planes;
    }

    /** The coefficients of the block whose upper left pixel this is, [vertical][horizontal frequency]. */
    static double[][] coefficients(double[][] plane, int left, int top) {
        var coefficients = new double[8][8];
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        coefficients[v][u] += COSINES[v][y] * COSINES[u][x] * (plane[top + y][left + x] - 128);
                    }
                }
            }
        }
        return coefficients;
    }

    /**
     * The plane as it comes back from whole blocks of a grid; elsewhere unchanged.
     *
     * @param unit to which coefficients are rounded before they are quantised
     */
    static double[][] saved(double[][] plane, QuantisationTable table, int left, int top, double unit) {
        var saved = new double[plane.length][];
        for (int y = 0; y < plane.length; y++) {
            saved[y] = plane[y].clone();
        }
        for (int blockY = top; blockY + 8 <= plane.length; blockY += 8) {
            for (int blockX = left; blockX + 8 <= plane[0].length; blockX += 8) {
                var coefficients = coefficients(plane, blockX, blockY);
                for (int k = 0; k < 64; k++) {
                    var size = Math.round(Math.abs(coefficients[k / 8][k % 8]) / unit + 1e-6) * unit;
                    var steps = Math.round(size / table.step(k) + 1e-10);
                    coefficients[k / 8][k % 8] = Math.signum(coefficients[k / 8][k % 8]) * steps * table.step(k);
                }
                for (int pixel = 0; pixel < 64; pixel++) {
                    double value = 128;
                    for (int k = 0; k < 64; k++) {
                        value += COSINES[k / 8][pixel / 8] * COSINES[k % 8][pixel % 8] * coefficients[k / 8][k % 8];
                    }
                    saved[blockY + pixel / 8][blockX + pixel % 8] = value;
                }
            }
        }
        return saved;
    }

    /** Red, green and blue of luma and chroma, or of their errors. */
    static double[] rgb(double y, double cb, double cr) {
        return new double[] {y + 1.402 * cr, y - 0.34414 * cb - 0.71414 * cr, y + 1.772 * cb};
    }

    /** Squared error of every pixel, mean over red, green and blue, after one more compression, 4:4:4. */
    static double[][] squaredErrors(Specimen specimen, int quality, int left, int top) {
        var planes = planes(specimen);
        var errors = new double[specimen.height()][specimen.width()];
        var saved = new double[3][][];
        for (int c = 0; c < 3; c++) {
            saved[c] = saved(planes[c], c == 0 ? QuantisationTable.luma(quality) : QuantisationTable.chroma(quality),
                    left, top, 1e-9);
        }
        for (int y = 0; y < errors.length; y++) {
            for (int x = 0; x < errors[0].length; x++) {
                var rgb = rgb(planes[0][y][x] - saved[0][y][x], planes[1][y][x] - saved[1][y][x],
                        planes[2][y][x] - saved[2][y][x]);
                errors[y][x] = (rgb[0] * rgb[0] + rgb[1] * rgb[1] + rgb[2] * rgb[2]) / 3;
            }
        }
        return errors;
    }
}
