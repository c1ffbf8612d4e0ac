package io.palimpsest.detect.jpeg;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.RawMap.Border;
import io.palimpsest.core.Specimen;
import io.palimpsest.signal.TaskLoop;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * JPEG ghosts: regions that were compressed at another quality before than the rest of the picture.
 *
 * <p>A picture changes little when it is saved once more at a quality at which it was saved before. Shows parts of a
 * coarser JPEG in a finer one, and parts without JPEG history in a host that has one; it looks at pixels, so that a PNG
 * of a former JPEG will do. It is blind where the earlier compression was finer than, or about as fine as, the last
 * one, where it lay on another grid (unless all shifts are tried), where its tables were not those of the IJG's library,
 * and after scaling. It misleads in smooth parts, which change little at any quality, and where pixels are saturated;
 * such parts are not assessed.
 *
 * <p>Raw map: the paper's d(x, y, q), the squared difference between the picture and the picture saved at quality q
 * (4:4:4), averaged over a window of 16x16 pixels and over red, green and blue, and normalised at each place to 0 to 1
 * over all qualities; low = saved at this quality before. It is computed from the coefficients, without the rounding of
 * decoded pixels, for the windows that consist of four blocks; a cell is the 8x8 pixels in the middle of its window. The
 * quality is the one at which the picture divides best; the other qualities' maps are layers.
 *
 * <p>Calibration reads another map, 0 to 1, high = altered, as d depends on texture: the presence of a compression at
 * that quality in a window of 32x32 pixels, that is, how near to multiples of its steps those luma coefficients lie that
 * do not vanish (mean of 1 - 12 r^2, r in steps), as its distance from the picture's median. Reliability: how many such
 * coefficients there are. H. Farid, "Exposing digital forgeries from JPEG ghosts", IEEE Transactions on Information
 * Forensics and Security 4, 2009.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>JPEG ghosts")
public final class JpegGhosts extends Detector {

    private static final String OWN = "own";
    private static final String ALL = "all";

    /** Blocks that a picture needs on either side. */
    private static final int SMALLEST = 8;

    /** The lowest quality is taken whose separation is this share of the best: multiples of steps fit finer ones too. */
    private static final double NEARLY_BEST = 0.8;

    @Parameter(label = "Lowest quality", description = "The lowest JPEG quality at which the picture is saved on trial.",
            min = "1", max = "90", persist = false)
    private int lowest = 30;

    @Parameter(label = "Step of quality", description = "How far the qualities are apart that are tried, up to 100.",
            min = "1", max = "10", persist = false)
    private int step = 5;

    @Parameter(label = "Shifts", description = "Whether only the file's own grid of blocks is tried or all 64 of them,"
            + " which takes 64 times as long.", choices = {OWN, ALL}, persist = false)
    private String shifts = OWN;

    /**
     * Sets the lowest quality.
     *
     * @param quality 1 to 90
     * @return this detector
     */
    public JpegGhosts lowest(int quality) {
        lowest = quality;
        return this;
    }

    /**
     * Sets how far the qualities are apart.
     *
     * @param qualities 1 to 10
     * @return this detector
     */
    public JpegGhosts step(int qualities) {
        step = qualities;
        return this;
    }

    /**
     * Sets the grids that are tried.
     *
     * @param grids {@code own}, or {@code all} for all 64 places at which a grid can start
     * @return this detector
     */
    public JpegGhosts shifts(String grids) {
        shifts = grids;
        return this;
    }

