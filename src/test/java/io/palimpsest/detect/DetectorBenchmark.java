package io.palimpsest.detect;

import java.util.concurrent.TimeUnit;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.jpeg.Adq1;
import io.palimpsest.detect.jpeg.Blk;
import io.palimpsest.detect.jpeg.Cagi;
import io.palimpsest.detect.jpeg.Dct;
import io.palimpsest.detect.jpeg.GridOrigin;
import io.palimpsest.detect.jpeg.InverseCagi;
import io.palimpsest.detect.noise.Splicebuster;
import io.palimpsest.detect.resampling.Resampling;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of one analysis from an open file to its findings, on a JPEG of 1024x1024 pixels.
 *
 * <p>Run with {@code sh src/test/benchmark.sh DetectorBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class DetectorBenchmark {

    private final Specimen specimen = Samples.open("park-spliced.jpg");

    @Benchmark
    public Specimen open() {
        return Samples.open("park-spliced.jpg");
    }

    @Benchmark
    public Evidence adq1() {
        return new Adq1().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence cagi() {
        return new Cagi().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence inverseCagi() {
        return new InverseCagi().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence dct() {
        return new Dct().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence blk() {
        return new Blk().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence gridOrigin() {
        return new GridOrigin().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence resampling() {
        return new Resampling().examine(specimen, Monitor.none());
    }

    @Benchmark
    public Evidence splicebuster() {
        return new Splicebuster().examine(specimen, Monitor.none());
    }
}
