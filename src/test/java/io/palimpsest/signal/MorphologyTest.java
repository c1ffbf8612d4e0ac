package io.palimpsest.signal;

import java.util.Random;
import java.util.function.BiPredicate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MorphologyTest {

    @Property(tries = 150)
    void agreesWithLookingAtEveryPixelOfTheElement(
            @ForAll @IntRange(min = 1, max = 24) int width,
            @ForAll @IntRange(min = 1, max = 24) int height,
            @ForAll @IntRange(min = 0, max = 5) int radius,
            @ForAll @IntRange(min = 0, max = 20) int density,
            @ForAll long seed) {
        var random = new Random(seed);
        var mask = new boolean[width * height];
        for (var i = 0; i < mask.length; i++) {
            mask[i] = random.nextInt(20) < density;
        }
        check(mask, width, height, radius, Morphology.disk(radius), NaiveSplicebuster.disk(radius));
        check(mask, width, height, radius, Morphology.square(radius), (dx, dy) -> true);
    }

    private static void check(boolean[] mask, int width, int height, int radius, Morphology fast,
            BiPredicate<Integer, Integer> element) {
        var before = mask.clone();
        var rows = new boolean[height][width];
        for (var i = 0; i < mask.length; i++) {
            rows[i / width][i % width] = mask[i];
        }
        var eroded = NaiveSplicebuster.morph(rows, radius, element, false);

        assertThat(fast.dilate(mask, width, height)).isEqualTo(flat(NaiveSplicebuster.morph(rows, radius, element, true)));
        assertThat(fast.erode(mask, width, height)).isEqualTo(flat(eroded));
        assertThat(fast.open(mask, width, height)).isEqualTo(flat(NaiveSplicebuster.morph(eroded, radius, element, true)));
        assertThat(mask).isEqualTo(before);
    }

    private static boolean[] flat(boolean[][] rows) {
        var flat = new boolean[rows.length * rows[0].length];
        for (var i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }

    @Test
    void aDiscOfRadiusThreeHas29Pixels() {
        var point = new boolean[81];
        point[40] = true;

        assertThat(count(Morphology.disk(3).dilate(point, 9, 9))).isEqualTo(29);
        assertThat(count(Morphology.square(3).dilate(point, 9, 9))).isEqualTo(49);
    }

    private static int count(boolean[] mask) {
        var count = 0;
        for (var value : mask) {
            count += value ? 1 : 0;
        }
        return count;
    }

    @Test
    void aMaskOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> Morphology.disk(1).open(new boolean[5], 2, 3)).hasMessageContaining("2 x 3");
        assertThatThrownBy(() -> Morphology.square(-1)).hasMessageContaining("-1");
    }
}
