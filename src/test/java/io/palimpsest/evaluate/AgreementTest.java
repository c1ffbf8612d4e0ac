package io.palimpsest.evaluate;

import java.util.Random;

import io.palimpsest.Samples;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AgreementTest {

    private static final int SIDE = 48;

    /** The left half is altered: columns 0 to 16 stay after the erosion, 29 to 47 are clear of the dilation. */
    private static boolean[] leftHalf() {
        var altered = new boolean[SIDE * SIDE];
        for (int i = 0; i < altered.length; i++) {
            altered[i] = i % SIDE < SIDE / 2;
        }
        return altered;
    }

    private static float[] columns(int to, float inside, float outside) {
        var values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % SIDE < to ? inside : outside;
        }
        return values;
    }

    private static byte[] mask(int to) {
        var mask = new byte[SIDE * SIDE];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i % SIDE < to ? 255 : 0);
        }
        return mask;
    }

    @Example
    void byHand() {
        var map = columns(34, 0.9f, 0.1f); // 17 altered columns hit, 5 of 19 untouched ones too
        var agreement = Agreement.of(map, map, mask(8), leftHalf(), SIDE);
        assertThat(agreement.best()).isCloseTo(2 * 17.0 / (17 + 17 + 5), within(1e-12));
        assertThat(agreement.fixed()).isEqualTo(agreement.best());
        assertThat(agreement.reported()).isCloseTo(2 * 8.0 / (17 + 8), within(1e-12));
        assertThat(agreement.auc()).isCloseTo((14 + 10 / 2.0) / 24, within(1e-12));
    }

    @Example
    void anInvertedMapIsAsGoodButNotForTheUser() {
        var map = columns(SIDE / 2, 0, 1);
        var agreement = Agreement.of(map, map, new byte[SIDE * SIDE], leftHalf(), SIDE);
        assertThat(agreement.best()).isEqualTo(1);
        assertThat(agreement.fixed()).isEqualTo(1);
        assertThat(agreement.reported()).isZero();
        assertThat(agreement.auc()).isZero();
    }

    @Example
    void whatWasNotAssessedComesLast() {
        var map = columns(SIDE / 2, -7, Float.NaN);
        assertThat(Agreement.of(map, map, new byte[SIDE * SIDE], leftHalf(), SIDE).auc()).isEqualTo(1);
    }

    @Example
    void aMaskThatErosionWearsAwayHasNoF1() {
        var altered = new boolean[SIDE * SIDE];
        altered[20 * SIDE + 20] = true;
        var agreement = Agreement.of(columns(5, 1, 0), columns(5, 1, 0), mask(3), altered, SIDE);
        assertThat(agreement.best()).isNaN();
        assertThat(agreement.fixed()).isNaN();
        assertThat(agreement.reported()).isNaN();
        assertThat(agreement.auc()).isCloseTo(0.5 - 5.0 * SIDE / 2 / (SIDE * SIDE - 1), within(1e-12));
        assertThat(Agreement.of(columns(5, 1, 0), columns(5, 1, 0), mask(3), new boolean[SIDE * SIDE], SIDE).auc())
                .isNaN();
    }

    /** Against every threshold tried one by one, and pairs counted one by one. */
    @Property(tries = 60)
    void asByTryingAllThresholds(@ForAll @IntRange(min = 20, max = 40) int width,
            @ForAll @IntRange(min = 20, max = 40) int height, @ForAll long seed) {
        var random = new Random(seed);
        var altered = new boolean[width * height];
        var map = new float[altered.length];
        var edge = 8 + random.nextInt(width - 8);
        for (int i = 0; i < map.length; i++) {
            altered[i] = i % width < edge;
            map[i] = random.nextInt(9) - 4 + (altered[i] ? 1 : 0);
        }
        var agreement = Agreement.of(map, map, new byte[map.length], altered, width);
        double best = 0;
        for (int threshold = -5; threshold <= 6; threshold++) {
            best = Math.max(best, Math.max(f1(map, altered, width, threshold, false),
                    f1(map, altered, width, threshold, true)));
        }
        if (Double.isNaN(agreement.best())) {
            assertThat(edge).isGreaterThanOrEqualTo(width - 5);
        } else {
            assertThat(agreement.best()).isCloseTo(best, within(1e-12));
        }
        if (edge < width) {
            assertThat(agreement.auc()).isCloseTo(Samples.auc(map, altered), within(1e-12));
        }
    }

    private static double f1(float[] map, boolean[] altered, int width, int threshold, boolean below) {
        int hits = 0;
        int alarms = 0;
        int positives = 0;
        for (int i = 0; i < map.length; i++) {
            boolean all = true;
            boolean any = false;
            for (int dy = -7; dy <= 7; dy++) {
                for (int dx = -7; dx <= 7; dx++) {
                    int x = i % width + dx;
                    int y = i / width + dy;
                    if (x >= 0 && x < width && y >= 0 && y < map.length / width) {
                        all &= altered[y * width + x];
                        any |= altered[y * width + x] && Math.abs(dx) <= 5 && Math.abs(dy) <= 5;
                    }
                }
            }
            var told = below ? map[i] <= threshold : map[i] >= threshold;
            positives += all ? 1 : 0;
            hits += all && told ? 1 : 0;
            alarms += !all && !any && told ? 1 : 0;
        }
        return 2.0 * hits / Math.max(1, positives + hits + alarms);
    }
}
