package io.palimpsest.model;

import java.util.Arrays;

/**
 * How one side of a picture is cut into tiles, and how much each tile counts at each pixel.
 *
 * <p>Tiles start at multiples of {@code multiple}, so that a network that halves sizes sees the same phase everywhere. Of
 * an overlap the outer quarter of each tile is dropped, since there the network sees the tile's border; over the half
 * between, one tile fades into the other linearly. The counts sum to 1 at each pixel.
 */
final class Axis {

    private final int length;
    private final int side;
    private final int[] starts;
    private final float[][] counts;

    /**
     * @param length of the picture's side in pixels
     * @param size of a tile, a multiple of {@code multiple}
     * @param overlap of neighbouring tiles, at most half of the size
     * @param multiple to which the side is filled up
     */
    Axis(int length, int size, int overlap, int multiple) {
        this.length = length;
        var padded = Math.toIntExact((length + multiple - 1L) / multiple * multiple);
        side = Math.min(size, padded);
        var stride = Math.max(multiple, (size - overlap) / multiple * multiple);
        var tiles = 1 + (padded - side + stride - 1) / stride;
        starts = new int[tiles];
        counts = new float[tiles][side];
        var sums = new float[padded];
        for (int i = 0; i < tiles; i++) {
            starts[i] = Math.min(i * stride, padded - side);
            for (int x = 0; x < side; x++) {
                counts[i][x] = Math.min(i == 0 ? 1 : ramp(x, overlap), i == tiles - 1 ? 1 : ramp(side - 1 - x, overlap));
                sums[starts[i] + x] += counts[i][x];
            }
        }
        for (int i = 0; i < tiles; i++) {
            for (int x = 0; x < side; x++) {
                counts[i][x] /= sums[starts[i] + x];
            }
        }
    }

    /** 0 in the quarter of the overlap next to the border, then rising to 1 over half of the overlap. */
    private static float ramp(int fromBorder, int overlap) {
        var fade = overlap / 2;
        return Math.max(0, Math.min(1, (fromBorder - overlap / 4 + 0.5f) / Math.max(1, fade)));
    }

    /** Number of tiles. */
    int tiles() {
        return starts.length;
    }

    /** Side of a tile in pixels; the picture's, filled up, where that is smaller. */
    int side() {
        return side;
    }

    /** First pixel of a tile. */
    int start(int tile) {
        return starts[tile];
    }

    /** How much a tile counts at its pixels. */
    float[] counts(int tile) {
        return counts[tile];
    }

    /** The pixel of the picture that a tile sees at each of its own: beyond the end, the picture is mirrored. */
    int[] source(int tile) {
        var period = Math.max(1, 2 * (length - 1));
        var source = new int[side];
        Arrays.setAll(source, x -> {
            var folded = (starts[tile] + x) % period;
            return folded < length ? folded : period - folded;
        });
        return source;
    }
}
