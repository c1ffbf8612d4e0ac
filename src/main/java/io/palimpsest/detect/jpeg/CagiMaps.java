package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.Blocking;

/**
 * Steps D and E of CAGI: how each macro cell departs from the grids that fit the picture, with flat, saturated and
 * strongly edged cells brought to the level of the usable ones.
 */
final class CagiMaps {

    private static final double BRIGHT = 245;
    private static final double DARK = 15;
    private static final double FLAT = 4;

    private enum Use {
        USABLE, SATURATED, EDGED, FLAT
    }

    private final MacroCells cells;
    private final GridCandidates grids;
    private final Use[] use;
    private final boolean[] empty;
    private final boolean homogeneous;
    private final double clear;

    private CagiMaps(Specimen specimen, Monitor monitor) throws NotApplicable {
        cells = MacroCells.of(specimen.width(), specimen.height());
        monitor.step("Differences across squares of pixels", 0);
        var differences = new CrossDifferences(specimen, cells, monitor);
        monitor.step("Scores of 64 grids", 0.5);
        grids = new GridCandidates(differences, cells, monitor);
        monitor.step("Edges", 0.8);
        var content = new EdgeContent(specimen, monitor);
        monitor.check();
        var texture = content.texture(cells, specimen.width(), specimen.height());
        monitor.check();
        var edges = content.edges(cells, specimen.width(), specimen.height());
        monitor.check();
        clear = BlockGrid.of(Blocking.of(specimen, monitor), specimen.width(), specimen.height()).clarity(monitor);
        homogeneous = grids.confidence() <= 0.4 && grids.background() == grids.best();
        empty = empty();
        use = uses(differences.brightness(), texture, edges);
        if (Arrays.stream(use).noneMatch(Use.USABLE::equals)) {
            throw new NotApplicable("The whole picture is flat, very dark, very bright or full of strong edges, where"
                    + " no grid can be seen.");
        }
    }

    /**
     * The CAGI map: high where the picture's best grid does not fit.
     *
     * @return the statistic, one value for each macro cell, without its meaning
     */
    static Evidence.Statistic direct(Specimen specimen, Monitor monitor) throws NotApplicable {
        var maps = new CagiMaps(specimen, monitor);
        return maps.statistic(maps.direct());
    }

    /** The Inverse CAGI map: high where the grid of the picture's origin shows no trace. */
    static Evidence.Statistic inverse(Specimen specimen, Monitor monitor) throws NotApplicable {
        var maps = new CagiMaps(specimen, monitor);
        return maps.statistic(maps.inverse());
    }

    /** Cells whose scores are low for unusually many of the candidates; only in a picture of one grid. */
    private boolean[] empty() {
        var uniform = new double[cells.count()];
        for (int rank = 0; rank < grids.count(); rank++) {
            var means = grids.means(rank);
            var low = 0.2 * MacroCells.mean(means);
            for (int i = 0; i < uniform.length; i++) {
                uniform[i] += means[i] < low ? 1 : 0;
            }
        }
        var smooth = cells.smooth(uniform);
        var mean = MacroCells.mean(smooth);
        var deviation = deviation(uniform);
        var threshold = mean + (deviation / mean > 1.5 ? deviation : deviation / 2);
        var marked = new boolean[uniform.length];
        for (int i = 0; i < marked.length; i++) {
            marked[i] = homogeneous && smooth[i] >= threshold;
        }
        return marked;
    }

    private static double deviation(double[] values) {
        var mean = MacroCells.mean(values);
        double sum = 0;
        for (var value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / Math.max(1, values.length - 1));
    }

    /** Also marks saturated cells as empty. */
    private Use[] uses(double[] brightness, double[] texture, double[] edges) {
        var uses = new Use[cells.count()];
        for (int i = 0; i < uses.length; i++) {
            uses[i] = texture[i] <= FLAT ? Use.FLAT : Use.USABLE;
            uses[i] = edges[i] >= 0.5 ? Use.EDGED : uses[i];
            if (brightness[i] >= BRIGHT || brightness[i] < DARK) {
                uses[i] = Use.SATURATED;
                empty[i] = true;
            }
        }
        if (Arrays.stream(uses).noneMatch(Use.USABLE::equals)) {
            for (int i = 0; i < uses.length; i++) {
                uses[i] = texture[i] <= FLAT && !empty[i] ? Use.USABLE : uses[i];
            }
        }
        return uses;
    }

    private double[] direct() {
        var map = departure(grids.best());
        var mean = MacroCells.mean(map);
        var fit = fit();
        for (int i = 0; i < map.length; i++) {
            map[i] = empty[i] || homogeneous && map[i] < mean ? 0 : map[i];
            map[i] *= cells.outermost(i) ? fit[i] : 1 - fit[i];
        }
        var level = usableLevel(map);
        for (int i = 0; i < map.length; i++) {
            map[i] = levelled(i) ? level : Math.max(level, map[i]);
        }
        return cells.smoothMirrored(map);
    }

    private double[] inverse() {
        var map = departure(grids.background());
        var mean = MacroCells.mean(map);
        var fit = fit();
        for (int i = 0; i < map.length; i++) {
            map[i] = empty[i] || homogeneous && map[i] < mean ? 1 : map[i];
            map[i] *= 1 - fit[i];
        }
        var level = usableLevel(map);
        for (int i = 0; i < map.length; i++) {
            map[i] = levelled(i) ? level : Math.min(level, map[i]);
        }
        return cells.smoothMirrored(map);
    }

    /** How much less than all candidates together one of them fits each cell, 0 to 1. */
    private double[] departure(int rank) {
        var difference = grids.all();
        var means = grids.means(rank);
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= means[i];
        }
        return MacroCells.stretch(difference);
    }

    /** How well the background's grid fits around each cell, 0 to 1. */
    private double[] fit() {
        return MacroCells.stretch(cells.smooth(grids.means(grids.background())));
    }

    private boolean levelled(int cell) {
        return use[cell] == Use.SATURATED || use[cell] == Use.FLAT && empty[cell];
    }

    private double usableLevel(double[] map) {
        var smooth = cells.smooth(map);
        double sum = 0;
        int usable = 0;
        for (int i = 0; i < map.length; i++) {
            if (use[i] == Use.USABLE) {
                sum += smooth[i];
                usable++;
            }
        }
        return sum / usable;
    }

    private Evidence.Statistic statistic(double[] map) {
        var values = new float[map.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) map[i];
        }
        var statistic = Evidence.of(new RawMap(values, cells.wide(), cells.high(), 0, 0, cells.pixels(),
                RawMap.Border.NEAREST)).reliability(reliability());
        return clear == 0
                ? statistic.note("No grid of JPEG blocks is visible in the picture, so no part can be seen to depart from it.")
                : statistic;
    }

    /**
     * Usable share of the 25 cells that a value is the mean of, times how clearly there is a grid; 0 where the cell itself
     * is not usable.
     */
    private float[] reliability() {
        var usable = new double[use.length];
        for (int i = 0; i < usable.length; i++) {
            usable[i] = use[i] == Use.USABLE ? 1 : 0;
        }
        var share = cells.smoothMirrored(usable);
        var reliability = new float[use.length];
        for (int i = 0; i < reliability.length; i++) {
            reliability[i] = (float) (usable[i] * share[i] * clear);
        }
        return reliability;
    }
}
