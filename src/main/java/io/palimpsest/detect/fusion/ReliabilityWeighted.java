package io.palimpsest.detect.fusion;

import java.util.List;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Fusion;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * Fusion of ADQ1, DCT, BLK, CAGI and Splicebuster by the reliability of each and their agreement.
 *
 * <p>Shows where the detectors that can judge a place speak together: the geometric mean of the probability that at least
 * one of them is right, 1 - product of (1 - r p), and of their mean probability weighted by reliability, sum of r p / sum
 * of r, with p the probability and r the reliability that each states; then peaks and pits smaller than 2 x 2 cells are
 * removed. A detector that is alone in seeing something is heard less, one that is alone in being applicable is not. It
 * misleads where several detectors err for the same reason, such as a saturated sky or a textured part, and sees nothing
 * that none of them sees.
 *
 * <p>Raw map: one value for each cell of 8 x 8 pixels, 0 to 1, high = altered, before calibration. Reliability: the largest
 * of the detectors'. A fusion of our own design, for comparison with the learned ones.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Fusion>Reliability-weighted fusion")
public final class ReliabilityWeighted extends Fusion {

    @Override
    protected List<Detector> inputs() {
        return FusionMaps.detectors();
    }

    @Override
    protected Evidence.Statistic fuse(Specimen specimen, List<Evidence> evidence, Monitor monitor)
            throws NotApplicable {
        var opinions = Opinions.of(evidence, specimen.width(), specimen.height());
        var silent = opinions.silent();
        if (silent.size() == evidence.size()) {
            throw new NotApplicable("None of the maps to be fused assesses this picture.");
        }
        var wide = CellMeans.cells(specimen.width());
        var cells = wide * CellMeans.cells(specimen.height());
        var fused = new float[cells];
        var trust = new float[cells];
        for (int cell = 0; cell < cells; cell++) {
            monitor.check();
            double none = 1;
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < evidence.size(); i++) {
                var probability = opinions.probability().get(i)[cell];
                var reliability = opinions.reliability().get(i)[cell];
                if (probability >= 0 && reliability > 0) {
                    none *= 1 - reliability * probability;
                    sum += reliability * probability;
                    weights += reliability;
                    trust[cell] = Math.max(trust[cell], reliability);
                }
            }
            fused[cell] = weights == 0 ? 0 : (float) Math.sqrt((1 - none) * sum / weights);
        }
        var statistic = Evidence.of(RawMap.blocks(GreyCleaning.clean(fused, wide), wide, cells / wide, CellMeans.STEP))
                .reliability(trust).meaning("discontinuity in several maps", opinions::explain);
        Opinions.note(statistic, silent);
        return statistic;
    }
}
