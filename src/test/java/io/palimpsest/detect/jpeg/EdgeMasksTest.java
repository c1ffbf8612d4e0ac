package io.palimpsest.detect.jpeg;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EdgeMasksTest {

    private static final int[] WHITE = {
            10, 30, 50, 70, 90, 20, 40, 60, 80, 12, 30, 50, 70, 88, 15, 28, 45, 64, 79, 85, 12, 30,
            50, 70, 88, 20, 40, 60, 80, 10, 30, 50, 70, 90, 20, 40, 60, 80, 12, 30, 50, 70, 88, 15,
            21, 36, 55, 72, 85, 12, 30, 50, 70, 88, 20, 40, 60, 80};

    @Test
    void haveTheWhiteCountsOfTheMethod() {
        var counts = new int[EdgeMasks.count()];
        for (int i = 0; i < counts.length * 100; i++) {
            counts[i / 100] += EdgeMasks.white(i / 100, i / 10 % 10, i % 10) ? 1 : 0;
        }

        assertThat(counts).containsExactly(WHITE);
    }

    @Test
    void noTwoAreTheSame() {
        var masks = new String[EdgeMasks.count()];
        Arrays.fill(masks, "");
        for (int i = 0; i < masks.length * 100; i++) {
            masks[i / 100] += EdgeMasks.white(i / 100, i / 10 % 10, i % 10) ? "#" : ".";
        }

        assertThat(masks).doesNotHaveDuplicates();
    }

    @Test
    void respondToAStepWithItsHeightAndToNothingWithNothing() {
        var tile = new int[100];
        Arrays.fill(tile, 77);
        assertThat(EdgeMasks.response(tile)).isZero();

        for (int i = 0; i < 100; i++) {
            tile[i] = i % 10 < 3 ? 77 : 179;
        }
        assertThat(EdgeMasks.response(tile)).isCloseTo(40, within(1e-12));
    }
}
