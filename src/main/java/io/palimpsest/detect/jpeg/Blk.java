package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.Blocking;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Violated block grid: places where the 8x8 grid of a JPEG compression breaks off or is shifted.
 *
 * <p>Shows parts that were copied, pasted or retouched after the compression that left the grid, in any file format. It
 * misleads in strong texture and along object edges that run with the grid, in flat or saturated areas, which carry no
 * grid, and where the last compression was fine. Scaled and rotated pictures have no grid of 8 pixels.
 *
 * <p>Raw map: one value for each 8x8 block of the grid, incomplete ones at the right and lower edge included, of either
 * sign and without bounds, high = altered: the strongest line inside the block less the weaker of its two borders, both
 * directions added. The grid is the one on which the whole picture, folded to one block, has the smallest such value;
 * pixels before its first block are not assessed. Reliability: how many of the blocks are more regular on this grid than
 * on one that is shifted by half a block (half of them by chance), times the share of the block's pixels that have any
 * edge, times how far the mean grid of the picture would show in the block's own texture; 0 in incomplete blocks. W. Li,
 * Y. Yuan, N. Yu, "Passive detection of doctored JPEG image via block artifact grid extraction", Signal Processing 89,
 * 2009.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>BLK")
public final class Blk extends Detector {

    private static final String FOUND = "found";
    private static final String ORIGIN = "origin";

    /** A block with edges in this share of its pixels can carry a grid. */
    private static final double TEXTURED = 0.4;

    /** A block is so reliable whose own lines differ by as much as the picture's grid is strong. */
    private static final double AS_STRONG = 0.5;

    @Parameter(label = "Grid", description = "Where the grid starts: where it is found, or at the picture's origin.",
            choices = {FOUND, ORIGIN}, persist = false)
    private String grid = FOUND;

    /**
     * Sets where the grid starts.
     *
     * @param start {@code found}, or {@code origin} as in the reference implementation
     * @return this detector
     */
    public Blk grid(String start) {
        grid = start;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.width() < 8 || specimen.height() < 8) {
            throw new NotApplicable("The picture holds no whole block of 8x8 pixels.");
        }
        var blocking = Blocking.of(specimen, monitor);
        var blocks = grid.equals(FOUND)
                ? BlockGrid.of(blocking, specimen.width(), specimen.height())
                : new BlockGrid(blocking, specimen.width(), specimen.height(), 0, 0);
        var values = new float[blocks.wide() * blocks.high()];
        var trust = new float[values.length];
        var strength = blocks.strength();
        var clear = blocks.clarity(monitor);
        for (int row = 0; row < blocks.high(); row++) {
            monitor.check();
            for (int column = 0; column < blocks.wide(); column++) {
                var x = blocks.left() + 8 * column;
                var y = blocks.top() + 8 * row;
                values[row * blocks.wide() + column] = (float) blocks.violation(x, y);
                var covered = Math.min(1, AS_STRONG * strength / blocks.texture(x, y));
                trust[row * blocks.wide() + column] = strength == 0 ? 0
                        : (float) (covered * Math.min(1, blocks.edges(x, y) / TEXTURED)) * (float) clear;
            }
        }
        var map = new RawMap(values, blocks.wide(), blocks.high(), blocks.left(), blocks.top(), 8, Border.NONE);
        var statistic = Evidence.of(map).reliability(trust).meaning("block grid discontinuity",
                "The grid of JPEG blocks that the rest of the picture shows is broken or shifted in this region.");
        if (clear == 0) {
            statistic.note("No grid of JPEG blocks is visible in the picture, so nothing can be seen to violate it.");
        } else if (blocks.left() + blocks.top() > 0) {
            statistic.note("The grid of JPEG blocks starts at column " + blocks.left() + " and row " + blocks.top()
                    + ", so the picture was cropped or moved after a compression.");
        }
        return statistic;
    }
}
