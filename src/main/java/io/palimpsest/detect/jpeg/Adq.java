package io.palimpsest.detect.jpeg;

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
 * Aligned double quantisation, by a model of the coefficients: blocks that were compressed once in a JPEG that was
 * compressed twice on the same grid.
 *
 * <p>Shows parts without that earlier compression, such as a pasted region in a JPEG that was saved again at a higher
 * quality. It misleads in sharp text and line art, and where the picture was edited between the compressions without
 * being forged; it is blind where the picture was cropped or moved between the two, where the first compression was the
 * finer one, and where most of the picture was compressed once. It needs a JPEG file.
 *
 * <p>Raw map: for each whole 8x8 block the log likelihood ratio of one and of two compressions, natural logarithm, of
 * either sign, high = altered (compressed once), summed over those of 15 low frequencies that have a first step other
 * than 1. Calibration reads its mean over 3x3 blocks, since one block says little. Reliability: the share of pixels in a
 * block that are not saturated, times how clear an earlier compression is, times how far most of the blocks were
 * compressed twice.
 *
 * <p>T. Bianchi, A. De Rosa, A. Piva, "Improved DCT coefficient analysis for forgery localization in JPEG images", ICASSP
 * 2011. First steps and shares are fitted by maximum likelihood instead of least squares, first all together as a table
 * of the IJG's library, which most files have, then each where another step is evidently better; a hundredth of the
 * values may depart from the model.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>ADQ")
public final class Adq extends Detector {

    /** Pictures of fewer blocks along a side say too little about their distribution. */
    private static final int FEWEST = 8;

    /** With this share of blocks compressed twice or less there is no norm; from the next one on it is beyond doubt. */
    private static final double NO_NORM = 0.5;
    private static final double CLEAR_NORM = 0.7;

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.jpegGrid().isEmpty()) {
            throw new NotApplicable("There is no JPEG file, or no block of one lies in this part, and the trace is in the"
                    + " coefficients of the file.");
        }
        var source = LumaCoefficients.of(specimen, false, AlignedHistory.DIAGONALS, monitor);
        if (source.wide() < FEWEST || source.high() < FEWEST) {
            throw new NotApplicable("The picture is too small: it needs " + FEWEST + "x" + FEWEST
                    + " whole JPEG blocks, and has " + source.wide() + "x" + source.high() + ".");
        }
        var history = AlignedHistory.of(specimen, source, AlignedHistory.levelShifted(specimen), monitor);
        var trust = Clipping.kept(specimen, source.left(), source.top(), source.wide(), source.high(), monitor);
        var norm = Math.min(1, Math.max(0, (history.share() - NO_NORM) / (CLEAR_NORM - NO_NORM)));
        for (int i = 0; i < trust.length; i++) {
            trust[i] *= (float) (history.clarity() * norm);
        }
        var ratios = history.ratios(source);
        var map = new RawMap(ratios, source.wide(), source.high(), source.left(), source.top(), 8,
                Border.NONE);
        var statistic = Evidence.of(map)
                .ranked(Neighbours.mean(ratios, source.wide(), source.high())).reliability(trust).meaning("compression discontinuity",
                "This region lacks the trace of an earlier JPEG compression that the rest of the picture shows.");
        if (history.clarity() == 0) {
            statistic.note("No frequency shows an earlier compression, so regions cannot be told apart by it.");
        } else if (norm == 0) {
            statistic.note("Most of the picture lacks the earlier compression that some frequencies show, so a region"
                    + " without it is nothing special.");
        }
        return statistic;
    }
}
