package io.palimpsest.model;

import java.util.ArrayList;
import java.util.List;

/** The sizes that are tried in turn when memory runs out. */
final class MemorySteps {

    /** Smaller tiles hardly need less memory than the weights. */
    private static final int SMALLEST_SIDE = 128;

    private MemorySteps() {}

    /**
     * The sizes for a picture, the card's first.
     *
     * @param tiling of the card
     * @param input the picture
     * @param gpu whether it is for the GPU: there, a network that needs the whole picture is not given a smaller one,
     *     since on the CPU it can have it
     * @return sides of tiles, or in whole mode numbers of pixels, in scaled mode the side of the picture; at least one
     */
    static List<Long> of(ModelCard.Tiling tiling, Planes input, boolean gpu) {
        if (tiling.scaled()) {
            return List.of((long) tiling.size()); // it takes no other
        }
        var sizes = new ArrayList<Long>();
        if (tiling.whole()) {
            var pixels = Math.min(tiling.limit(), (long) input.width() * input.height());
            sizes.add(tiling.limit());
            while (!gpu && pixels / 2 >= SMALLEST_SIDE * SMALLEST_SIDE) {
                pixels /= 2;
                sizes.add(pixels);
            }
            return sizes;
        }
        sizes.add((long) tiling.size());
        var side = Math.min(tiling.size(), roundUp(Math.max(input.width(), input.height()), tiling.multiple()));
        var smallest = Math.max(SMALLEST_SIDE, Math.max(2 * tiling.overlap(), tiling.overlap() + tiling.multiple()));
        for (var half = halved(side, tiling); half >= smallest && half < side; half = halved(half, tiling)) {
            sizes.add((long) half);
            side = half;
        }
        return sizes;
    }

    private static int halved(int side, ModelCard.Tiling tiling) {
        return roundUp(side / 2, tiling.multiple());
    }

    private static int roundUp(int side, int multiple) {
        return (int) Math.min(Integer.MAX_VALUE / multiple * multiple, (side + multiple - 1L) / multiple * multiple);
    }
}
