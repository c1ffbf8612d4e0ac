package io.palimpsest.detect.noise;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.RobustDeviation;
import io.palimpsest.signal.TaskLoop;

/** What detectors of noise levels have in common: from standard deviations to deviations from the majority. */
final class NoiseLevels {

    /** Variance of rounding to whole grey levels; less noise than that cannot be told from none. */
    private static final double ROUNDING = 1 / 12.0;

    /** Cells without which there is no majority. */
    private static final int LEAST_CELLS = 16;

    /** A spread of log-levels below this is small whatever the picture. */
    private static final double LEAST_SPREAD = 0.3;

    /** Luminance beyond which noise is cut off. */
    private static final double BLACK = 2;
    private static final double WHITE = 253;

    /** Share of saturated pixels at which a cell is just reliable enough to be reported. */
    private static final double SATURATED = 0.1;

    private NoiseLevels() {}

    /** Logarithms of standard deviations in grey levels, rounding included; NaN where they are not known or trusted. */
    static float[] levels(float[] noise, float[] trust) {
        var levels = new float[noise.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = trust[i] < Detector.MIN_RELIABILITY
                    ? Float.NaN
                    : (float) (Math.log((double) noise[i] * noise[i] + ROUNDING) / 2);
        }
        return levels;
    }

    /**
     * The statistic of a map of noise.
     *
     * @param noise standard deviations; NaN = not assessed
     * @param levels log-levels that are compared; NaN = not known or trusted
     * @param trust reliability, 0 to 1
     * @throws NotApplicable if too few cells are reliable
     */
    static Evidence.Statistic statistic(RawMap noise, float[] levels, float[] trust)
            throws NotApplicable {
        int count = 0;
        for (var level : levels) {
            count += Float.isNaN(level) ? 0 : 1;
        }
        if (count < LEAST_CELLS) {
            throw new NotApplicable("The noise can be estimated in only " + count + " places, too few to tell what most"
                    + " of the picture is like; the rest is saturated, level or too small.");
        }
        var ranked = RobustDeviation.opened(RobustDeviation.of(levels, LEAST_SPREAD), noise.width());
        var reliability = trust.clone();
        for (int i = 0; i < reliability.length; i++) {
            reliability[i] = Float.isNaN(noise.values()[i]) ? 0 : trust[i];
        }
        return Evidence.of(noise).ranked(ranked).reliability(reliability).meaning("noise discontinuity",
                "The noise in this region is stronger or weaker than in most of the picture.");
    }

    /**
     * Reliability of windows as far as saturation goes.
     *
     * @param map gives the number of windows; each starts a step after the one before, the first at the origin
     * @param span edge of a window in steps
     */
    static float[] unsaturated(Specimen specimen, RawMap map, int span, Monitor monitor) {
        var step = map.step();
        var columns = map.width() + span - 1;
        var saturated = new int[columns * (map.height() + span - 1)];
        TaskLoop.run(map.height() + span - 1, cellRow -> {
            monitor.check();
            var row = new double[specimen.width()];
            for (int y = cellRow * step; y < Math.min(specimen.height(), (cellRow + 1) * step); y++) {
                specimen.luminanceRow(y, row);
                for (int x = 0; x < Math.min(row.length, columns * step); x++) {
                    saturated[cellRow * columns + x / step] += row[x] < BLACK || row[x] > WHITE ? 1 : 0;
                }
            }
        });
        var trust = new float[map.width() * map.height()];
        for (int i = 0; i < trust.length; i++) {
            int sum = 0;
            for (int cell = 0; cell < span * span; cell++) {
                sum += saturated[(i / map.width() + cell / span) * columns + i % map.width() + cell % span];
            }
            var share = sum / (double) (span * span * step * step);
            trust[i] = (float) Math.max(0, 1 - (1 - Detector.MIN_RELIABILITY) * share / SATURATED);
        }
        return trust;
    }
}
