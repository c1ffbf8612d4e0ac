package io.palimpsest.match;

/** From how well a region fits to how certain it is that it is a copy and no natural likeness. */
final class RegionCertainty {

    /** Natural likenesses correlate along edges, copies everywhere between their keypoints. */
    private static final double NO_SUPPORT = 0.6;
    private static final double FULL_SUPPORT = 0.85;

    /** The same of the region's hull, which also holds what lies beside an irregular copy. */
    private static final double NO_OUTLINE = 0.5;
    private static final double FULL_OUTLINE = 0.7;

    /** Of the keypoints of a copy many match, of those of natural likenesses few. */
    private static final double NONE_MATCHED = 0.04;
    private static final double MANY_MATCHED = 0.2;

    /** The detail of a copy agrees with that at its match much better than with that aside. */
    private static final double NOT_DISTINCT = 0.05;
    private static final double DISTINCT = 0.25;

    /** So many keypoints, and this share of pixels that are not flat, are enough to compare. */
    private static final double MANY_KEYPOINTS = 10;
    private static final double MUCH_TEXTURE = 0.8;

    /** Letters and line drawings have few values between ink and paper, and are often alike. */
    private static final double DRAWN = 0.75;

    private RegionCertainty() {}

    static double of(MatchedRegion.Fit fit) {
        return ramp(fit.support(), NO_SUPPORT, FULL_SUPPORT) * ramp(fit.outline(), NO_OUTLINE, FULL_OUTLINE)
                * ramp(fit.matched(), NONE_MATCHED, MANY_MATCHED)
                * (Double.isNaN(fit.distinctness()) ? 1 : ramp(fit.distinctness(), NOT_DISTINCT, DISTINCT));
    }

    static double trust(MatchedRegion.Fit fit) {
        return ramp(fit.keypoints(), 0, MANY_KEYPOINTS) * ramp(fit.assessed(), 0, MUCH_TEXTURE);
    }

    static boolean drawn(MatchedRegion.Fit fit) {
        return fit.extremes() > DRAWN;
    }

    private static double ramp(double value, double from, double to) {
        return Math.min(1, Math.max(0, (value - from) / (to - from)));
    }
}