    /** A grid with all that was computed on it, and the place of the best quality in the list. */
    private record Trial(GhostErrors errors, GhostSplit split, int quality) {}

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.width() < 8 * SMALLEST + 7 || specimen.height() < 8 * SMALLEST + 7) {
            throw new NotApplicable("The picture is smaller than 71x71 pixels, too small to tell a part from the rest.");
        }
        var qualities = IntStream.rangeClosed(0, (100 - lowest) / step).map(i -> lowest + i * step).toArray();
        var last = new int[64];
        Arrays.fill(last, 1);
        var own = EncoderBlocks.onOwnGrid(specimen);
        if (specimen.jpegGrid().isPresent()) {
            last = specimen.jpeg().orElseThrow().components().get(0).quantisation().steps();
        }
        var best = trial(own, qualities, last, monitor);
        for (int shift = 1; shift < 64 && shifts.equals(ALL); shift++) {
            monitor.step("Grids", shift / 64.0);
            var other = trial(new EncoderBlocks(specimen, (own.left() + shift) % 8, (own.top() + shift / 8) % 8),
                    qualities, last, monitor);
            best = other.split.separation() > best.split.separation() ? other : best;
        }
        if (!best.errors.anyTelling()) {
            throw new NotApplicable("The picture has no texture that would be left after JPEG compression.");
        }
        return statistic(best, qualities, monitor);
    }

    private static Trial trial(EncoderBlocks blocks, int[] qualities, int[] last, Monitor monitor) {
        var errors = GhostErrors.of(blocks, qualities, last, monitor);
        var splits = new GhostSplit[qualities.length];
        TaskLoop.run(qualities.length, q -> {
            monitor.check();
            splits[q] = GhostSplit.of(errors, q);
        });
        var largest = Arrays.stream(splits).mapToDouble(GhostSplit::separation).max().orElseThrow();
        int chosen = 0;
        while (largest > 0 && splits[chosen].separation() < NEARLY_BEST * largest) {
            chosen++;
        }
        return new Trial(errors, splits[chosen], chosen);
    }

    private static Evidence.Statistic statistic(Trial trial, int[] qualities, Monitor monitor) {
        var blocks = trial.errors.blocks();
        var wide = blocks.wide() - 1;
        var maps = new float[qualities.length][];
        for (int q = 0; q < maps.length; q++) {
            monitor.check();
            maps[q] = windows(trial.errors.errors(q), blocks.wide(), blocks.high());
        }
        normalise(maps);
        var map = new RawMap(maps[trial.quality], wide, blocks.high() - 1, blocks.left() + 4, blocks.top() + 4, 8,
                Border.NONE);
        var split = trial.split;
        var ranked = new float[maps[0].length];
        var trust = new float[ranked.length];
        var divided = !Double.isNaN(split.majority());
        for (int cell = 0; cell < ranked.length; cell++) {
            ranked[cell] = divided ? (float) Math.abs(split.presence()[cell] - split.majority()) : 0;
            trust[cell] = divided ? (float) Math.min(1, split.telling()[cell] / (2 * GhostSplit.ENOUGH)) : 0;
        }
        var statistic = Evidence.of(map).ranked(ranked).reliability(trust).meaning("compression discontinuity",
                "The trace of an earlier JPEG compression in this region is not that of the rest of the picture.");
        for (int q = 0; q < maps.length; q++) {
            if (q != trial.quality) {
                statistic.layer("quality " + qualities[q], maps[q]);
            }
        }
        return statistic.note(divided
                ? String.format(Locale.ROOT, "The picture divides best at JPEG quality %d, whose trace the larger part"
                        + " %s.", qualities[trial.quality], split.majority() >= 0.5 ? "shows" : "does not show")
                : "Too few parts of the picture have texture that would show an earlier JPEG compression below the"
                        + " quality of the last one.");
    }

    /** Means over windows of two by two blocks. */
    private static float[] windows(float[] errors, int wide, int high) {
        var means = new float[(wide - 1) * (high - 1)];
        for (int y = 0; y < high - 1; y++) {
            for (int x = 0; x < wide - 1; x++) {
                var at = y * wide + x;
                means[y * (wide - 1) + x] = (float) (((double) errors[at] + errors[at + 1] + errors[at + wide]
                        + errors[at + wide + 1]) / 4);
            }
        }
        return means;
    }

    /** Scales the values of each cell to 0 to 1 over all maps; NaN where they are all equal. */
    private static void normalise(float[][] maps) {
        for (int cell = 0; cell < maps[0].length; cell++) {
            var low = Float.POSITIVE_INFINITY;
            var high = Float.NEGATIVE_INFINITY;
            for (var map : maps) {
                low = Math.min(low, map[cell]);
                high = Math.max(high, map[cell]);
            }
            for (var map : maps) {
                map[cell] = high > low ? (map[cell] - low) / (high - low) : Float.NaN;
            }
        }
    }
}
