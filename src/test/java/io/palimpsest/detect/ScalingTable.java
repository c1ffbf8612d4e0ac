package io.palimpsest.detect;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

/**
 * Prints time and memory of detectors on pictures of 1, 4, 12 and 50 megapixels: the spliced sample, mirrored on and on,
 * as a JPEG file, or what {@link BenchmarkPictures} has for a detector instead. For copy-move that is the sample enlarged
 * with noise, as everything in a mirrored picture is a copy; others keep the mirrored one, as enlarging ends the double
 * compression that some of them look for.
 *
 * <p>Run with {@code sh src/test/scaling.sh [DETECTORS]}. Time is the mean of two seconds' runs, or one run if it is
 * longer, after one on the smaller sizes; memory is the heap that a run holds at most, read after each of the collections
 * that are forced all the while in another run, less what was held before.
 */
public final class ScalingTable {

    private static final int[] MEGAPIXELS = {1, 4, 12, 50};
    private static final double ENOUGH_SECONDS = 2;

    /** Wider pictures are examined without a run before, since smaller ones were. */
    private static final int WARM_WIDTH = 3000;

    private ScalingTable() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        System.out.println("| Detector | 1 Mpx | 4 Mpx | 12 Mpx | 50 Mpx |");
        System.out.println("|---|---|---|---|---|");
        try (var context = new Context(PluginService.class)) {
            var detectors = Detectors.of(context).create(arguments.length == 0 ? "all" : arguments[0]);
            var table = new String[detectors.size()][MEGAPIXELS.length];
            for (int size = 0; size < MEGAPIXELS.length; size++) {
                var width = (int) Math.round(Math.sqrt(MEGAPIXELS[size] * 1e6 * 4 / 3));
                var pictures = BenchmarkPictures.mirrored(width, (int) Math.round(MEGAPIXELS[size] * 1e6 / width));
                for (int d = 0; d < table.length; d++) {
                    table[d][size] = measure(detectors.get(d), pictures.of(detectors.get(d)));
                    System.err.println(detectors.get(d).name() + ", " + MEGAPIXELS[size] + " Mpx: " + table[d][size]);
                }
            }
            for (int d = 0; d < table.length; d++) {
                System.out.println("| " + detectors.get(d).name() + " | " + String.join(" | ", table[d]) + " |");
            }
        }
    }

    private static String measure(Detector detector, Specimen specimen) throws InterruptedException {
        if (specimen.width() < WARM_WIDTH) {
            detector.examine(specimen, Monitor.none());
        }
        int runs = 0;
        var start = System.nanoTime();
        while (runs == 0 || System.nanoTime() - start < ENOUGH_SECONDS * 1e9) {
            var outcome = detector.examine(specimen, Monitor.none()).outcome();
            if (outcome == Evidence.Outcome.FAILED || outcome == Evidence.Outcome.NOT_APPLICABLE) {
                return outcome.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
            }
            runs++;
        }
        var seconds = (System.nanoTime() - start) / 1e9 / runs;
        return String.format(Locale.ROOT, seconds < 0.1 ? "%.3f s, %d MB" : seconds < 10 ? "%.2f s, %d MB"
                : "%.0f s, %d MB", seconds, memory(detector, specimen) >> 20);
    }

    private static long memory(Detector detector, Specimen specimen) throws InterruptedException {
        var before = used();
        var analysis = new Thread(() -> detector.examine(specimen, Monitor.none()));
        analysis.start();
        long most = before;
        while (analysis.isAlive()) {
            var start = System.nanoTime();
            most = Math.max(most, used());
            Thread.sleep(1 + (System.nanoTime() - start) / 1_000_000); // half of the time for the analysis
        }
        return most - before;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
