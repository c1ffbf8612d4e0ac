package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * JPEG grid origin (ZERO): regions whose 8x8 blocks start elsewhere than those of the picture.
 *
 * <p>Shows parts that were pasted or moved with the blocks of an earlier JPEG compression, in any file format, whether
 * or not the rest has such blocks; and where the blocks of the whole picture start, so that a cropped JPEG is known.
 * Each pixel votes for the grid of the block around it in which most cosine coefficients vanish; a region counts if
 * chance would make less than one like it. It is blind to parts on the same grid (one in 64), to parts that were scaled
 * or rotated after their compression, where a coarser compression followed, and in flat or saturated areas. It misleads
 * where several pictures were put together on purpose (panels, logos), and in regular patterns of 8 pixels.
 *
 * <p>Raw map: cells of 8x8 pixels of the main grid; minus the decimal logarithm of the number of false alarms of the
 * region that a cell belongs to, from 0 (no region), without bounds, high = altered; probabilities come from the
 * logarithm of 1 more. Layers {@code origin x} and {@code origin y}: the grid that most of the cell's pixels vote for, 0
 * to 7, relative to the picture's corner; NaN without votes. Layer {@code missing grid}, on request: the same as the raw
 * map for regions that vote for the picture's corner once it was saved at quality 99, and did not vote for the main grid
 * before. It is kept out of the raw map, since textured parts of finely compressed pictures lack the grid as well.
 * Reliability: 1 in regions, elsewhere how many pixels have a vote, full from a quarter on. Within 7 pixels of the
 * border there are no votes. Other than in the paper, a grid that is confined to a part of the picture is not its main
 * one. T. Nikoukhah, J. Anger, M. Colom, J.-M. Morel, R. Grompone von Gioi, "ZERO: a local JPEG grid origin detector
 * based on the number of DCT zeros and its applications in image forensics", IPOL 11, 2021.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>Grid origin")
public final class GridOrigin extends Detector {

    /** Fewest pixels on a side: a block of independent votes and the border without votes. */
    private static final int SMALLEST = 8 + 2 * GridVotes.MARGIN;

    /** A grid that is confined to a smaller share of the picture is not its main one. */
    private static final double PART = 0.5;

    /** More regions than this are not told one by one. */
    private static final int TOLD = 5;

    @Parameter(label = "Missing grid", description = "Adds a layer with regions that lack the grid of the rest, found by"
            + " saving the picture at quality 99 for trial.", persist = false)
    private boolean missing = false;

    /**
     * Sets whether regions without the grid of the rest are kept as a layer.
     *
     * @param wanted true to look for them
     * @return this detector
     */
    public GridOrigin missing(boolean wanted) {
        missing = wanted;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (Math.min(specimen.width(), specimen.height()) < SMALLEST) {
            throw new NotApplicable("The picture is smaller than " + SMALLEST + "x" + SMALLEST
                    + " pixels, too small for the origin of its blocks to show.");
        }
        var grey = GridVotes.grey(specimen, monitor);
        var votes = GridVotes.of(grey, specimen.width(), specimen.height(), monitor);
        var counts = votes.histogram();
        var main = 0;
        long voted = 0;
        for (int origin = 0; origin < counts.length; origin++) {
            main = counts[origin] > counts[main] ? origin : main;
            voted += counts[origin];
        }
        if (voted == 0) {
            throw new NotApplicable("The picture is so flat that no block of 8x8 pixels stands out.");
        }
        var significance = GridRegion.significance(counts[main], grey.length, grey.length);
        monitor.step("regions", 0.5);
        var origin = significance > 0 && spread(votes, main, monitor) ? main : -1;
        var foreign = GridRegion.of(votes, origin, -1, monitor);
        var cells = GridCells.of(votes, Math.max(0, origin));
        var statistic = cells.statistic(foreign);
        if (missing) {
            monitor.step("missing grid", 0.6);
            statistic.layer("missing grid", cells.significance(origin < 0
                    ? List.of()
                    : lacking(grey, votes, origin, monitor)));
        }
        return say(statistic, origin, significance, counts[main] / (double) voted, foreign);
    }

    /** Whether the votes for a grid are more than those of a part of the picture. */
    private static boolean spread(GridVotes votes, int origin, Monitor monitor) {
        var regions = GridRegion.of(votes, -1, origin, monitor);
        var pixels = (long) votes.width() * votes.height();
        return regions.stream().allMatch(region -> (long) region.width() * region.height() > PART * pixels)
                || regions.size() > 1;
    }

    /** Regions that take on the grid of a fine compression and had not that of the rest. */
    private static List<GridRegion> lacking(byte[] grey, GridVotes votes, int origin, Monitor monitor) {
        var again = GridVotes.of(Recompression.of(grey, votes.width(), votes.height(), monitor), votes.width(),
                votes.height(), monitor);
        for (int i = 0; i < grey.length; i++) {
            if (votes.votes()[i] == origin) {
                again.votes()[i] = GridVotes.NONE;
            }
        }
        return GridRegion.of(again, -1, 0, monitor);
    }

    private static Evidence.Statistic say(Evidence.Statistic statistic, int origin, double significance, double share,
            List<GridRegion> foreign) {
        statistic.meaning("JPEG grid discontinuity", origin < 0
                ? "This region has the blocks of a JPEG compression, which the rest of the picture has not."
                : "The blocks of a JPEG compression start elsewhere in this region than in the rest of the picture.");
        statistic.note(origin < 0
                ? "No grid of JPEG blocks is significant in the picture as a whole."
                : String.format(Locale.ROOT, "The grid of JPEG blocks starts at column %d and row %d (%.0f %% of the"
                        + " votes, log10 of the number of false alarms %.0f)%s.", origin % 8, origin / 8, 100 * share,
                        -significance, origin == 0 ? "" : ", so the picture was cropped or moved after a compression"));
        var strongest = new ArrayList<>(foreign);
        strongest.sort(Comparator.comparingDouble(region -> -region.significance()));
        strongest.stream().limit(TOLD).map(region -> String.format(Locale.ROOT, "A region of %d x %d pixels at %d, %d"
                + " has a grid that starts at column %d and row %d (log10 of the number of false alarms %.0f).",
                region.width(), region.height(), region.x(), region.y(), region.origin() % 8, region.origin() / 8,
                -region.significance())).forEach(statistic::note);
        return statistic;
    }
}
