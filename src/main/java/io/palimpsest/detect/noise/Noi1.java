package io.palimpsest.detect.noise;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.RobustDeviation;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * NOI1: blocks that hold more or less noise than most of the picture, from its finest diagonal detail.
 *
 * <p>Shows parts from a camera at another sensitivity, parts with noise added, and parts that were smoothed, enlarged or
 * reduced. It misleads where the picture itself is uneven: fine isotropic texture (sand, foliage) beside smooth areas,
 * depth of field, dark beside bright parts of a camera's picture, and JPEG compression, which removes the noise of
 * smooth blocks and leaves that of busy ones.
 *
 * <p>Raw map: standard deviation of the noise in grey levels, 0 to about 255, two-sided, in blocks of 16x16 pixels from
 * the image's origin: the median of the absolute values of the block's 8x8 diagonal coefficients (one level, Daubechies'
 * filters with 8 vanishing moments) over 0.6745. The paper's last step, merging of blocks with similar noise into
 * segments, is left out, since regions are made by the threshold. What is ranked is the mean logarithm of that noise in
 * 3x3 blocks, lowered by as much as that of the horizontal and vertical details exceeds it (texture does that, white
 * noise does not), as absolute deviation from the picture's median in units of its spread, high = altered, opened by 3x3
 * blocks; noise of rounding to whole grey levels counts as the least there is. Reliability: falls with saturated
 * pixels, to 0.5 at a tenth of the block; 0 if the picture has too few blocks to have a majority. B. Mahdian, S. Saic,
 * "Using noise inconsistencies for blind image forensics", Image and Vision Computing 27, 2009.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Noise>NOI1")
public final class Noi1 extends Detector {

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.width() < WaveletNoise.BLOCK || specimen.height() < WaveletNoise.BLOCK) {
            throw new NotApplicable("The picture holds no whole block of 16x16 pixels.");
        }
        var noise = WaveletNoise.of(specimen, monitor);
        var map = RawMap.blocks(noise.diagonal(), noise.wide(), noise.high(), WaveletNoise.BLOCK);
        var trust = NoiseLevels.unsaturated(specimen, map, 1, monitor);
        var fine = RobustDeviation.means(NoiseLevels.levels(noise.diagonal(), trust), map.width());
        var coarse = RobustDeviation.means(NoiseLevels.levels(noise.coarser(), trust), map.width());
        for (int i = 0; i < fine.length; i++) {
            fine[i] -= Math.max(0, coarse[i] - fine[i]);
        }
        return NoiseLevels.statistic(map, fine, trust);
    }
}
