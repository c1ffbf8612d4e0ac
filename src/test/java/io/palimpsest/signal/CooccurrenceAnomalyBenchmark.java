package io.palimpsest.signal;

import java.util.concurrent.TimeUnit;

import io.palimpsest.core.Monitor;
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

/** Time for a whole picture and for its parts; the number of iterations of the fit depends on the picture. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class CooccurrenceAnomalyBenchmark {

    @Param({"512", "1024"})
    public int size;

    private float[] picture;
    private SampleTiles samples;

    /** Makes a picture with a disc of other noise. */
    @Setup
    public void prepare() {
        picture = Pictures.spliced(size, size, Pictures.disc(size, size, size / 6.0), 1);
        var features = features();
        samples = Whitening.of(features, 25, Monitor.none()).project(features, Monitor.none());
    }

    /** All steps. */
    @Benchmark
    public Object whole() {
        return CooccurrenceAnomaly.of(picture, size, size, 0, Monitor.none());
    }

    /** Saturation, patterns and block features. */
    @Benchmark
    public Object featuresOnly() {
        return features();
    }

    /** One fit of at most 100 iterations, on one thread. */
    @Benchmark
    public Object oneFit() {
        return OutlierMixture.fitFrom(samples, 0, Monitor.none());
    }

    private BlockFeatures features() {
        return CooccurrenceAnomaly.features(picture, CooccurrenceAnomaly.grid(size, size), Monitor.none());
    }
}
