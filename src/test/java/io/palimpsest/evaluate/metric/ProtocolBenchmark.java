package io.palimpsest.evaluate.metric;

import java.util.EnumSet;
import java.util.SplittableRandom;
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

/** Time to measure one picture of 1024x1024 pixels by all protocols and to add it to a pool, in one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class ProtocolBenchmark {

    private static final int SIDE = 1024;

    /** A smooth map with pixel noise on it, one of cells of 8x8 pixels, and pure noise, whose regions are countless. */
    @Param({"smooth", "cells", "noise"})
    private String map;

    private Prediction prediction;
    private Truth truth;
    private Pool pool;

    @Setup
    public void prepare() {
        var random = new SplittableRandom(7);
        var altered = new boolean[SIDE * SIDE];
        var probability = new float[altered.length];
        var statistic = new float[altered.length];
        var reliability = new float[altered.length];
        var reported = new byte[altered.length];
        var cells = random.doubles(SIDE * SIDE / 64).toArray();
        for (int i = 0; i < altered.length; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            altered[i] = Math.hypot(x - 400, y - 500) < 200;
            double near = Math.exp(-Math.hypot(x - 420, y - 490) / 250);
            double value = switch (map) {
                case "smooth" -> 0.95 * near + 0.05 * random.nextDouble();
                case "cells" -> 0.8 * near + 0.2 * cells[y / 8 * (SIDE / 8) + x / 8];
                default -> random.nextDouble();
            };
            probability[i] = (float) value;
            statistic[i] = (float) Math.log(value / (1 - value));
            reliability[i] = (float) (map.equals("cells") ? cells[y / 8 * (SIDE / 8) + x / 8] : random.nextDouble());
            reported[i] = (byte) (value > 0.5 ? 255 : 0);
        }
        prediction = new Prediction(SIDE, SIDE, statistic, probability, reliability, reported, 0.7);
        truth = new Truth(SIDE, SIDE, altered, null);
        pool = new Pool(EnumSet.allOf(Protocol.class), 1);
    }

    @Benchmark
    public int measure() {
        pool.add(Ranking.of(prediction, truth));
        return pool.size();
    }
}
