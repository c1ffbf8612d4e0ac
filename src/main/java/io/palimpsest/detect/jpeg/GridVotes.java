package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;

/**
 * Each pixel's vote for the origin of a grid of 8x8 blocks: that of the block around it, of 64, in which most cosine
 * coefficients vanish.
 *
 * <p>No vote where two blocks have as many, where the winning block is constant along one of its axes, and within 7
 * pixels of the picture's border, which not all 64 blocks cover.
 *
 * @param votes height x width values row by row: column + 8 x row of the grid's origin, or {@link #NONE}
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 */
record GridVotes(byte[] votes, int width, int height) {

    static final byte NONE = -1;

    /** Pixels at the border without a vote. */
    static final int MARGIN = 7;

    private static final int TILE_WIDTH = 128;
    private static final int TILE_HEIGHT = 64;

    /** With fewer vanishing coefficients than this a block varies along both axes. */
    private static final int MAY_BE_CONSTANT = 56;

    /** A number that no vote has, in the lower bits of a code whose upper bits are the count. */
    private static final int VOID = 64;

    private static final int COUNT = 128;

    /** Luminance in whole grey levels, 0 to 255. */
    static byte[] grey(Specimen specimen, Monitor monitor) {
        var grey = new byte[specimen.width() * specimen.height()];
        var row = new double[specimen.width()];
        for (int y = 0; y < specimen.height(); y++) {
            monitor.check();
            specimen.luminanceRow(y, row);
            for (int x = 0; x < row.length; x++) {
                grey[y * row.length + x] = (byte) Math.round(row[x]);
            }
        }
        return grey;
    }

    static GridVotes of(byte[] grey, int width, int height, Monitor monitor) {
        var votes = new byte[grey.length];
        Arrays.fill(votes, NONE);
        var across = width - 2 * MARGIN;
        var down = height - 2 * MARGIN;
        if (across > 0 && down > 0) {
            var columns = (across + TILE_WIDTH - 1) / TILE_WIDTH;
            var rows = (down + TILE_HEIGHT - 1) / TILE_HEIGHT;
            TaskLoop.run(rows, row -> {
                var tile = new Tile(grey, width, votes);
                for (int column = 0; column < columns; column++) {
                    monitor.check();
                    var left = column * TILE_WIDTH;
                    var top = row * TILE_HEIGHT;
                    tile.vote(left, top, Math.min(TILE_WIDTH, across - left), Math.min(TILE_HEIGHT, down - top));
                }
            });
        }
        return new GridVotes(votes, width, height);
    }

    /** Number of votes for each of the 64 origins. */
    long[] histogram() {
        var counts = new long[64];
        for (var vote : votes) {
            if (vote != NONE) {
                counts[vote]++;
            }
        }
        return counts;
    }

    /** Work space of one tile. */
    private static final class Tile {

        private final byte[] grey;
        private final int stride;
        private final byte[] votes;
        private final ZeroCounts zeros = new ZeroCounts(TILE_WIDTH + MARGIN);
        private final int[] codes = new int[(TILE_WIDTH + MARGIN) * (TILE_HEIGHT + MARGIN)];

        Tile(byte[] grey, int stride, byte[] votes) {
            this.grey = grey;
            this.stride = stride;
            this.votes = votes;
        }

        /** Votes of pixels whose uppermost left block starts at {@code left} and {@code top}. */
        void vote(int left, int top, int across, int down) {
            var wide = across + MARGIN;
            var high = down + MARGIN;
            zeros.count(grey, stride, left, top, wide, high, codes);
            for (int y = 0; y < high; y++) {
                for (int x = 0; x < wide; x++) {
                    var count = codes[y * wide + x];
                    var vote = (left + x) % 8 + 8 * ((top + y) % 8);
                    codes[y * wide + x] = count * COUNT
                            + (count >= MAY_BE_CONSTANT && constant(left + x, top + y) ? VOID : vote);
                }
            }
            // the best of 8 places along each axis: of two, of two such pairs, of two such fours
            for (int reach = 1; reach < 8; reach *= 2) {
                merge(wide * high - reach, reach);
            }
            for (int reach = 1; reach < 8; reach *= 2) {
                merge(wide * (high - reach), reach * wide);
            }
            for (int y = 0; y < down; y++) {
                for (int x = 0; x < across; x++) {
                    var vote = codes[y * wide + x] & COUNT - 1;
                    votes[(top + y + MARGIN) * stride + left + x + MARGIN] = (vote & VOID) != 0 ? NONE : (byte) vote;
                }
            }
        }

        /** Each code becomes the greater of it and the one at a distance; of equal counts none wins. */
        private void merge(int count, int distance) {
            for (int i = 0; i < count; i++) {
                var one = codes[i];
                var other = codes[i + distance];
                codes[i] = one / COUNT == other / COUNT ? one | VOID : Math.max(one, other);
            }
        }

        private boolean constant(int left, int top) {
            return constant(left, top, 1, stride) || constant(left, top, stride, 1);
        }

        private boolean constant(int left, int top, int along, int across) {
            for (int i = 0; i < 8; i++) {
                var first = top * stride + left + i * across;
                for (int j = 1; j < 8; j++) {
                    if (grey[first + j * along] != grey[first]) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
