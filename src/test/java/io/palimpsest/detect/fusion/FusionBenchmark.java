package io.palimpsest.detect.fusion;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.palimpsest.Samples;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Fusion;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
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

/**
 * Time that a fusion adds to the five detectors whose maps it judges, on the spliced sample of 1024x1024 pixels.
 *
 * <p>Run with {@code sh src/test/benchmark.sh FusionBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class FusionBenchmark {

    @Param({"OwAF", "Eff-B4-Unet", "Reliability-weighted fusion"})
    private String fusion;

    private Specimen specimen;
    private List<Evidence> evidence;

    @Setup
    public void examine() {
        specimen = Samples.open("park-spliced.jpg");
        evidence = FusionMaps.detectors().stream().map(one -> one.examine(specimen, Monitor.none())).toList();
    }

    @Benchmark
    public Evidence.Statistic fuse() throws NotApplicable {
        for (var chosen : new Fusion[] {new Owaf(), new EffB4Unet(), new ReliabilityWeighted()}) {
            if (chosen.name().equals(fusion)) {
                return chosen instanceof LearnedFusion learned
                        ? learned.fuse(specimen, evidence, Monitor.none())
                        : ((ReliabilityWeighted) chosen).fuse(specimen, evidence, Monitor.none());
            }
        }
        throw new IllegalStateException("There is no fusion " + fusion);
    }
}
