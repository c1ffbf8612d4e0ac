package io.palimpsest.jpeg;

/**
 * Bounds memory and work by what a file of a given length can honestly ask for, so that a few bytes that claim a huge
 * picture or thousands of empty scans are cheap.
 *
 * <p>A block takes at least one bit of the file and 128 bytes of memory, hence 1,024 bytes per byte of the file. One
 * code may end 32,767 blocks of a progressive scan at once; pictures that make use of it do so in a few scans.
 */
final class Budget {

    private static final long FREE_BYTES = 16L << 20;
    private static final long FREE_VISITS = 8L << 20;

    private final boolean byHeap;
    private long bytes;
    private long visits;

    Budget(long fileLength) {
        var byFile = FREE_BYTES + 1024 * fileLength;
        var heap = Runtime.getRuntime().maxMemory() / 2;
        byHeap = heap < byFile;
        bytes = Math.min(heap, byFile);
        visits = FREE_VISITS + 64 * fileLength;
    }

    /** Asks for memory; false when there is none left. */
    boolean allocate(long wanted) {
        bytes -= wanted;
        return bytes >= 0;
    }

    /** Asks for looking at so many blocks; false when that is too many. */
    boolean visit(int blocks) {
        visits -= blocks;
        return visits >= 0;
    }

    /** Why one of the above was refused. */
    String refusal() {
        if (bytes >= 0) {
            return "the scans pass over more blocks than a file of this length can hold";
        }
        return byHeap
                ? "the coefficients need more than half of the memory that Java may use (see option -Xmx)"
                : "the header claims more blocks than a file of this length can hold";
    }
}
