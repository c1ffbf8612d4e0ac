package io.palimpsest.detect;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.jpeg.JpegGhosts;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.scijava.Context;
import org.scijava.plugin.PluginService;

/**
 * Time of one analysis from an open file to its findings, on the picture of 1024x1024 pixels that {@link
 * BenchmarkPictures} has for the detector; JPEG ghosts tries 20 qualities.
 *
 * <p>Run with {@code sh src/test/benchmark.sh DetectorBenchmark}, one detector with {@code -p detector=adq1}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class DetectorBenchmark {

    @Param({"adq", "adq1", "blk", "cagi", "cfa1", "copy-move-dense", "copy-move-keypoints", "dct", "ela", "grid-origin",
        "inverse-cagi", "jpeg-ghosts", "nadq", "noi1", "noi2", "resampling", "splicebuster"})
    private String detector;

    private Specimen specimen;
    private Detector chosen;

    @Setup
    public void choose() throws IOException {
        try (var context = new Context(PluginService.class)) {
            chosen = Detectors.of(context).create(detector).get(0);
        }
        if (chosen instanceof JpegGhosts ghosts) {
            ghosts.lowest(5).step(5);
        }
        specimen = BenchmarkPictures.sample().of(chosen);
        var evidence = examine();
        if (evidence.outcome() == Evidence.Outcome.NOT_APPLICABLE || evidence.outcome() == Evidence.Outcome.FAILED) {
            throw new IllegalStateException(chosen.name() + " does not analyse the picture: " + evidence.notes());
        }
    }

    @Benchmark
    public Evidence examine() {
        return chosen.examine(specimen, Monitor.none());
    }
}
