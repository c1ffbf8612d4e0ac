package io.palimpsest.detect;

import java.util.concurrent.TimeUnit;

import io.palimpsest.Samples;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
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
 * Time of one analysis from an open file to its findings, on a JPEG of 1024x1024 pixels.
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

    @Param({"adq1", "blk", "cagi", "dct", "grid-origin", "inverse-cagi", "resampling", "splicebuster"})
    private String detector;

    private final Specimen specimen = Samples.open("park-spliced.jpg");
    private Detector chosen;

    @Setup
    public void choose() {
        try (var context = new Context(PluginService.class)) {
            chosen = Detectors.of(context).create(detector).get(0);
        }
    }

    @Benchmark
    public Evidence examine() {
        return chosen.examine(specimen, Monitor.none());
    }
}
