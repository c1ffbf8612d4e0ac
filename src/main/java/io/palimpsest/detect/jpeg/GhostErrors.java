package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.jpeg.QuantisationTable;
import io.palimpsest.signal.Dct8;
import io.palimpsest.signal.TaskLoop;

/**
 * What saving a picture as JPEG once more, at each of several qualities, would change in each 8x8 block.
 *
 * <p>The transform keeps sums of squares, so that the error of the pixels is that of the quantised coefficients; the
 * rounding and cutting of decoded pixels to 8 bits is left out. Beside the error, for each block and quality: how the
 * luma coefficients that quantise to other than 0 lie between the multiples of the quality's steps. Where they are known
 * to have been rounded to coarser steps than half of those, by the file itself, they are not counted.
 */
final class GhostErrors {

    /** Blocks that are done side by side. */
    private static final int LANES = 64;

    /** Steps tell something that are at least so many times those with which the file was saved. */
    private static final double COARSER = 2;

    /** Rounds what lies halfway, as means of blocks often do, as libjpeg does. */
    private static final double AWAY_FROM_ZERO = 1 + 1e-9;

    /** Mean over red, green and blue of the squared error as a quadratic form of those of luma and chroma. */
    private static final double Y_CB = 2 * (1.772 - 0.34414) / 3;
    private static final double Y_CR = 2 * (1.402 - 0.71414) / 3;
    private static final double CB_CB = (1.772 * 1.772 + 0.34414 * 0.34414) / 3;
    private static final double CB_CR = 2 * 0.34414 * 0.71414 / 3;
    private static final double CR_CR = (1.402 * 1.402 + 0.71414 * 0.71414) / 3;

    private final EncoderBlocks blocks;
    private final int[][] luma;
    private final int[][] chroma;
    private final int[] last;
    private final float[][] errors;
    private final float[][] fits;
    private final byte[][] telling;
    private final byte[] clipped;

    private GhostErrors(EncoderBlocks blocks, int[] qualities, int[] last) {
        this.blocks = blocks;
        this.last = last;
        luma = Arrays.stream(qualities).mapToObj(q -> QuantisationTable.luma(q).steps()).toArray(int[][]::new);
        chroma = Arrays.stream(qualities).mapToObj(q -> QuantisationTable.chroma(q).steps()).toArray(int[][]::new);
        errors = new float[qualities.length][blocks.wide() * blocks.high()];
        fits = new float[qualities.length][blocks.wide() * blocks.high()];
        telling = new byte[qualities.length][blocks.wide() * blocks.high()];
        clipped = new byte[blocks.wide() * blocks.high()];
    }

    /**
     * Tries all qualities.
     *
     * @param blocks the picture
     * @param qualities 1 to 100 each
     * @param last the luma steps with which the file was saved, 1 where there were none
     * @param monitor asked for each row of blocks whether to go on
     */
    static GhostErrors of(EncoderBlocks blocks, int[] qualities, int[] last, Monitor monitor) {
        var result = new GhostErrors(blocks, qualities, last);
        TaskLoop.run(blocks.high(), row -> {
            monitor.check();
            result.new Band(row).run();
        });
        return result;
    }

    /** The blocks, in whose order all values are. */
    EncoderBlocks blocks() {
        return blocks;
    }

    /** Mean squared error of a block's pixels over all channels, for the quality at a place in the list. */
    float[] errors(int quality) {
        return errors[quality];
    }

    /**
     * Sum over the {@link #telling} coefficients of 1 - 12 r^2, r being the distance from the nearest multiple of the
     * quality's step in steps: 1 each where they are multiples, 0 on average where they lie anywhere.
     */
    float[] fits(int quality) {
        return fits[quality];
    }

    /** Number of luma coefficients but the mean that are not 0 after this quality. */
    byte[] telling(int quality) {
        return telling[quality];
    }

    /** Whether any block has a telling coefficient at any quality. */
    boolean anyTelling() {
        for (var counts : telling) {
            for (var count : counts) {
                if (count > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Number of pixels in a block that a decoder may have cut. */
    byte[] clipped() {
        return clipped;
    }

    /** One row of blocks. */
    private final class Band {

        private final int row;
        private final EncoderBlocks.Row source = blocks.new Row();
        private final double[][] coefficients = new double[blocks.channels()][64 * LANES];
        private final double[] error = new double[LANES];
        private final double[] fit = new double[LANES];
        private final double[] count = new double[LANES];

        Band(int row) {
            this.row = row;
        }

        void run() {
            source.load(row);
            for (int first = 0; first < blocks.wide(); first += LANES) {
                var at = row * blocks.wide() + first;
                var lanes = Math.min(LANES, blocks.wide() - first);
                transform(first, lanes);
                for (int q = 0; q < luma.length; q++) {
                    requantise(q);
                    for (int lane = 0; lane < lanes; lane++) {
                        errors[q][at + lane] = (float) (error[lane] / 64);
                        fits[q][at + lane] = (float) fit[lane];
                        telling[q][at + lane] = (byte) count[lane];
                    }
                }
            }
        }

        private void transform(int first, int lanes) {
            var block = new double[64];
            for (int lane = 0; lane < lanes; lane++) {
                for (int c = 0; c < coefficients.length; c++) {
                    source.copy(c, first + lane, block);
                    Dct8.forward(block);
                    for (int k = 0; k < 64; k++) {
                        coefficients[c][k * LANES + lane] = block[k];
                    }
                }
                clipped[row * blocks.wide() + first + lane] = (byte) source.clipped(first + lane);
            }
        }

        private void requantise(int quality) {
            Arrays.fill(error, 0);
            Arrays.fill(fit, 0);
            Arrays.fill(count, 0);
            for (int k = 0; k < 64; k++) {
                var step = luma[quality][k];
                if (coefficients.length == 1) {
                    addGrey(k * LANES, step);
                } else {
                    addColour(k * LANES, step, chroma[quality][k]);
                }
                if (k > 0 && step >= COARSER * last[k]) {
                    addFit(k * LANES, step);
                }
            }
        }

        private void addGrey(int from, double step) {
            var y = coefficients[0];
            var inverse = AWAY_FROM_ZERO / step;
            for (int lane = 0; lane < LANES; lane++) {
                var e = y[from + lane] - step * Math.rint(y[from + lane] * inverse);
                error[lane] += e * e;
            }
        }

        private void addColour(int from, double step, double chromaStep) {
            var y = coefficients[0];
            var cb = coefficients[1];
            var cr = coefficients[2];
            var inverse = AWAY_FROM_ZERO / step;
            var chromaInverse = AWAY_FROM_ZERO / chromaStep;
            for (int lane = 0; lane < LANES; lane++) {
                var e = y[from + lane] - step * Math.rint(y[from + lane] * inverse);
                var b = cb[from + lane] - chromaStep * Math.rint(cb[from + lane] * chromaInverse);
                var r = cr[from + lane] - chromaStep * Math.rint(cr[from + lane] * chromaInverse);
                error[lane] += e * (e + Y_CB * b + Y_CR * r) + b * (CB_CB * b + CB_CR * r) + CR_CR * r * r;
            }
        }

        private void addFit(int from, double step) {
            var y = coefficients[0];
            var inverse = AWAY_FROM_ZERO / step;
            for (int lane = 0; lane < LANES; lane++) {
                var scaled = y[from + lane] * inverse;
                var whole = Math.rint(scaled);
                var seen = Math.min(1, Math.abs(whole));
                fit[lane] += seen * (1 - 12 * (scaled - whole) * (scaled - whole));
                count[lane] += seen;
            }
        }
    }
}
