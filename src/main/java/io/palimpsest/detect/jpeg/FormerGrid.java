package io.palimpsest.detect.jpeg;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * The grid, other than that of the file, on which an earlier compression shows most.
 *
 * @param x column at which it starts, 0 to 7
 * @param y row at which it starts, 0 to 7
 * @param fits of the positions of {@link GridShifts#POSITIONS}
 * @param strength by how much log likelihood it exceeds the best of the grids that share neither columns nor rows with it
 */
record FormerGrid(int x, int y, List<LatticeFit> fits, double strength) {

    /** Largest step that is tried; quality 14 has none above this among these positions. */
    private static final int LARGEST = 60;

    /** On grids that share columns or rows with the file's, so many positions that gain most are left out. */
    private static final int TRIMMED = 3;

    /**
     * Searches the grids.
     *
     * @param shifts histograms of all grids
     * @param last the last compression, or null without one
     * @param aligned what shows on the file's own grid, or null without a file
     */
    static FormerGrid find(GridShifts shifts, LumaCoefficients last, AlignedHistory aligned,
            Monitor monitor) {
        var search = new Search(shifts, last, aligned, monitor);
        var fits = new LatticeFit[64][];
        var gains = new double[64];
        TaskLoop.run(64, shift -> {
            if (shift == 0 && last != null) {
                return;
            }
            fits[shift] = search.fits(shift);
            gains[shift] = Stream.of(fits[shift]).mapToDouble(LatticeFit::gain).sorted()
                    .limit(GridShifts.POSITIONS.length - (search.beside(shift) ? TRIMMED : 0)).sum();
        });
        int best = 9;
        for (int shift = 0; shift < 64; shift++) {
            best = gains[shift] > gains[best] ? shift : best;
        }
        double rival = 0;
        for (int shift = 0; shift < 64; shift++) {
            rival = shift % 8 != best % 8 && shift / 8 != best / 8 ? Math.max(rival, gains[shift]) : rival;
        }
        for (int place = 0; place < fits[best].length; place++) {
            fits[best][place] = fits[best][place].orFiner(search.samples(best, place), search.smallest(best, place));
        }
        return new FormerGrid(search.x(best), search.y(best), List.of(fits[best]), gains[best] - rival);
    }

    /** Grids are numbered by where they start from that of the last compression: column + 8 x row. */
    private static final class Search {

        private final GridShifts shifts;
        private final LumaCoefficients last;
        private final AlignedHistory aligned;
        private final Monitor monitor;
        private final ShiftNoise noise;
        private final double[][] plain = new double[GridShifts.POSITIONS.length][];

        Search(GridShifts shifts, LumaCoefficients last, AlignedHistory aligned, Monitor monitor) {
            this.shifts = shifts;
            this.aligned = aligned;
            this.last = last;
            this.monitor = monitor;
            noise = last == null ? ShiftNoise.none() : ShiftNoise.of(last);
            Arrays.setAll(plain, place -> last == null ? shifts.sums(place, -1, -1)
                    : shifts.sums(place, last.left(), last.top()));
        }

        int x(int shift) {
            return ((last == null ? 0 : last.left()) + shift) % 8;
        }

        int y(int shift) {
            return ((last == null ? 0 : last.top()) + shift / 8) % 8;
        }

        /** Whether a grid shares columns or rows with that of the last compression, and so some of its traces. */
        boolean beside(int shift) {
            return last != null && (shift % 8 == 0 || shift / 8 == 0);
        }

        /**
         * A step up to the last one leaves no trace. Where traces of the file's own grid show, they have smaller steps than
         * there, as they are projected; only what is clearly coarser is taken for another grid's own.
         */
        int smallest(int shift, int place) {
            if (last == null) {
                return 2;
            }
            var position = GridShifts.POSITIONS[place];
            var step = last.step(position);
            return 1 + (beside(shift) ? 2 * Math.max(step, aligned.first(position)) : step);
        }

        LatticeFit.Samples samples(int shift, int place) {
            var position = GridShifts.POSITIONS[place];
            return new LatticeFit.Samples(shifts.counts(x(shift), y(shift), place), plain[place], position == 0,
                    noise.error(shift % 8, shift / 8, position));
        }

        LatticeFit[] fits(int shift) {
            var fits = new LatticeFit[plain.length];
            for (int place = 0; place < fits.length; place++) {
                monitor.check();
                fits[place] = LatticeFit.of(samples(shift, place), smallest(shift, place), LARGEST);
            }
            return fits;
        }
    }
}
