package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.palimpsest.model.ModelStore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.InstantiableException;
import org.scijava.command.Command;
import org.scijava.plugin.PluginService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CalibrationTest {

    private final Calibration curve = new Calibration("a test", new double[] {-2, 0, 10}, new double[] {0.1, 0.5, 0.9});

    @Test
    void straightBetweenPointsAndConstantBeyond() {
        assertThat(curve.probability(-2)).isEqualTo(0.1);
        assertThat(curve.probability(0)).isEqualTo(0.5);
        assertThat(curve.probability(10)).isEqualTo(0.9);
        assertThat(curve.probability(-1)).isCloseTo(0.3, within(1e-12));
        assertThat(curve.probability(7.5)).isCloseTo(0.8, within(1e-12));
        assertThat(curve.probability(-100)).isEqualTo(0.1);
        assertThat(curve.probability(100)).isEqualTo(0.9);
        assertThat(curve.probability(Double.NEGATIVE_INFINITY)).isEqualTo(0.1);
        assertThat(curve.probability(Double.POSITIVE_INFINITY)).isEqualTo(0.9);
        assertThat(curve.probability(Double.NaN)).isNaN();
    }

    @Test
    void onePoint() {
        var flat = new Calibration("a test", new double[] {3}, new double[] {0.2});
        assertThat(flat.probability(-1)).isEqualTo(0.2);
        assertThat(flat.probability(3)).isEqualTo(0.2);
        assertThat(flat.probability(4)).isEqualTo(0.2);
    }

    @Test
    void mapsKeepTheirGridAndWhatWasNotAssessed() {
        var raw = new RawMap(new float[] {-5, Float.NaN, 5, 20}, 2, 2, 3, 1, 8, RawMap.Border.NEAREST);
        var map = curve.apply(Evidence.of(raw));
        assertThat(map.values()).containsExactly(0.1f, Float.NaN, 0.7f, 0.9f);
        assertThat(map.with(raw.values())).isEqualTo(raw);
        assertThat(raw.values()).containsExactly(-5, Float.NaN, 5, 20);
    }

    @Test
    void aTwoSidedStatisticIsReadByItsDeviation() {
        var raw = RawMap.blocks(new float[] {40, 2, 41, Float.NaN}, 4, 1, 8);
        var statistic = Evidence.of(raw).ranked(new float[] {0, 10, 1, Float.NaN});
        assertThat(curve.apply(statistic).values()).containsExactly(0.5f, 0.9f, 0.54f, Float.NaN);
        assertThat(statistic.raw().values()[1]).isEqualTo(2);
    }

    @Test
    void withoutCurveTheStatisticIsCut() {
        var map = Calibration.none()
                .apply(Evidence.of(RawMap.blocks(new float[] {-1, 0.25f, 7, Float.NaN}, 4, 1, 8)));
        assertThat(map.values()).containsExactly(0, 0.25f, 1, Float.NaN);
        assertThat(Calibration.of(TestDetector.class, "no-such-detector").source()).contains("not calibrated");
    }

    @Test
    void aCurveIsForTheWeightsThatItWasFittedWith() {
        var fitted = Calibration.of(Detector.class, "owaf");
        assertThat(fitted.weights()).isEqualTo(ModelStore.of(Path.of("models")).find("owaf").card().orElseThrow().sha256());
        assertThat(fitted.forNetwork(network("owaf", fitted.weights()))).isSameAs(fitted);
        assertThat(fitted.forNetwork(network("owaf", "0".repeat(64))).source())
                .contains("not calibrated", "other weights than those of owaf");
        assertThat(curve.forNetwork(network("any", "0".repeat(64)))).isSameAs(curve);
    }

    private static NetworkCard network(String name, String sha256) {
        return new NetworkCard(name, "1.0", sha256, "BSD-2-Clause", "nothing", List.of());
    }

    @Test
    void mapsAreDarkWhereLittleIsKnown() {
        var statistic = Evidence.of(RawMap.blocks(new float[] {10, 10, 10, 10}, 4, 1, 8))
                .reliability(new float[] {0, 0.25f, 0.5f, 1});
        assertThat(curve.apply(statistic).values()).containsExactly(Float.NaN, 0.45f, 0.9f, 0.9f);
    }

    @Test
    void curvesMustRise() {
        for (var raw : List.of(new double[] {}, new double[] {1}, new double[] {1, 1}, new double[] {2, 1},
                new double[] {1, Double.NaN}, new double[] {1, 2, 3})) {
            assertThatThrownBy(() -> new Calibration("bad", raw, new double[] {0.1, 0.2}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Calibration("bad", new double[] {1, 2}, new double[] {0.2, 0.1}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("point 1");
        assertThat(new Calibration("flat", new double[] {1, 2}, new double[] {0.2, 0.2}).untilted(1.5))
                .isEqualTo(0.2);
    }

    /** Points that are level, as a fit makes them: values keep their order, and those that are reported stay the same. */
    @Property
    void noTwoValuesShareAProbability(@ForAll @Size(min = 2, max = 12) List<@IntRange(min = 0, max = 4) Integer> steps,
            @ForAll @DoubleRange(min = -50, max = 50) double one, @ForAll @DoubleRange(min = -50, max = 50) double other) {
        var raw = new double[steps.size()];
        var level = new double[steps.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = 3 * i - 15;
            level[i] = i == 0 ? 0.001 : level[i - 1] + 0.02 * steps.get(i);
        }
        var tilted = new Calibration("a test", raw, level);
        var low = tilted.probability(Math.min(one, other));
        var high = tilted.probability(Math.max(one, other));
        assertThat(low).isBetween(0.0, 1.0).isLessThanOrEqualTo(high);
        if (steps.subList(1, steps.size()).contains(0) && Math.abs(one - other) > 1e-6) {
            assertThat(low).isLessThan(high);
            assertThat(tilted.untilted(one) / tilted.probability(one)).isBetween(0.9, 1.12);
        }
        assertThat(tilted.probability(one) >= 0.5).isEqualTo(tilted.untilted(one) >= 0.5);
        assertThat(tilted.probability(Double.NaN)).isNaN();
        assertThat(tilted.probability(Double.NEGATIVE_INFINITY)).isLessThanOrEqualTo(low);
        assertThat(tilted.probability(Double.POSITIVE_INFINITY)).isBetween(high, 1.0);
    }

    /** As single precision, what lies above the limit of false alarms is told apart from it, and protocols count it. */
    @Test
    void valuesAboveTheLimitKeepTheirOrder() {
        var limited = new Calibration("a test", new double[] {0, 0.9, 0.901, 0.99}, new double[] {0.01, 0.499999, 0.5, 0.5});
        assertThat((float) limited.probability(0.901)).isEqualTo(0.5f);
        assertThat((float) limited.probability(0.902)).isGreaterThan(0.5f).isLessThan((float) limited.probability(0.903));
        assertThat((float) limited.probability(0.995)).isGreaterThan((float) limited.probability(0.99));
        assertThat((float) limited.probability(0.9)).isLessThan(0.5f);
    }

    /** Each stored curve belongs to a detector, can be read, and stays between 0 and 1. */
    @Test
    void storedCurves() throws IOException {
        List<String> ids;
        try (var context = new Context(PluginService.class)) {
            ids = context.service(PluginService.class).getPluginsOfType(Command.class).stream()
                    .filter(info -> info.getAnnotation().menuPath().startsWith("Plugins>Forensics"))
                    .map(info -> {
                        try {
                            return info.loadClass();
                        } catch (InstantiableException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .filter(Detector.class::isAssignableFrom).map(Detector::id).toList();
        }
        assertThat(ids).isNotEmpty();
        var networks = ModelStore.of(Path.of("models"));
        try (var files = Files.list(Path.of("src/main/resources/io/palimpsest/calibration"))) {
            for (var file : files.toList()) {
                var id = file.getFileName().toString().replace(".json", "");
                var stored = Calibration.of(Detector.class, id);
                assertThat(ids).contains(id);
                if (networks.has(id)) {
                    assertThat(stored.weights()).as(id)
                            .isEqualTo(networks.find(id).card().orElseThrow().sha256());
                }
                assertThat(stored.source()).isNotBlank().doesNotContain("not calibrated");
                assertThat(stored.raw()).hasSameSizeAs(stored.probability()).hasSizeGreaterThan(1);
                for (var probability : stored.probability()) {
                    assertThat(probability).isBetween(0.0, 1.0);
                }
                assertThat(stored.probability(stored.raw()[stored.raw().length - 1])).as(id + " can find anything")
                        .isGreaterThanOrEqualTo(0.5);
            }
        }
    }
}
