package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * Non-aligned double quantisation: parts whose DCT coefficients cluster at the multiples of a step on another grid than
 * that of the file, as an earlier JPEG compression leaves them, while the rest does not; or the other way round.
 *
 * <p>Shows a part that was taken from another JPEG and moved (all but one in 64 places), or, in a picture that was
 * cropped after its compression, a part without that compression. Of a picture without a JPEG file, all 64 grids count.
 * It is blind where the last compression was about as coarse as the earlier one or coarser, in parts without texture, and
 * in scaled or rotated parts; of parts on several grids it shows those on the clearest. On grids that share
 * columns or rows with that of the file (14 of 63), a step has to be twice those that show on the latter. It misleads in pictures that
 * are composed of several JPEGs by right, such as figures.
 *
 * <p>Raw map: for each whole 8x8 block of the found grid the log likelihood ratio of an earlier quantisation on this grid
 * and of none, natural logarithm, of either sign, high = it was there, summed over 10 low frequencies; 0 in blocks
 * without texture. Calibration reads the mean of 3x3 blocks, turned round where most textured blocks were compressed on
 * that grid. Reliability: how far the found grid exceeds the others, times the share of textured blocks among 3x3, times
 * the share of pixels that are not saturated.
 *
 * <p>T. Bianchi, A. Piva, "Image forgery localization via block-grained analysis of JPEG artifacts", IEEE Transactions on
 * Information Forensics and Security 7(3), 2012. The grid is the one with the largest likelihood over all 10 frequencies
 * instead of the DC alone, and coefficients that the step rounds to 0 do not count, as they tell texture.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>NADQ")
public final class Nadq extends Detector {

    /** Pictures with a shorter side hold too few blocks. */
    private static final int SMALLEST = 64;

    /** A grid that exceeds the others by so much log likelihood is none; from the next one on it is beyond doubt. */
    private static final double NO_GRID = 20;
    private static final double CLEAR_GRID = 60;

    /** This share of textured blocks among 3x3 makes a full reliability. */
    private static final float TEXTURED = 0.5f;

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (Math.min(specimen.width(), specimen.height()) < SMALLEST) {
            throw new NotApplicable("The picture is too small: it needs " + SMALLEST + " pixels in both directions, and has "
                    + specimen.width() + "x" + specimen.height() + ".");
        }
        var luminance = AlignedHistory.levelShifted(specimen);
        var shifts = GridShifts.of(luminance, specimen.width(), specimen.height(), monitor.part(0, 0.5));
        if (shifts.isEmpty()) {
            throw new NotApplicable("The picture is flat everywhere, and flat blocks are the same on all grids.");
        }
        monitor.step("Grids", 0.5);
        var file = specimen.jpegGrid().isEmpty() ? null : LumaCoefficients.of(specimen, false, 8, monitor);
        var aligned = file == null ? null : AlignedHistory.of(specimen, file, luminance, monitor);
        var grid = FormerGrid.find(shifts, file, aligned, monitor);
        var blocks = new Blocks(specimen, grid);
        TaskLoop.run(blocks.high, row -> blocks.fill(luminance, row, monitor));

        var trust = Clipping.kept(specimen, grid.x(), grid.y(), blocks.wide, blocks.high, monitor);
        var textured = Neighbours.mean(blocks.textured, blocks.wide, blocks.high);
        var clear = Math.min(1, Math.max(0, (grid.strength() - NO_GRID) / (CLEAR_GRID - NO_GRID)));
        for (int i = 0; i < trust.length; i++) {
            trust[i] *= (float) (clear * Math.min(1, textured[i] / TEXTURED));
        }
        var ranked = Neighbours.mean(blocks.ratios, blocks.wide, blocks.high);
        var usual = blocks.usual();
        for (int i = 0; usual && i < ranked.length; i++) {
            ranked[i] = -ranked[i];
        }
        var map = new RawMap(blocks.ratios, blocks.wide, blocks.high, grid.x(), grid.y(), 8, Border.NONE);
        var statistic = Evidence.of(map).ranked(ranked).reliability(trust).meaning("compression discontinuity", usual
                ? "This region lacks the trace of an earlier JPEG compression that the rest of the picture shows."
                : "This region shows the trace of an earlier JPEG compression that the rest of the picture lacks.");
        if (clear == 0) {
            statistic.note("No grid stands out by the trace of an earlier compression, so regions cannot be told apart by it.");
        } else {
            statistic.note((usual ? "Most" : "A part") + " of the picture was compressed before on a grid that starts at"
                    + " column " + grid.x() + " and row " + grid.y() + ".");
        }
        return statistic;
    }

    /** The blocks of the found grid. */
    private static final class Blocks {

        private final FormerGrid grid;
        private final int width;
        private final int wide;
        private final int high;
        private final float[] ratios;
        private final float[] textured;

        Blocks(Specimen specimen, FormerGrid grid) {
            this.grid = grid;
            width = specimen.width();
            wide = (width - grid.x()) / 8;
            high = (specimen.height() - grid.y()) / 8;
            ratios = new float[wide * high];
            textured = new float[wide * high];
        }

        void fill(float[] luminance, int row, Monitor monitor) {
            monitor.check();
            var coefficients = new GridShifts.Coefficients(width);
            coefficients.of(luminance, grid.y() + 8 * row);
            for (int column = 0; column < wide; column++) {
                var x = grid.x() + 8 * column;
                if (coefficients.textured(x)) {
                    textured[row * wide + column] = 1;
                    for (int place = 0; place < GridShifts.POSITIONS.length; place++) {
                        ratios[row * wide + column] += grid.fits().get(place).ratio(coefficients.at(x, place));
                    }
                }
            }
        }

        /** Whether most of the textured blocks were compressed on the grid. */
        boolean usual() {
            int all = 0;
            int compressed = 0;
            for (int i = 0; i < ratios.length; i++) {
                all += textured[i] > 0 ? 1 : 0;
                compressed += ratios[i] > 0 ? 1 : 0;
            }
            return 2 * compressed > all;
        }
    }
}
