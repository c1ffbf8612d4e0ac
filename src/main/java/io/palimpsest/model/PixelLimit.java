package io.palimpsest.model;

/** Cuts a picture so that no more than some number of pixels is given to a network at once. */
final class PixelLimit {

    /** Fewer make no sense: a network that is given whole pictures judges each part by what is around it. */
    static final long SMALLEST = 256 * 256;

    /** Networks reduce sizes up to this; tiles that begin at its multiples are seen in the same phase. */
    private static final int PHASE = 32;

    private static final int OVERLAP = 256;
    private static final int LONGEST = 16384;

    private PixelLimit() {}

    /**
     * The whole picture as one tile if it is small enough; else square tiles, of the smallest size that does not make them
     * more.
     *
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @param limit most pixels of a tile
     * @param multiple of the card
     * @return tiles of at most that many pixels, overlapping by a quarter of their side, 256 pixels at most
     * @throws IllegalArgumentException if the limit is too small
     */
    static ModelCard.Tiling tiling(int width, int height, long limit, int multiple) {
        if (limit < SMALLEST) {
            throw new IllegalArgumentException("A limit of " + limit + " pixels is too small for a network; give at least "
                    + SMALLEST);
        }
        var unit = Math.toIntExact(multiple * (long) Math.ceil((double) PHASE / multiple));
        var largest = LONGEST / unit * unit;
        var size = Math.min(largest, (int) Math.min(LONGEST, (long) Math.sqrt(limit)) / unit * unit);
        var overlap = Math.min(OVERLAP, size / 4) / unit * unit;
        if ((long) width * height <= limit) {
            size = (int) Math.min(largest, roundUp(Math.max(width, height), unit));
            overlap = Math.min(overlap, size / 4) / unit * unit; // for when memory runs out
            return new ModelCard.Tiling("tiled", size, overlap, multiple, 0, 0);
        }
        var needed = Math.max(side(width, size, overlap, unit), side(height, size, overlap, unit));
        return new ModelCard.Tiling("tiled", Math.min(size, needed), overlap, multiple, 0, 0);
    }

    /** The smallest tile of which no more are needed than of the largest. */
    private static int side(int length, int size, int overlap, int unit) {
        var tiles = Math.max(1, (length - overlap + size - overlap - 1) / (size - overlap));
        return (int) roundUp((length + (tiles - 1L) * overlap + tiles - 1) / tiles, unit);
    }

    private static long roundUp(long length, int unit) {
        return (length + unit - 1) / unit * unit;
    }
}
