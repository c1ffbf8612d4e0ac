package io.palimpsest.evaluate;

import java.util.Arrays;
import java.util.Random;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import io.palimpsest.core.Calibration;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CalibrationFitTest {

    private static final int CELLS = 32;
    private static final int STEP = 4;
    private static final int SIZE = CELLS * STEP;
    private static final int ALTERED_CELLS = 100;

    private static final Specimen SPECIMEN = Specimen.of(new ImagePlus("a", new ByteProcessor(SIZE, SIZE)));

    /** Gives the values that a test made; null = not applicable. */
    private static final class Made extends Detector {

        private final float[] values;
        private final float trust;

        Made(float[] values, float trust) {
            this.values = values;
            this.trust = trust;
        }

        @Override
        protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
            if (values == null) {
                throw new NotApplicable("There is nothing to see.");
            }
            var reliability = new float[values.length];
            Arrays.fill(reliability, trust);
            return Evidence.of(RawMap.blocks(values, CELLS, CELLS, STEP)).reliability(reliability);
        }

        Evidence evidence() {
            return examine(SPECIMEN, Monitor.none());
        }
    }

    /** Gaussian cells around the picture's own mean; the first cells are raised where the picture is altered. */
    private static float[] cells(Random random, double spread, double raised) {
        var mean = spread * random.nextGaussian();
        var values = new float[CELLS * CELLS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + random.nextGaussian() + (i < ALTERED_CELLS ? raised : 0));
        }
        return values;
    }

    private static boolean[] mask(boolean altered) {
        var mask = new boolean[SIZE * SIZE];
        for (int i = 0; i < mask.length && altered; i++) {
            mask[i] = i / SIZE / STEP * CELLS + i % SIZE / STEP < ALTERED_CELLS;
        }
        return mask;
    }

    private static CalibrationFit fit() {
        return new CalibrationFit(Detector.MIN_AREA, Detector.MIN_RELIABILITY);
    }

    private static boolean flagged(float[] values, Calibration curve) {
        var detector = new Made(values, 1);
        detector.calibration(curve);
        return detector.examine(SPECIMEN, Monitor.none()).outcome() == Evidence.Outcome.FOUND;
    }

    @ParameterizedTest
    @CsvSource({"0,0.04,3", "2,0.04,3", "2,0.1,6", "0,0,8", "1,0.04,0", "0.3,0.04,50", "1,1,3"})
    void curvesRiseAndKeepTheFalseAlarms(double spread, double alarms, double raised) {
        var random = new Random(11);
        var fit = fit();
        var authentic = new float[50][];
        for (int i = 0; i < authentic.length; i++) {
            authentic[i] = cells(random, spread, 0);
            fit.add(new Made(authentic[i], 1).evidence(), mask(false), SIZE, true);
            fit.add(new Made(cells(random, spread, raised), 1).evidence(), mask(true), SIZE, false);
        }
        var curve = fit.fit(alarms, "made up");
        assertThat(curve.source()).isEqualTo("made up");
        assertThat(curve.raw()).isSorted();
        assertThat(curve.probability()).isSorted();
        for (var probability : curve.probability()) {
            assertThat(probability).isBetween(0.0, 1.0);
            // what is reported also counts for protocols, which ask for more than 0.5
            assertThat((float) probability).isNotEqualTo(0.5f);
        }
        var flagged = 0;
        for (var values : authentic) {
            flagged += flagged(values, curve) ? 1 : 0;
        }
        assertThat(flagged).isLessThanOrEqualTo((int) Math.floor(alarms * authentic.length));
        if (raised == 50) {
            assertThat(flagged(cells(random, spread, raised), curve)).isTrue();
            assertThat(curve.probability(0)).isLessThan(0.05);
            assertThat(curve.probability(50)).isGreaterThan(0.95);
        }
    }

    /** They are few among many authentic pictures, and still keep the rate for themselves. */
    @Test
    void untouchedPicturesOfRareHistoriesAreRarelyFlagged() {
        var random = new Random(5);
        var fit = fit();
        var untouched = new float[20][];
        for (int i = 0; i < 400; i++) {
            fit.add(new Made(cells(random, 0, 0), 1).evidence(), mask(false), SIZE, true);
        }
        for (int i = 0; i < untouched.length; i++) {
            untouched[i] = cells(random, 0, 3);
            fit.addUntouched(new Made(untouched[i], 1).evidence(), SIZE, SIZE);
            fit.add(new Made(cells(random, 0, 12), 1).evidence(), mask(true), SIZE, false);
        }
        var curve = fit.fit(0.05, "made up");
        assertThat(Arrays.stream(untouched).filter(values -> flagged(values, curve)).count()).isLessThanOrEqualTo(1);
        assertThat(flagged(cells(random, 0, 12), curve)).isTrue();
    }

    /** Two values only, far apart: the limit then lies between the points of the curve or on them. */
    @Test
    void theLimitMayLieBetweenThePoints() {
        var fit = fit();
        for (int i = 0; i < 20; i++) {
            var values = new float[CELLS * CELLS];
            for (int at = 0; at < 4; at++) {
                values[values.length - 1 - at] = 0.9f;
            }
            fit.add(new Made(values, 1).evidence(), mask(false), SIZE, true);
            var altered = new float[CELLS * CELLS];
            Arrays.fill(altered, 0, ALTERED_CELLS, 1);
            fit.add(new Made(altered, 1).evidence(), mask(true), SIZE, false);
        }
        var curve = fit.fit(0, "made up");
        assertThat(curve.probability(0.9)).isLessThan(0.5);
        assertThat(curve.probability(1)).isGreaterThan(0.5);
    }

    @Test
    void withoutSamplesOfBothKinds() {
        assertThatThrownBy(() -> fit().fit(0.04, "nothing")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("both kinds");
        var random = new Random(1);
        var authentic = fit();
        authentic.add(new Made(cells(random, 1, 0), 1).evidence(), mask(false), SIZE, true);
        assertThatThrownBy(() -> authentic.fit(0.04, "one kind")).isInstanceOf(IllegalStateException.class);
        var doubtful = fit();
        doubtful.add(new Made(cells(random, 1, 3), 0.4f).evidence(), mask(true), SIZE, false);
        assertThatThrownBy(() -> doubtful.fit(0.04, "unreliable")).isInstanceOf(IllegalStateException.class);
        var none = fit();
        none.add(new Made(null, 1).evidence(), mask(true), SIZE, false);
        assertThatThrownBy(() -> none.fit(0.04, "not applicable")).isInstanceOf(IllegalStateException.class);
    }

    /** Cells that lie across the outline are no sample of either kind. */
    @Test
    void cellsOnTheOutlineAreNoSamples() {
        var values = new float[CELLS * CELLS];
        values[0] = 1;
        var mask = new boolean[SIZE * SIZE];
        mask[0] = true;
        var fit = fit();
        fit.add(new Made(values, 1).evidence(), mask, SIZE, false);
        assertThatThrownBy(() -> fit.fit(0.04, "outline only")).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < STEP * STEP; i++) {
            mask[i / STEP * SIZE + i % STEP] = true;
        }
        fit.add(new Made(values, 1).evidence(), mask, SIZE, false);
        assertThat(fit.fit(0.04, "one cell").probability(1)).isGreaterThan(0.9);
    }

    /** Where nothing distinguishes the kinds, no value is worth a finding. */
    @Test
    void chanceIsHalfAtMost() {
        var random = new Random(5);
        var fit = fit();
        for (int i = 0; i < 40; i++) {
            fit.add(new Made(cells(random, 1, 0), 1).evidence(), mask(i % 2 == 0), SIZE, i % 2 == 1);
        }
        var curve = fit.fit(0.04, "chance");
        assertThat(curve.probability(0)).isLessThan(0.5);
    }

    /** A statistic that never varies says one half of everything, which must not become a finding everywhere. */
    @Test
    void aConstantFlagsNothing() {
        var values = new float[CELLS * CELLS];
        Arrays.fill(values, 1);
        var fit = fit();
        for (int i = 0; i < 4; i++) {
            fit.add(new Made(values, 1).evidence(), mask(false), SIZE, true);
            var altered = new boolean[SIZE * SIZE];
            Arrays.fill(altered, true);
            fit.add(new Made(values, 1).evidence(), altered, SIZE, false);
        }
        assertThat(flagged(values, fit.fit(0, "constant"))).isFalse();
    }
}
