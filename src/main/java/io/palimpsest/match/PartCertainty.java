package io.palimpsest.match;

import java.util.Arrays;
import java.util.BitSet;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;

/** How far parts can be told from things that merely look alike; each factor is 0 to 1. */
record PartCertainty(CellGrowth growth) {

    /** A part that repeats itself by less than the rest of this is taken to be unique. */
    private static final double UNREPEATED = 0.5;

    /** Number of cells with which a part is half as certain as a large one. */
    private static final double HALF_SURE = 100;

    /** Share of a part's pixels that differ from the next, at which it is taken for a drawing, and for a photograph. */
    private static final double DRAWN = 0.25;
    private static final double PHOTOGRAPHED = 0.5;

    /**
     * How much better the detail agrees with the match than with itself aside, not above 1.
     *
     * @param seeds the cells that the part was found by, whether they correlate or not
     * @param grown the part
     * @return not a number if too few windows have detail
     */
    double ofDetail(int[] seeds, int[] grown, Affine transform) {
        var columns = growth.columns();
        var all = new BitSet(columns * growth.rows());
        Arrays.stream(seeds).forEach(all::set);
        Arrays.stream(grown).forEach(all::set);
        var apart = DetailCorrelation.WINDOW / growth.step();
        var windows = all.stream().filter(cell -> cell % columns % apart == 0 && cell / columns % apart == 0)
                .toArray();
        return new Distinctness(growth.correlation(), columns, growth.step()).of(windows, transform);
    }

    /** Small parts may agree by chance. */
    double ofSize(int[] cells) {
        return cells.length / (cells.length + HALF_SURE);
    }

    /** Drawings repeat themselves to the pixel, so that exactness means nothing in them. */
    double ofGrain(int[] cells) {
        var grain = growth.correlation().grain(cells, growth.columns(), growth.step());
        return Math.min(1, Math.max(0, (grain - DRAWN) / (PHOTOGRAPHED - DRAWN)));
    }

    /** Parts that come again at other offsets than their match's belong to a pattern. */
    double ofUniqueness(int[] cells, Affine transform, Monitor monitor) {
        var repetition = new Repetition(growth.correlation(), cells, growth.columns(), growth.step(), transform);
        return Math.min(1, (1 - repetition.share(monitor)) / UNREPEATED);
    }
}
