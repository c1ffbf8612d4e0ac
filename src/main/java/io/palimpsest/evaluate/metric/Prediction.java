package io.palimpsest.evaluate.metric;

/**
 * What a detector says about one picture, at the picture's size; arrays hold height x width values row by row.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param statistic any range, high = altered; NaN = not assessed, counts as lower than every number
 * @param probability 0 to 1; NaN = not assessed, counts as 0
 * @param reliability 0 to 1, or null where the detector gives none; NaN counts as lower than every number
 * @param reported mask of the findings, not 0 = reported
 * @param score of the picture, 0 to 1, high = altered; NaN counts as 0
 */
public record Prediction(int width, int height, float[] statistic, float[] probability, float[] reliability,
        byte[] reported, double score) {

    /** @throws IllegalArgumentException if an array has not width x height elements */
    public Prediction {
        var pixels = Truth.pixels(width, height);
        Truth.require("statistic", statistic.length, pixels);
        Truth.require("probability", probability.length, pixels);
        Truth.require("reliability", reliability == null ? pixels : reliability.length, pixels);
        Truth.require("reported", reported.length, pixels);
        score = Double.isNaN(score) ? 0 : score;
    }

    /**
     * What counts for a picture on which a detector could not run: all zeros, without a reliability.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @return a prediction that reports nothing
     */
    public static Prediction none(int width, int height) {
        var pixels = Truth.pixels(width, height);
        return new Prediction(width, height, new float[pixels], new float[pixels], null, new byte[pixels], 0);
    }
}
