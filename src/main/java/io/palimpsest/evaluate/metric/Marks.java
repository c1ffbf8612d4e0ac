package io.palimpsest.evaluate.metric;

import java.util.Arrays;

import io.palimpsest.signal.Morphology;

/**
 * What each pixel counts as, as bits.
 *
 * <p>TruFor's ground truth: altered are the pixels that stay after an erosion of the mask by 15x15, untouched those
 * outside its dilation by 11x11, and the band between does not count. The paper reflects the mask at the border; since
 * a window holds the pixels that it reflects, that equals leaving out what lies beyond the border, as
 * {@link Morphology} does.
 *
 * <p>The toolbox looks inside and outside of the altered part, and in an authentic picture of an artificial one: the
 * block of a quarter of the width and of the height in the middle.
 */
final class Marks {

    static final int ALTERED = 1;
    /** Left of the altered part after erosion. */
    static final int CORE = 2;
    /** Outside of the dilated altered part. */
    static final int CLEAR = 4;
    /** Inside for the toolbox. */
    static final int INSIDE = 8;
    static final int COUNT = 16;

    private static final int ERODED = 7;
    private static final int DILATED = 5;

    private Marks() {}

    static byte[] of(Truth truth) {
        var marks = new byte[truth.altered().length];
        if (truth.authentic()) {
            Arrays.fill(marks, (byte) CLEAR);
            markMiddle(marks, truth.width(), truth.height());
            return marks;
        }
        var core = Morphology.square(ERODED).erode(truth.altered(), truth.width(), truth.height());
        var near = Morphology.square(DILATED).dilate(truth.altered(), truth.width(), truth.height());
        for (int i = 0; i < marks.length; i++) {
            marks[i] = (byte) ((truth.altered()[i] ? ALTERED | INSIDE : 0) | (core[i] ? CORE : 0)
                    | (near[i] ? 0 : CLEAR));
        }
        return marks;
    }

    private static void markMiddle(byte[] marks, int width, int height) {
        int across = Math.max(1, width / 4);
        int down = Math.max(1, height / 4);
        for (int y = (height - down) / 2; y < (height - down) / 2 + down; y++) {
            for (int x = (width - across) / 2; x < (width - across) / 2 + across; x++) {
                marks[y * width + x] |= INSIDE;
            }
        }
    }
}
