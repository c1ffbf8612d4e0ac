package io.palimpsest.match;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * How far each pixel is from its match.
 *
 * @param x offsets along rows in pixels
 * @param y offsets along columns in pixels
 * @param known whether a pixel has an offset
 */
record OffsetField(short[] x, short[] y, boolean[] known, int width, int height) {

    /** The offsets of matches in a picture of a given width, without smoothing. */
    static OffsetField of(PatchMatch.Field field, int pictureWidth) {
        var target = field.target();
        var x = new short[target.length];
        var y = new short[target.length];
        var known = new boolean[target.length];
        for (int i = 0; i < target.length; i++) {
            if (target[i] >= 0) {
                x[i] = (short) (target[i] % pictureWidth - i % field.columns() * PatchMatch.STEP);
                y[i] = (short) (target[i] / pictureWidth - i / field.columns() * PatchMatch.STEP);
                known[i] = true;
            }
        }
        return new OffsetField(x, y, known, field.columns(), field.rows());
    }

    /** Medians over discs of each coordinate, of the known offsets where at least half of the disc's are known. */
    OffsetField median(int radius, Monitor monitor) {
        var result = new OffsetField(new short[x.length], new short[x.length], new boolean[x.length], width, height);
        var spans = spans(radius);
        TaskLoop.run(height, row -> {
            monitor.check();
            var window = new short[(2 * radius + 1) * (2 * radius + 1)];
            for (int column = 0; column < width; column++) {
                var at = row * width + column;
                var n = gather(x, row, column, spans, window);
                if (n >= 0) {
                    result.x[at] = middle(window, n);
                    result.y[at] = middle(window, gather(y, row, column, spans, window));
                    result.known[at] = true;
                }
            }
        });
        return result;
    }

    /** Collects the known values in a disc; -1 if they are less than half. */
    private int gather(short[] values, int row, int column, int[] spans, short[] window) {
        var radius = spans.length / 2;
        int n = 0;
        int all = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            var span = spans[dy + radius];
            all += 2 * span + 1;
            var y1 = row + dy;
            if (y1 >= 0 && y1 < height) {
                var end = y1 * width + Math.min(width - 1, column + span);
                for (int i = y1 * width + Math.max(0, column - span); i <= end; i++) {
                    if (known[i]) {
                        window[n++] = values[i];
                    }
                }
            }
        }
        return 2 * n < all ? -1 : n;
    }

    private static short middle(short[] window, int n) {
        var same = window[0];
        var lonely = 0;
        for (int i = 1; i < n; i++) {
            lonely += window[i] == same ? 0 : 1;
        }
        if (2 * lonely < n) {
            return same;
        }
        int low = 0;
        int high = n - 1;
        var wanted = n / 2;
        while (low < high) {
            var pivot = window[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (window[i] < pivot) {
                    i++;
                }
                while (window[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    var swap = window[i];
                    window[i++] = window[j];
                    window[j--] = swap;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                break;
            }
        }
        return window[wanted];
    }

    /** How far a disc reaches to either side, for each of its rows. */
    static int[] spans(int radius) {
        var spans = new int[2 * radius + 1];
        for (int i = 0; i < spans.length; i++) {
            spans[i] = (int) Math.sqrt(radius * radius - (i - radius) * (i - radius));
        }
        return spans;
    }
}
