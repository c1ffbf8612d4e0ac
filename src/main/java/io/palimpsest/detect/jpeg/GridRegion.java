package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.BinomialTail;

/**
 * Pixels near each other that vote for one grid more often than chance would have it.
 *
 * @param origin of the grid: column + 8 x row
 * @param significance minus the decimal logarithm of the expected number of such regions in a picture without any grid
 * @param x column of the bounding box
 * @param y row of the bounding box
 * @param width of the bounding box
 * @param height of the bounding box
 * @param runs the voting pixels: row, first column and the column after the last of each run
 */
record GridRegion(int origin, double significance, int x, int y, int width, int height, int[] runs) {

    /** Pixels of a region are at most so far from the next one along either axis. */
    static final int REACH = 9;

    /** Blocks share pixels, so that only one vote in 64 is taken for independent. */
    private static final int DEPENDENT = 64;

    private static final int CHECKED = 1 << 12;

    /**
     * Significance of a number of votes.
     *
     * @param votes for one grid
     * @param pixels that could have voted
     * @param area of the picture in pixels
     * @return minus the decimal logarithm of the number of false alarms, -inf upwards; above 0 = significant
     */
    static double significance(long votes, long pixels, long area) {
        var tests = Math.log10(64) + 1.5 * Math.log10(area);
        return -tests - BinomialTail.log10((int) (pixels / DEPENDENT), (int) (votes / DEPENDENT), 1 / 64.0);
    }

    /**
     * Grows the regions of all grids but one.
     *
     * @param map the votes
     * @param except the grid whose votes do not count, or -1
     * @param only the one grid whose votes count, or -1 for all
     * @return the significant regions in the order of their first pixels
     */
    static List<GridRegion> of(GridVotes map, int except, int only, Monitor monitor) {
        var left = map.votes().clone();
        for (int i = 0; i < left.length; i++) {
            if (left[i] == except || only >= 0 && left[i] != only) {
                left[i] = GridVotes.NONE;
            }
        }
        var growing = new Growing(left, map.width(), map.height(), monitor);
        var regions = new ArrayList<GridRegion>();
        for (int i = 0; i < left.length; i++) {
            if (left[i] != GridVotes.NONE) {
                var region = growing.from(i);
                if (region != null) {
                    regions.add(region);
                }
            }
        }
        return regions;
    }

    /** Takes regions out of the votes that are left. */
    private static final class Growing {

        private final byte[] left;
        private final int width;
        private final int height;
        private final Monitor monitor;
        private int[] runs = new int[3 * 1024];
        private int end;
        private int work;

        Growing(byte[] left, int width, int height, Monitor monitor) {
            this.left = left;
            this.width = width;
            this.height = height;
            this.monitor = monitor;
        }

        /** The region around a pixel, or null if it is none. */
        GridRegion from(int pixel) {
            var vote = left[pixel];
            end = 0;
            take(pixel / width, pixel % width, vote);
            int x0 = width;
            int x1 = 0;
            int y0 = height;
            int y1 = 0;
            long votes = 0;
            for (int i = 0; i < end; i += 3) {
                if (++work % CHECKED == 0) {
                    monitor.check();
                }
                x0 = Math.min(x0, runs[i + 1]);
                x1 = Math.max(x1, runs[i + 2]);
                y0 = Math.min(y0, runs[i]);
                y1 = Math.max(y1, runs[i] + 1);
                votes += runs[i + 2] - runs[i + 1];
                around(runs[i], runs[i + 1], runs[i + 2], vote);
            }
            long side = Math.max(x1 - x0, y1 - y0);
            if (votes < DEPENDENT) {
                return null;
            }
            var significance = significance(votes, side * side, (long) width * height);
            return significance > 0
                    ? new GridRegion(vote, significance, x0, y0, x1 - x0, y1 - y0, Arrays.copyOf(runs, end))
                    : null;
        }

        private void around(int row, int from, int to, byte vote) {
            var first = Math.max(0, from - REACH);
            var last = Math.min(width, to + REACH);
            for (int y = Math.max(0, row - REACH); y <= Math.min(height - 1, row + REACH); y++) {
                for (int i = y * width + first; i < y * width + last; i++) {
                    if (left[i] == vote) {
                        take(y, i - y * width, vote);
                    }
                }
            }
        }

        /** Moves the run of votes around a pixel from what is left to the region. */
        private void take(int y, int x, byte vote) {
            int from = x;
            int to = x + 1;
            while (from > 0 && left[y * width + from - 1] == vote) {
                from--;
            }
            while (to < width && left[y * width + to] == vote) {
                to++;
            }
            Arrays.fill(left, y * width + from, y * width + to, GridVotes.NONE);
            if (end + 3 > runs.length) {
                runs = Arrays.copyOf(runs, 2 * runs.length);
            }
            runs[end++] = y;
            runs[end++] = from;
            runs[end++] = to;
        }
    }
}
