package io.palimpsest.detect.noise;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * NOI2: places that hold more or less noise than most of the picture, from the concentration of kurtosis.
 *
 * <p>Natural pictures have nearly the same kurtosis in all band-pass channels, and noise lowers it the more the less a
 * channel varies; from both follows the noise apart from the texture. Shows parts from a camera at another sensitivity
 * and parts with noise added or removed. It misleads where a camera's noise differs with brightness, at borders of
 * smooth areas, and after JPEG compression, which takes noise from smooth blocks; regular patterns have no such kurtosis.
 *
 * <p>Raw map: standard deviation of the noise in grey levels, 0 to about 255, two-sided, in cells of 8x8 pixels at the
 * middle of sliding windows; pixels beyond the outermost cells have their value. NaN where kurtosis does not rise with
 * variance as the model asks: often in half of a photograph, where little noise lies on strong texture. Channels are the
 * filters of the 8x8 cosine transform whose frequencies sum to 6 or more; the paper takes all 63, but in so small windows
 * the coarse ones have too few independent responses. Windows whose kurtosis is that of noise alone get the harmonic mean
 * of the channels' variances, since nothing can be fitted to them. What is ranked is the absolute deviation of the
 * logarithm of the noise from its median in units of its spread, high = altered, opened by 3x3 cells; noise of rounding to
 * whole grey levels counts as the least there is. Reliability: falls with saturated pixels, to 0.5 at a tenth of the
 * window; 0 where the raw map is NaN. S. Lyu, X. Pan, X. Zhang, "Exposing region splicing forgeries with blind local noise
 * estimation", International Journal of Computer Vision 110, 2014.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Noise>NOI2")
public final class Noi2 extends Detector {

    @Parameter(label = "Window [px]", description = "Edge of the sliding windows, rounded down to a multiple of 8.",
            min = "16", max = "128", stepSize = "8", persist = false)
    private int window = 32;

    /**
     * Sets how large the windows are.
     *
     * @param pixels 16 to 128, rounded down to a multiple of 8
     * @return this detector
     */
    public Noi2 window(int pixels) {
        window = pixels;
        return this;
    }

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        var cells = window / KurtosisNoise.CELL;
        var least = (cells + 1) * KurtosisNoise.CELL - 1;
        if (specimen.width() < least || specimen.height() < least) {
            throw new NotApplicable("The picture holds no window of " + least + "x" + least + " pixels.");
        }
        var map = KurtosisNoise.of(specimen, cells, monitor);
        var trust = NoiseLevels.unsaturated(specimen, map, cells + 1, monitor);
        return NoiseLevels.statistic(map, NoiseLevels.levels(map.values(), trust), trust);
    }
}
