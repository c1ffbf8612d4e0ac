package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Inconsistent quantisation: blocks whose coefficients are no multiples of the steps that the whole picture shows.
 *
 * <p>Shows regions with another JPEG history than most of a picture that was compressed before. It misleads easily: the
 * sum grows with texture, so busy blocks stand out in any picture that was compressed twice; large steps and
 * histograms of small pictures are misread. A file that was compressed once gives 0 everywhere. Without a JPEG file it
 * falls back to the pixels and then means little.
 *
 * <p>Raw map: one value for each 8x8 block, incomplete ones of a file included, from 0, high = altered: the summed
 * distances of 31 dequantised coefficients from the nearest multiples of their estimated steps. The reliability of a
 * block grows with the number of its coefficients that can tell: a coefficient that is 0, or one whose estimated step
 * divides that of the file, is a multiple whatever happened to it. S. Ye, Q. Sun, E.-C. Chang, "Detecting digital image
 * forgeries by measuring inconsistencies of blocking artifact", ICME 2007.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>DCT")
public final class Dct extends Detector {

    private static final String CORRECTED = "corrected";
    private static final String REFERENCE = "reference";

    /** Anti-diagonals that hold all positions that are used. */
    private static final int DIAGONALS = 8;

    /** The 2nd to the 32nd position in zig-zag order. */
    private static final int[] POSITIONS = {1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48,
        41, 34, 27, 20, 13, 6, 7, 14, 21, 28};

    /** A block with so many coefficients that can tell is fully reliable. */
    private static final int TELLING = 4;

    @Parameter(label = "Count", description = "How steps are counted: corrected, or one too few as the reference does.",
            choices = {CORRECTED, REFERENCE}, persist = false)
    private String count = CORRECTED;

    /**
     * Sets how the steps are counted.
     *
     * @param way {@code corrected}, or {@code reference} for one too few as in the reference implementation
     * @return this detector
     */
    public Dct count(String way) {
        count = way;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        var source = LumaCoefficients.of(specimen, true, DIAGONALS, monitor);
        var sums = new float[source.wide() * source.high()];
        var telling = new byte[sums.length];
        boolean any = false;
        for (int i = 0; i < POSITIONS.length; i++) {
            monitor.check();
            monitor.step("Quantisation steps", i / (double) POSITIONS.length);
            var coefficients = source.at(POSITIONS[i]);
            var step = source.step(POSITIONS[i]);
            var teeth = StepEstimate.teeth(histogram(coefficients, step));
            var estimate = count.equals(REFERENCE) ? Math.max(0, teeth) : teeth + 1;
            if (estimate > 0) {
                addDistances(coefficients, step, estimate, sums);
            }
            if (teeth >= 0 && step % (teeth + 1) != 0) {
                any = true;
                for (int block = 0; block < telling.length; block++) {
                    telling[block] += coefficients[block] == 0 ? 0 : 1;
                }
            }
        }
        var trust = new float[sums.length];
        for (int block = 0; block < trust.length; block++) {
            trust[block] = (float) (source.reliability() * Math.min(1, telling[block] / (double) TELLING));
        }
        var map = new RawMap(sums, source.wide(), source.high(), source.left(), source.top(), 8, Border.NONE);
        var statistic = Evidence.of(map).reliability(trust).meaning("compression discontinuity",
                "The quantisation steps that the picture as a whole shows do not fit this region.");
        source.note().ifPresent(statistic::note);
        if (!any) {
            statistic.note("No frequency shows other quantisation steps than the last ones, so regions cannot be told"
                    + " apart by them.");
        }
        return statistic;
    }

    /** Adds the distance of each block's coefficient from the nearest multiple of the estimate. */
    private static void addDistances(short[] coefficients, int step, int estimate, float[] sums) {
        for (int block = 0; block < sums.length; block++) {
            var value = Math.abs((long) coefficients[block] * step);
            sums[block] += Math.abs(value - estimate * ((2 * value + estimate) / (2 * estimate)));
        }
    }

    private static int[] histogram(short[] coefficients, int step) {
        var histogram = new int[2 * StepEstimate.RANGE + 1];
        for (var coefficient : coefficients) {
            var value = coefficient * step;
            if (Math.abs(value) <= StepEstimate.RANGE) {
                histogram[value + StepEstimate.RANGE]++;
            }
        }
        return histogram;
    }
}
