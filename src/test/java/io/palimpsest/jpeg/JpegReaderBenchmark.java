package io.palimpsest.jpeg;

import java.util.concurrent.TimeUnit;

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
 * Time from the bytes of a 12-megapixel 4:2:0 file to its coefficients.
 *
 * <p>{@code java -cp target/classes:target/test-classes:DEPENDENCIES org.openjdk.jmh.Main JpegReaderBenchmark}, with
 * the class path from {@code mvn dependency:build-classpath}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JpegReaderBenchmark {

    @Param({"false", "true"})
    public boolean progressive;

    private byte[] file;

    @Setup
    public void write() {
        var image = TestJpegs.texture(4000, 3000, false, 1);
        file = JpegEncoder.write(image, 90, JpegEncoder.Sampling.HALF_BOTH, progressive);
    }

    @Benchmark
    public JpegFile read() throws JpegException {
        return JpegReader.read(file);
    }
}
