package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The curves of a set of pictures, from counts that are kept while pictures stream by. */
public final class Curves {

    private static final double UNIT = 1 << 24;

    private final long[] classes = new long[2 * ProbabilityBins.FINE];
    private final long[] calibration = new long[3 * ProbabilityBins.COARSE];
    private final List<Scored> pictures = new ArrayList<>();

    private record Scored(double score, boolean authentic) {}

    /**
     * Points that a line goes through.
     *
     * @param x rising or equal
     * @param y their values
     */
    public record Curve(double[] x, double[] y) {}

    /** Adds a picture. */
    public void add(Ranking ranking) {
        var own = ranking.bins();
        for (int i = 0; i < classes.length; i++) {
            classes[i] += own.classes()[i];
        }
        for (int i = 0; i < calibration.length; i++) {
            calibration[i] += own.calibration()[i];
        }
        pictures.add(new Scored(ranking.score(), ranking.authentic()));
    }

    /** ROC curve of the probabilities of all pixels, in 4096 bins; empty if a class is. */
    public Curve roc() {
        return roc(classes);
    }

    /** ROC curve of the pictures' scores; empty if a class is. */
    public Curve imageRoc() {
        var rising = pictures.stream().sorted(Comparator.comparingDouble(Scored::score)).toList();
        var bins = new long[2 * rising.size()];
        int bin = -1;
        for (int i = 0; i < rising.size(); i++) {
            bin += i == 0 || rising.get(i).score != rising.get(i - 1).score ? 1 : 0;
            bins[2 * bin + (rising.get(i).authentic ? 0 : 1)]++;
        }
        return roc(bins);
    }

    private static Curve roc(long[] bins) {
        var totals = totals(bins);
        var points = new ArrayList<double[]>();
        points.add(new double[2]);
        double alarms = 0;
        double hits = 0;
        for (int bin = bins.length - 2; bin >= 0; bin -= 2) {
            alarms += bins[bin];
            hits += bins[bin + 1];
            if (bins[bin] + bins[bin + 1] > 0) {
                points.add(new double[] {alarms / totals[0], hits / totals[1]});
            }
        }
        return totals[0] == 0 || totals[1] == 0 ? curve(List.of()) : curve(points);
    }

    /** Precision over recall of the probabilities of all pixels, in 4096 bins; empty if nothing is altered. */
    public Curve precisionRecall() {
        var altered = totals(classes)[1];
        var points = new ArrayList<double[]>();
        double alarms = 0;
        double hits = 0;
        for (int bin = classes.length - 2; bin >= 0 && altered > 0; bin -= 2) {
            alarms += classes[bin];
            hits += classes[bin + 1];
            if (classes[bin] + classes[bin + 1] > 0) {
                points.add(new double[] {hits / altered, hits / (hits + alarms)});
            }
        }
        return curve(points);
    }

    /** Share of altered pixels over the mean probability that they were given, in at most 15 bins of equal width. */
    public Curve reliability() {
        var points = new ArrayList<double[]>();
        for (int bin = 0; bin < calibration.length; bin += 3) {
            double pixels = calibration[bin];
            if (pixels > 0) {
                points.add(new double[] {calibration[bin + 2] / UNIT / pixels, calibration[bin + 1] / pixels});
            }
        }
        return curve(points);
    }

    private static long[] totals(long[] bins) {
        var totals = new long[2];
        for (int i = 0; i < bins.length; i++) {
            totals[i % 2] += bins[i];
        }
        return totals;
    }

    private static Curve curve(List<double[]> points) {
        return new Curve(points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray());
    }
}
