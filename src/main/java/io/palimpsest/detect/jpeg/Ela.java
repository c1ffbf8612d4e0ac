package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * ELA, error level analysis: how much each part of a picture changes when it is saved as JPEG once more.
 *
 * <p>Parts that were saved less often, or less coarsely, than the rest change more. It misleads easily: what changes
 * most in any picture is texture and edges, above all fine ones and strongly coloured ones, so that the map alone proves
 * nothing; parts that are sharper than the rest stand out in an untouched picture. Smooth and saturated parts change
 * little and are not assessed. After several compressions of the whole nothing is left to see.
 *
 * <p>Raw map: mean absolute difference between a block of 8x8 pixels and the same block after saving (4:4:4, the tables
 * of the IJG's library), over the pixels and over red, green and blue, in grey levels of 0 to 255; of the whole blocks
 * of the file's own grid. Calibration reads another map, high = altered: the logarithm of the error of 3x3 blocks as its
 * distance from what is usual in the picture for blocks of the same texture (mean square of the lower frequencies), in
 * standard deviations. Reliability: whether the error is more than that of rounding, times the share of blocks that are
 * not saturated. N. Krawetz, "A picture's worth: digital image analysis and forensics", Black Hat, 2007.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>ELA")
public final class Ela extends Detector {

    /** Blocks that a picture needs on either side. */
    private static final int SMALLEST = 16;

    /** A block with more pixels than this cut at black or white does not count. */
    private static final int CLIPPED = 7;

    /** Mean error that rounding alone can make, in grey levels; twice as much can be trusted. */
    private static final double ROUNDING = 0.3;

    /** Added to the texture, in squared grey levels, so that its logarithm does not tell levels from almost levels. */
    private static final double ALMOST_LEVEL = 0.01;

    /** Deviation of the logarithm that is usual at least. */
    private static final double LEAST_DEVIATION = 0.02;

    /** Assessed blocks that are needed to know what is usual. */
    private static final int ENOUGH = 64;

    @Parameter(label = "Quality", description = "The JPEG quality at which the picture is saved on trial.", min = "1",
            max = "100", persist = false)
    private int quality = 75;

    /**
     * Sets the quality at which the picture is saved on trial.
     *
     * @param setting 1 to 100 on the IJG's scale
     * @return this detector
     */
    public Ela quality(int setting) {
        quality = setting;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        var blocks = EncoderBlocks.onOwnGrid(specimen);
        if (blocks.wide() < SMALLEST || blocks.high() < SMALLEST) {
            throw new NotApplicable("The picture is smaller than 16x16 blocks of 8x8 pixels, too small to know what is"
                    + " usual in it.");
        }
        var levels = ErrorLevels.of(blocks, quality, monitor);
        var surroundings = new Surroundings(levels, blocks.wide(), blocks.high());
        var ranked = new float[levels.errors().length];
        var trust = new float[ranked.length];
        if (surroundings.assessed >= ENOUGH) {
            var norm = new TextureNorm(surroundings.error, surroundings.texture, LEAST_DEVIATION);
            for (int cell = 0; cell < ranked.length; cell++) {
                if (!Float.isNaN(surroundings.error[cell])) {
                    ranked[cell] = (float) norm.deviation(surroundings.error[cell], surroundings.texture[cell]);
                    trust[cell] = surroundings.trust[cell];
                }
            }
        }
        var map = new RawMap(levels.errors(), blocks.wide(), blocks.high(), blocks.left(), blocks.top(), 8, Border.NONE);
        var statistic = Evidence.of(map).ranked(ranked).reliability(trust).meaning("error level discontinuity",
                "This region changes more by one more JPEG compression than parts of like texture do.");
        if (surroundings.assessed < ENOUGH) {
            statistic.note("Hardly any part of the picture changes by one more JPEG compression, so regions cannot be"
                    + " told apart by it.");
        }
        return statistic;
    }

    /** Logarithms of the means over 3x3 blocks, without saturated ones; NaN where nothing can be said. */
    private static final class Surroundings {

        private final float[] error;
        private final float[] texture;
        private final float[] trust;
        private int assessed;

        Surroundings(ErrorLevels levels, int wide, int high) {
            error = new float[wide * high];
            texture = new float[error.length];
            trust = new float[error.length];
            for (int y = 0; y < high; y++) {
                for (int x = 0; x < wide; x++) {
                    assess(levels, wide, high, x, y);
                }
            }
        }

        private void assess(ErrorLevels levels, int wide, int high, int x, int y) {
            double errors = 0;
            double textures = 0;
            int count = 0;
            int clear = 0;
            for (int row = Math.max(0, y - 1); row <= Math.min(high - 1, y + 1); row++) {
                for (int column = Math.max(0, x - 1); column <= Math.min(wide - 1, x + 1); column++) {
                    var at = row * wide + column;
                    count++;
                    if (levels.clipped()[at] <= CLIPPED) {
                        clear++;
                        errors += levels.errors()[at];
                        textures += levels.texture()[at];
                    }
                }
            }
            var cell = y * wide + x;
            var mean = clear == 0 ? 0 : errors / clear;
            trust[cell] = (float) (clear / (double) count * Math.min(1, mean / (2 * ROUNDING)));
            if (trust[cell] >= MIN_RELIABILITY) {
                error[cell] = (float) Math.log(mean);
                texture[cell] = (float) Math.log(textures / clear + ALMOST_LEVEL);
                assessed++;
            } else {
                error[cell] = Float.NaN;
            }
        }
    }
}
