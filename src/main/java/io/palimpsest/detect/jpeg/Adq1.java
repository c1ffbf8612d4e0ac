package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * Aligned double quantisation: blocks that lack the periodic gaps which a second JPEG compression leaves elsewhere.
 *
 * <p>Shows regions that were compressed once in a picture that was compressed twice on the same grid, such as a
 * pasted part in a JPEG that was saved again at a higher quality. It misleads where the first compression was the
 * finer one, where the picture was cropped or moved between the two (nothing is seen), and in flat or saturated areas.
 * Without a JPEG file it falls back to the pixels and then means little.
 *
 * <p>Raw map: one value for each whole 8x8 block, 0 to 1, high = altered (posterior of single compression); 0.5 where
 * no frequency is periodic. Z. Lin, J. He, X. Tang, C.-K. Tang, "Fast, automatic and fine-grained tampered JPEG image
 * detection via DCT coefficient analysis", Pattern Recognition 42, 2009.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>ADQ1")
public final class Adq1 extends Detector {

    /** Anti-diagonals of low frequencies that are used: 15 positions with the DC. */
    private static final int DIAGONALS = 5;

    /** So many of the 15 positions must be periodic for a full reliability. */
    private static final double TRUSTED_PERIODS = 6;

    /** A block counts as textured when so many of its 14 AC coefficients differ from 0. */
    private static final int TEXTURED = 7;

    /** A block with a posterior below this clearly shows the earlier compression. */
    private static final double CLEARLY_TWICE = 0.1;

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        var source = LumaCoefficients.of(specimen, false, DIAGONALS, monitor);
        var posterior = new Posterior(source.wide() * source.high());
        for (int diagonal = 0; diagonal < DIAGONALS; diagonal++) {
            monitor.check();
            monitor.step("Histograms of quantised coefficients", diagonal / (double) DIAGONALS);
            for (int row = 0; row <= diagonal; row++) {
                posterior.multiply(source.at(8 * row + diagonal - row), diagonal > 0);
            }
        }
        var values = posterior.map();
        var map = new RawMap(values, source.wide(), source.high(), source.left(), source.top(), 8, Border.NONE);
        var trust = new float[values.length];
        Arrays.fill(trust, (float) (posterior.reliability(values) * source.reliability()));
        var statistic = Evidence.of(map).reliability(trust).meaning("compression discontinuity",
                "This region lacks the trace of an earlier JPEG compression that the rest of the picture shows.");
        source.note().ifPresent(statistic::note);
        if (posterior.periodic == 0) {
            statistic.note("No frequency shows an earlier compression, so regions cannot be told apart by it.");
        }
        return statistic;
    }

    /** The product over positions of the posteriors of one and of two compressions. */
    private static final class Posterior {

        private final double[] once;
        private final double[] twice;
        private final byte[] texture;
        private int periodic;

        Posterior(int blocks) {
            once = new double[blocks];
            twice = new double[blocks];
            texture = new byte[blocks];
            Arrays.fill(once, 1);
            Arrays.fill(twice, 1);
        }

        void multiply(short[] coefficients, boolean alternating) {
            var histogram = QuantisedHistogram.of(coefficients);
            var period = histogram.period();
            if (period > 1) {
                periodic++;
            }
            var posteriors = histogram.posteriors(period);
            for (int i = 0; i < coefficients.length; i++) {
                var bin = histogram.bin(coefficients[i]);
                once[i] *= posteriors.once()[bin];
                twice[i] *= posteriors.twice()[bin];
                texture[i] += alternating && coefficients[i] != 0 ? 1 : 0;
            }
        }

        /**
         * How far the picture as a whole was compressed twice, 0 to 1: the smaller of the share of textured blocks that
         * clearly were, and of the share of the needed positions that are periodic.
         */
        double reliability(float[] map) {
            int textured = 0;
            int clear = 0;
            for (int i = 0; i < map.length; i++) {
                if (texture[i] >= TEXTURED) {
                    textured++;
                    clear += map[i] < CLEARLY_TWICE ? 1 : 0;
                }
            }
            return textured == 0 ? 0 : Math.min(clear / (double) textured, Math.min(1, periodic / TRUSTED_PERIODS));
        }

        float[] map() {
            var map = new float[once.length];
            for (int i = 0; i < map.length; i++) {
                var value = once[i] / (once[i] + twice[i]);
                map[i] = Double.isNaN(value) ? 0 : (float) value;
            }
            return map;
        }
    }
}
