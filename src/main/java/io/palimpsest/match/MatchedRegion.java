package io.palimpsest.match;

import io.palimpsest.core.Affine;

/**
 * Pixels that a transform carries to alike ones, in a box of the picture.
 *
 * @param transform from these pixels to the alike ones
 * @param left first column of the box
 * @param top first row of the box
 * @param width columns of the box
 * @param height rows of the box
 * @param inside height x width values row by row, true in the region
 * @param correlation as many values, see {@link CorrelationMap}
 * @param fit how well it fits
 */
record MatchedRegion(Affine transform, int left, int top, int width, int height, boolean[] inside, float[] correlation,
                     Fit fit) {

    /** Transforms whose linear part, applied twice, differs from nothing by less in each entry turn a shape on itself. */
    private static final double TURNS_BACK = 0.15;

    /**
     * How well a region fits.
     *
     * @param keypoints number of its keypoints, at different places
     * @param matched their share of all keypoints in the region
     * @param support mean correlation within the hull of these keypoints
     * @param outline mean correlation within the hull of the region
     * @param assessed share of the pixels within the hull of the keypoints that are not flat
     * @param nearest smallest distance that the transform moves one of its pixels
     * @param mean mean correlation within the region
     * @param extremes share of its pixels that are nearly as dark or as bright as any of it; 0 if either are few
     * @param distinctness see {@link Distinctness}; not a number if it has too little detail
     */
    record Fit(int keypoints, double matched, double support, double outline, double assessed, double nearest, double mean,
               double extremes, double distinctness) {}

    boolean holds(int x, int y) {
        return x >= left && y >= top && x < left + width && y < top + height
                && inside[(y - top) * width + x - left];
    }

    /** Correlation of a pixel of the region, or the region's mean where the pixel's own is unknown or poor. */
    float correlation(int x, int y) {
        var value = correlation[(y - top) * width + x - left];
        return value >= PixelGrowth.ALIKE ? value : (float) fit.mean;
    }

    /** Whether this is one symmetric shape, of which one half is the image of the other. */
    boolean symmetric(double close) {
        var t = transform;
        var back = Math.abs(t.xx() * t.xx() + t.xy() * t.yx() - 1) < TURNS_BACK
                && Math.abs(t.yx() * t.xy() + t.yy() * t.yy() - 1) < TURNS_BACK
                && Math.abs(t.xy() * (t.xx() + t.yy())) < TURNS_BACK
                && Math.abs(t.yx() * (t.xx() + t.yy())) < TURNS_BACK;
        return back && Math.min(t.xx(), t.yy()) < 0 && fit.nearest < close;
    }

    /** Share of the region that is also part of another one. */
    double overlap(MatchedRegion other) {
        int both = 0;
        int all = 0;
        for (int i = 0; i < inside.length; i++) {
            all += inside[i] ? 1 : 0;
            both += inside[i] && other.holds(left + i % width, top + i / width) ? 1 : 0;
        }
        return all == 0 ? 0 : both / (double) all;
    }

    /** The same region seen from its partner. */
    MatchedRegion reversed(int pictureWidth, int pictureHeight) {
        double x0 = pictureWidth;
        double y0 = pictureHeight;
        double x1 = 0;
        double y1 = 0;
        for (int corner = 0; corner < 4; corner++) {
            var x = left + (corner % 2 == 0 ? 0 : width);
            var y = top + (corner / 2 == 0 ? 0 : height);
            x0 = Math.min(x0, transform.x(x, y));
            y0 = Math.min(y0, transform.y(x, y));
            x1 = Math.max(x1, transform.x(x, y));
            y1 = Math.max(y1, transform.y(x, y));
        }
        var newLeft = (int) Math.max(0, Math.floor(x0));
        var newTop = (int) Math.max(0, Math.floor(y0));
        var newWidth = (int) Math.max(0, Math.min(pictureWidth, Math.ceil(x1) + 1) - newLeft);
        var newHeight = (int) Math.max(0, Math.min(pictureHeight, Math.ceil(y1) + 1) - newTop);
        var there = new boolean[newWidth * newHeight];
        var values = new float[there.length];
        var back = transform.inverse();
        for (int i = 0; i < there.length; i++) {
            var toX = newLeft + i % newWidth;
            var toY = newTop + i / newWidth;
            var x = (int) Math.round(back.x(toX, toY));
            var y = (int) Math.round(back.y(toX, toY));
            if (holds(x, y)) {
                there[i] = true;
                values[i] = correlation(x, y);
            }
        }
        return new MatchedRegion(back, newLeft, newTop, newWidth, newHeight, there, values, fit);
    }
}
