package io.palimpsest.evaluate.metric;

/**
 * One prediction compared with the truth: all that the protocols and a pool need of a picture, in a few kilobytes.
 *
 * <p>The pixels are sorted once by their statistic (and once by their reliability, where there is one), and every
 * threshold, area and median is read from that order. Takes about 60 bytes a pixel for the time of {@link #of}. A
 * ranking does not hold on to the arrays that it was made from, so that pictures may be compared in several threads and
 * added to a {@link Pool} in order.
 */
public final class Ranking {

    private static final float THRESHOLD = 0.5f;

    private final double score;
    private final boolean authentic;
    /** Pixels by their {@link Marks} and whether they are told (bit 4) and reported (bit 5). */
    private final long[] counts;
    private final BestF1 best;
    private final double area;
    private final double areaByIndex;
    private final Separation separation;
    private final double instanceF1;
    private final Boxes boxes;
    private final ProbabilityBins bins;
    private final double reliabilityArea;

    private Ranking(Prediction prediction, Truth truth) {
        score = prediction.score();
        authentic = truth.authentic();
        var marks = Marks.of(truth);
        counts = counts(prediction, marks);
        var order = FallingOrder.of(prediction.statistic(), marks);
        best = BestF1.of(order, new BestF1.Counts(count(Marks.ALTERED), count(Marks.CORE), count(Marks.CLEAR)));
        area = order.area();
        areaByIndex = order.areaByIndex();
        separation = Separation.of(order, count(Marks.INSIDE));
        bins = ProbabilityBins.of(prediction.probability(), marks);
        reliabilityArea = prediction.reliability() == null
                ? Double.NaN
                : FallingOrder.of(prediction.reliability(), right(prediction.probability(), marks)).area();
        var parts = Parts.of(truth);
        instanceF1 = InstanceF1.of(parts, reported(prediction));
        boxes = Boxes.of(told(prediction), prediction.probability(), parts);
    }

    /**
     * Compares.
     *
     * @param prediction of a detector
     * @param truth of the same picture
     * @return what was measured
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Ranking of(Prediction prediction, Truth truth) {
        if (prediction.width() != truth.width() || prediction.height() != truth.height()) {
            throw new IllegalArgumentException("The prediction is " + prediction.width() + " x " + prediction.height()
                    + ", the truth " + truth.width() + " x " + truth.height());
        }
        return new Ranking(prediction, truth);
    }

    private static long[] counts(Prediction prediction, byte[] marks) {
        var counts = new long[4 * Marks.COUNT];
        for (int i = 0; i < marks.length; i++) {
            int told = prediction.probability()[i] > THRESHOLD ? Marks.COUNT : 0;
            int reported = prediction.reported()[i] != 0 ? 2 * Marks.COUNT : 0;
            counts[marks[i] | told | reported]++;
        }
        return counts;
    }

    /** 1 where the probability is on the right side of 0.5. */
    private static byte[] right(float[] probability, byte[] marks) {
        var right = new byte[marks.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = (byte) ((probability[i] > THRESHOLD ? 1 : 0) ^ marks[i] & Marks.ALTERED ^ 1);
        }
        return right;
    }

    private static Parts told(Prediction prediction) {
        var mask = new boolean[prediction.probability().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = prediction.probability()[i] > THRESHOLD;
        }
        return Parts.components(mask, prediction.width());
    }

    private static Parts reported(Prediction prediction) {
        var mask = new boolean[prediction.reported().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = prediction.reported()[i] != 0;
        }
        return Parts.components(mask, prediction.width());
    }

    /** Pixels with at least these marks. */
    private long count(int marks) {
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += (i & marks) == marks ? counts[i] : 0;
        }
        return count;
    }

    private Confusion confusion(int told, int altered, int untouched) {
        long positives = 0;
        long negatives = 0;
        long hits = 0;
        long alarms = 0;
        for (int i = 0; i < counts.length; i++) {
            boolean positive = (i & altered) != 0;
            boolean negative = untouched == 0 ? !positive : (i & untouched) != 0;
            positives += positive ? counts[i] : 0;
            negatives += negative ? counts[i] : 0;
            hits += positive && (i & told) != 0 ? counts[i] : 0;
            alarms += negative && (i & told) != 0 ? counts[i] : 0;
        }
        return new Confusion(hits, alarms, positives - hits, negatives - alarms);
    }

    /** Of the probability above 0.5, over all pixels. */
    Confusion told() {
        return confusion(Marks.COUNT, Marks.ALTERED, 0);
    }

    /** Of the probability above 0.5, without TruFor's band. */
    Confusion toldBanded() {
        return confusion(Marks.COUNT, Marks.CORE, Marks.CLEAR);
    }

    Confusion reported() {
        return confusion(2 * Marks.COUNT, Marks.ALTERED, 0);
    }

    Confusion reportedBanded() {
        return confusion(2 * Marks.COUNT, Marks.CORE, Marks.CLEAR);
    }

    double score() {
        return score;
    }

    boolean authentic() {
        return authentic;
    }

    BestF1 best() {
        return best;
    }

    /** Area under the ROC curve of the statistic; ties count half. */
    double area() {
        return area;
    }

    double areaByIndex() {
        return areaByIndex;
    }

    Separation separation() {
        return separation;
    }

    double instanceF1() {
        return instanceF1;
    }

    Boxes boxes() {
        return boxes;
    }

    ProbabilityBins bins() {
        return bins;
    }

    /** How well the reliability tells pixels on the right side of 0.5 from wrong ones; NaN if there are no wrong ones. */
    double reliabilityArea() {
        return reliabilityArea;
    }
}
