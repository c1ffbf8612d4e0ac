package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Monitor;
import io.palimpsest.jpeg.QuantisationTable;
import io.palimpsest.signal.Dct8;
import io.palimpsest.signal.TaskLoop;

/**
 * How much the pixels of each 8x8 block change when the picture is saved as JPEG once more and opened again.
 *
 * <p>Colours, quantisation and rounding are libjpeg's; its integer transform is replaced by the exact one, so that now
 * and then a coefficient that lies about halfway between two multiples, or a pixel, is rounded to the other side.
 */
final class ErrorLevels {

    /** Half a unit, and a little for halves that the transform does not quite reach. */
    private static final double HALF = 0.5 + 1e-9;

    /** Anti-diagonals of frequencies that compression mostly keeps; those above tell how often it took place. */
    private static final int DIAGONALS = 6;

    private final EncoderBlocks blocks;
    private final int[] luma;
    private final int[] chroma;
    private final float[] errors;
    private final float[] texture;
    private final byte[] clipped;

    private ErrorLevels(EncoderBlocks blocks, int quality) {
        this.blocks = blocks;
        luma = QuantisationTable.luma(quality).steps();
        chroma = QuantisationTable.chroma(quality).steps();
        errors = new float[blocks.wide() * blocks.high()];
        texture = new float[errors.length];
        clipped = new byte[errors.length];
    }

    /**
     * Saves a picture on trial.
     *
     * @param blocks the picture
     * @param quality 1 to 100
     * @param monitor asked for each row of blocks whether to go on
     */
    static ErrorLevels of(EncoderBlocks blocks, int quality, Monitor monitor) {
        var levels = new ErrorLevels(blocks, quality);
        TaskLoop.run(blocks.high(), row -> {
            monitor.check();
            levels.new Band(row).run();
        });
        return levels;
    }

    /** Mean absolute difference of a block's pixels over all channels, in grey levels of 0 to 255. */
    float[] errors() {
        return errors;
    }

    /** Mean square of a block's luma in its lower frequencies but the mean, in squared grey levels. */
    float[] texture() {
        return texture;
    }

    /** Number of pixels in a block that a decoder may have cut. */
    byte[] clipped() {
        return clipped;
    }

    /** One row of blocks. */
    private final class Band {

        private final int row;
        private final EncoderBlocks.Row source = blocks.new Row();
        private final double[][] block = new double[blocks.channels()][64];

        Band(int row) {
            this.row = row;
        }

        void run() {
            source.load(row);
            for (int column = 0; column < blocks.wide(); column++) {
                var at = row * blocks.wide() + column;
                for (int c = 0; c < block.length; c++) {
                    source.copy(c, column, block[c]);
                    Dct8.forward(block[c]);
                    if (c == 0) {
                        texture[at] = (float) texture(block[0]);
                    }
                    requantise(block[c], c == 0 ? luma : chroma);
                    Dct8.inverse(block[c]);
                }
                errors[at] = (float) (block.length == 1 ? greyError(column) / 64.0 : colourError(column) / 192.0);
                clipped[at] = (byte) source.clipped(column);
            }
        }

        private int greyError(int column) {
            int sum = 0;
            for (int pixel = 0; pixel < 64; pixel++) {
                sum += Math.abs(EncoderBlocks.toByte(block[0][pixel] + 128) - source.rgb(0, column, pixel));
            }
            return sum;
        }

        private int colourError(int column) {
            int sum = 0;
            for (int pixel = 0; pixel < 64; pixel++) {
                var y = EncoderBlocks.toByte(block[0][pixel] + 128);
                var cb = EncoderBlocks.toByte(block[1][pixel] + 128);
                var cr = EncoderBlocks.toByte(block[2][pixel] + 128);
                sum += Math.abs(EncoderBlocks.red(y, cr) - source.rgb(0, column, pixel))
                        + Math.abs(EncoderBlocks.green(y, cb, cr) - source.rgb(1, column, pixel))
                        + Math.abs(EncoderBlocks.blue(y, cb) - source.rgb(2, column, pixel));
            }
            return sum;
        }
    }

    private static double texture(double[] coefficients) {
        double sum = 0;
        for (int v = 0; v < DIAGONALS; v++) {
            for (int u = v == 0 ? 1 : 0; u + v < DIAGONALS; u++) {
                sum += coefficients[8 * v + u] * coefficients[8 * v + u];
            }
        }
        return sum / 64;
    }

    /** As libjpeg does, first to eighths, the unit of its transform. */
    private static void requantise(double[] coefficients, int[] steps) {
        for (int k = 0; k < 64; k++) {
            var eighths = (int) (8 * Math.abs(coefficients[k]) + HALF);
            var size = (eighths + 4 * steps[k]) / (8 * steps[k]) * steps[k];
            coefficients[k] = coefficients[k] < 0 ? -size : size;
        }
    }
}
