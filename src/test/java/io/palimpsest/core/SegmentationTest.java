package io.palimpsest.core;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SegmentationTest {

    private static final int STEP = 4;

    /** A digit is tenths of a probability, x is not assessed. */
    private static RawMap map(String... rows) {
        var values = new float[rows.length * rows[0].length()];
        for (int i = 0; i < values.length; i++) {
            var c = rows[i / rows[0].length()].charAt(i % rows[0].length());
            values[i] = c == 'x' ? Float.NaN : (c - '0') / 10f;
        }
        return RawMap.blocks(values, rows[0].length(), rows.length, STEP);
    }

    private static Segmentation segment(RawMap probability, float[] reliability, double threshold) {
        var statistic = Evidence.of(probability).meaning("test discontinuity", "Look here.");
        if (reliability != null) {
            statistic.reliability(reliability);
        }
        return Segmentation.of("Test", statistic, probability, threshold, STEP * probability.width(),
                STEP * probability.height());
    }

    @Example
    void regionsTouchAtCorners() {
        var result = segment(map(
                "80000",
                "08000",
                "00007",
                "x0x70",
                "90000"), null, 0.5);
        assertThat(result.findings()).hasSize(3);
        assertThat(result.labels()).containsExactly(
                2, 0, 0, 0, 0,
                0, 2, 0, 0, 0,
                0, 0, 0, 0, 3,
                0, 0, 0, 3, 0,
                1, 0, 0, 0, 0);
        var second = result.findings().get(1);
        assertThat(second.detector()).isEqualTo("Test");
        assertThat(second.category()).isEqualTo("test discontinuity");
        assertThat(second.explanation()).isEqualTo("Look here.");
        assertThat(new int[] {second.x(), second.y(), second.width(), second.height(), (int) second.area()})
                .containsExactly(0, 0, 8, 8, 32);
        assertThat(second.score()).isCloseTo(0.8, within(1e-6));
        assertThat(second.reliability()).isEqualTo(1);
        var third = result.findings().get(2);
        assertThat(new int[] {third.x(), third.y(), third.width(), third.height(), (int) third.area()})
                .containsExactly(12, 8, 8, 8, 32);
    }

    @Example
    void rowsDoNotWrapAround() {
        assertThat(segment(map("00009", "90000", "00000"), null, 0.5).findings()).hasSize(2);
    }

    @Example
    void theMostProbableFirstThenByPlace() {
        var result = segment(map("600600", "000000", "900600", "000000"), null, 0.5);
        assertThat(result.findings()).extracting(Finding::x).containsExactly(0, 0, 12, 12);
        assertThat(result.findings()).extracting(Finding::y).containsExactly(8, 0, 0, 8);
    }

    @Example
    void scoreOfAFindingIsItsMean() {
        var finding = segment(map("5678", "0000"), null, 0.5).findings().get(0);
        assertThat(finding.score()).isCloseTo(0.65, within(1e-6));
        assertThat(finding.area()).isEqualTo(4 * STEP * STEP);
    }

    @Example
    void theThresholdItselfCounts() {
        assertThat(segment(map("5400"), null, 0.5).findings()).singleElement()
                .satisfies(finding -> assertThat(finding.width()).isEqualTo(STEP));
        assertThat(segment(map("4400"), null, 0.5).findings()).isEmpty();
        assertThat(segment(map("x000"), null, 0).findings()).singleElement()
                .satisfies(finding -> assertThat(finding.x()).isEqualTo(STEP));
    }

    /** A picture of 1000 cells: at 4 pixels a cell the smallest region is two cells. */
    @Example
    void smallestArea() {
        var values = new float[1000];
        values[0] = 0.9f;
        values[500] = 0.8f;
        values[501] = 0.8f;
        var result = segment(RawMap.blocks(values, 50, 20, STEP), null, 0.5);
        assertThat(result.findings()).singleElement().satisfies(finding -> assertThat(finding.area()).isEqualTo(32));
        assertThat(result.labels()[0]).isZero();
        assertThat(result.labels()[500]).isOne();
        assertThat(result.score()).as("what two cells reach").isEqualTo(0.8);
    }

    @Example
    void whatCannotBeTrustedIsNotReported() {
        var trust = new float[] {1, 0.5f, 0.49f, 1, Float.NaN, 1};
        var result = segment(map("999099"), trust, 0.5);
        assertThat(result.labels()).containsExactly(1, 1, 0, 0, 0, 2);
        assertThat(result.findings().get(0).reliability()).isCloseTo(0.75, within(1e-6));
        var none = new float[6];
        assertThat(segment(map("999999"), none, 0.5).findings()).isEmpty();
        assertThat(segment(map("999999"), none, 0.5).score()).isZero();
    }

    @Example
    void scoreIsWhatTheSmallestAreaReaches() {
        var values = new float[5000];
        for (int i = 0; i < 30; i++) {
            values[i * 97] = 1 - i / 100f;
        }
        // 0.2 % of 5000 cells are ten, wherever they lie; the tenth has 0.91
        assertThat(segment(RawMap.blocks(values, 100, 50, STEP), null, 0.5).score()).isEqualTo(0.91);
    }

    @Example
    void nothingAssessed() {
        var result = segment(map("xxx", "xxx"), null, 0);
        assertThat(result.findings()).isEmpty();
        assertThat(result.score()).isZero();
    }

    @Example
    void cellsOfANearestBorderAreAsLargeAsPainted() {
        var probability = new RawMap(new float[] {0.9f, 0, 0, 0}, 2, 2, 10, 6, 2, RawMap.Border.NEAREST);
        var result = Segmentation.of("Test", Evidence.of(probability), probability, 0.5, 40, 30);
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(new int[] {finding.x(), finding.y(), finding.width(), finding.height()})
                    .containsExactly(0, 0, 12, 8);
            assertThat(finding.area()).isEqualTo(96);
        });
    }

    @Example
    void aSnakeIsOneRegion() {
        assertThat(segment(map("9999999", "0000009", "9999999", "9000000", "9999999"), null, 0.5).findings())
                .singleElement().satisfies(finding -> assertThat(finding.area()).isEqualTo(23 * STEP * STEP));
    }

    @Example
    void regionsStayWithinTheirPartAndNameTheirPartner() {
        var probability = map("9988", "9988", "0000", "7700");
        var statistic = Evidence.of(probability).meaning("similar region", "Look here.").similar(new int[] {
            1, 1, 2, 2,
            1, 1, 2, 2,
            0, 0, 0, 0,
            3, 3, 0, 0
        }, List.of(new Similar(1, 2, Affine.translation(2 * STEP, 0)),
                new Similar(2, 1, Affine.translation(-2 * STEP, 0)),
                new Similar(3, 4, new Affine(0, -1, 12, 1, 0, 4))));
        var findings = Segmentation.of("Test", statistic, probability, 0.5, 4 * STEP, 4 * STEP).findings();
        assertThat(findings).hasSize(3);
        assertThat(findings.get(0).partners()).containsExactly(
                new Finding.Partner(2, 8, 0, 8, 8, Affine.translation(8, 0)));
        assertThat(findings.get(0).explanation())
                .isEqualTo("Look here. It is similar to 8x8 pixels at (8, 0).");
        assertThat(findings.get(1).partners()).containsExactly(
                new Finding.Partner(1, 0, 0, 8, 8, Affine.translation(-8, 0)));
        var lost = findings.get(2).partners().get(0);
        assertThat(lost.finding()).as("its partner was too improbable to be found").isZero();
        assertThat(lost).hasToString(lost.width() + "x" + lost.height() + " pixels at (" + lost.x() + ", " + lost.y()
                + "), rotated by 90.0 degrees");
    }

    @Example
    void mapsInTheirOwnWords() {
        var turned = new Affine(0, -2, 5, 2, 0, 7);
        assertThat(turned.rotation()).isCloseTo(90, within(1e-12));
        assertThat(turned.scale()).isCloseTo(2, within(1e-12));
        assertThat(turned.mirrors()).isFalse();
        var mirror = new Affine(-1, 0, 30, 0, 1, 2);
        assertThat(mirror.mirrors()).isTrue();
        var back = turned.inverse();
        assertThat(back.x(turned.x(3, 4), turned.y(3, 4))).isCloseTo(3, within(1e-12));
        assertThat(back.y(turned.x(3, 4), turned.y(3, 4))).isCloseTo(4, within(1e-12));
    }

    /** Labels are those of a flood fill that asks each pair of cells. */
    @Property(tries = 300)
    void asByRepeatedMerging(@ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @DoubleRange(min = 0.2, max = 0.9) double threshold,
            @ForAll long seed) {
        var random = new Random(seed);
        var values = new float[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        var result = segment(RawMap.blocks(values, width, height, STEP), null, threshold);
        var expected = new int[values.length];
        Arrays.setAll(expected, i -> values[i] >= threshold ? i + 1 : 0);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int a = 0; a < expected.length; a++) {
                for (int b = 0; b < expected.length; b++) {
                    var near = Math.abs(a % width - b % width) <= 1 && Math.abs(a / width - b / width) <= 1;
                    if (near && expected[a] > 0 && expected[b] > expected[a]) {
                        expected[b] = expected[a];
                        changed = true;
                    }
                }
            }
        }
        for (int a = 0; a < expected.length; a++) {
            assertThat(result.labels()[a] > 0).isEqualTo(expected[a] > 0);
            for (int b = 0; b < a; b++) {
                if (expected[a] > 0 && expected[b] > 0) {
                    assertThat(result.labels()[a] == result.labels()[b]).isEqualTo(expected[a] == expected[b]);
                }
            }
        }
        assertThat(result.findings()).hasSize((int) Arrays.stream(expected).filter(i -> i > 0).distinct().count());
        assertThat(result.findings().stream().mapToLong(Finding::area).sum())
                .isEqualTo((long) STEP * STEP * Arrays.stream(expected).filter(i -> i > 0).count());
    }
}
