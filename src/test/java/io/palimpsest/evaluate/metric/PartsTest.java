package io.palimpsest.evaluate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static io.palimpsest.evaluate.metric.ProtocolTest.prediction;
import static io.palimpsest.evaluate.metric.ProtocolTest.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PartsTest {

    @Example
    void cornersTouch() {
        var parts = Parts.of(truth(4, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1));
        assertThat(parts.labels()).containsExactly(1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3);
        assertThat(parts.areas()).containsExactly(2, 1, 1);
    }

    @Example
    void givenInstancesAreNumberedAnew() {
        var mask = new boolean[] {true, true, false, true};
        assertThat(Parts.of(new Truth(4, 1, mask, new int[] {4, 2, 0, 4})).labels()).containsExactly(1, 2, 0, 1);
    }

    @Property(tries = 300)
    void asByGrowing(@ForAll @IntRange(min = 1, max = 30) int width, @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll long seed) {
        var random = new Random(seed);
        var density = random.nextDouble();
        var mask = new boolean[width * height];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < density;
        }
        var parts = Parts.components(mask, width);
        var expected = NaiveScores.parts(width, height, i -> mask[i]);
        assertThat(parts.count()).isEqualTo(expected.size());
        var labels = new int[mask.length];
        for (int part = 0; part < expected.size(); part++) {
            for (var pixel : expected.get(part)) {
                labels[pixel] = part + 1;
            }
            assertThat(parts.areas()[part]).isEqualTo(expected.get(part).size());
        }
        assertThat(parts.labels()).isEqualTo(labels);
    }

    @Example
    void smallRegionsAndSecondClaimsAreNoHits() {
        var map = new float[60 * 60];
        var altered = new int[map.length];
        for (int i = 0; i < map.length; i++) {
            altered[i] = i % 60 < 20 && i / 60 < 20 ? 1 : 0;
            map[i] = altered[i] == 1 ? 0.9f : 0;
        }
        map[59] = 0.95f; // 1 of 3600 pixels: left out
        var boxes = Ranking.of(prediction(60, map), truth(60, altered)).boxes();
        assertThat(boxes.truths()).isEqualTo(1);
        assertThat(boxes.right()).containsExactly(true);
        for (int i = 0; i < map.length; i++) { // a frame and what it frames: boxes of 20 and of 16, both overlap enough
            int edge = Math.min(Math.min(i % 60, 19 - i % 60), Math.min(i / 60, 19 - i / 60));
            map[i] = altered[i] == 0 || edge == 1 ? 0 : edge == 0 ? 0.9f : 0.8f;
        }
        boxes = Ranking.of(prediction(60, map), truth(60, altered)).boxes();
        assertThat(boxes.right()).containsExactly(true, false);
    }

    /** The rule of boxes with boxes as sets of pixels. */
    @Property(tries = 100)
    void boxesAsDefined(@ForAll @IntRange(min = 20, max = 40) int width, @ForAll @IntRange(min = 20, max = 40) int height,
            @ForAll long seed) {
        var random = new Random(seed);
        var map = new float[width * height];
        var altered = new boolean[map.length];
        for (int part = 0; part < 6; part++) {
            int left = random.nextInt(width - 3);
            int top = random.nextInt(height - 3);
            int size = 1 + random.nextInt(9);
            var told = random.nextInt(3) > 0;
            var right = random.nextInt(3) > 0;
            var value = 0.5f + random.nextInt(17) / 32f;
            for (int y = top; y < Math.min(height, top + size); y++) {
                for (int x = left; x < Math.min(width, left + size); x++) {
                    altered[y * width + x] |= right;
                    map[y * width + Math.max(0, x - part % 2)] = told ? value : map[y * width + Math.max(0, x - part % 2)];
                }
            }
        }
        var boxes = Ranking.of(prediction(width, map), new Truth(width, height, altered, null)).boxes();
        var told = large(NaiveScores.parts(width, height, i -> map[i] > 0.5), map.length);
        told.sort(Comparator.comparingDouble(part -> -part.stream().mapToDouble(i -> map[i]).average().getAsDouble()));
        var truths = large(NaiveScores.parts(width, height, i -> altered[i]), map.length).stream()
                .map(part -> box(part, width)).toList();
        var taken = new HashSet<Integer>();
        assertThat(boxes.truths()).isEqualTo(truths.size());
        assertThat(boxes.right()).hasSameSizeAs(told);
        for (int i = 0; i < told.size(); i++) {
            var own = box(told.get(i), width);
            var overlaps = truths.stream().mapToDouble(other -> overlap(own, other)).toArray();
            var most = Arrays.stream(overlaps).max().orElse(0);
            var best = 0;
            while (most >= 0.5 && overlaps[best] < most) {
                best++;
            }
            assertThat(boxes.right()[i]).isEqualTo(most >= 0.5 && taken.add(best));
            assertThat(boxes.certainties()[i])
                    .isCloseTo(told.get(i).stream().mapToDouble(at -> map[at]).average().getAsDouble(), within(1e-9));
        }
    }

    /** Recall gained at each threshold times the best precision at this recall or a higher one. */
    @Property(tries = 200)
    void averagePrecisionAsDefined(@ForAll @IntRange(min = 1, max = 8) int pictures, @ForAll long seed) {
        var random = new Random(seed);
        var boxes = new ArrayList<Boxes>();
        for (int i = 0; i < pictures; i++) {
            var certainties = random.ints(random.nextInt(5), 0, 6).sorted().mapToDouble(level -> -level / 6.0).toArray();
            var right = new boolean[certainties.length];
            for (int j = 0; j < right.length; j++) {
                right[j] = random.nextBoolean();
            }
            boxes.add(new Boxes(certainties, right, right.length + random.nextInt(2)));
        }
        double truths = boxes.stream().mapToInt(Boxes::truths).sum();
        double area = 0;
        for (int level = 0; level < 6; level++) {
            double best = 0;
            for (int lower = level; lower < 6; lower++) {
                best = Math.max(best, told(boxes, -lower / 6.0, true) / Math.max(1, told(boxes, -lower / 6.0, false)));
            }
            area += best * (told(boxes, -level / 6.0, true) - told(boxes, (1 - level) / 6.0, true)) / truths;
        }
        var weights = new int[pictures];
        Arrays.fill(weights, 1);
        var value = SetMeasure.averagePrecision(boxes).of(weights);
        if (truths == 0) {
            assertThat(value).isNaN();
        } else {
            assertThat(value).isCloseTo(area, within(1e-9));
        }
    }

    /** Boxes (right ones only, or all) that are at least so certain. */
    private static double told(List<Boxes> pictures, double certainty, boolean onlyRight) {
        double count = 0;
        for (var boxes : pictures) {
            for (int i = 0; i < boxes.right().length; i++) {
                count += boxes.certainties()[i] >= certainty && (boxes.right()[i] || !onlyRight) ? 1 : 0;
            }
        }
        return count;
    }

    private static List<TreeSet<Integer>> large(List<TreeSet<Integer>> parts, int pixels) {
        return new ArrayList<>(parts.stream().filter(part -> part.size() >= 0.002 * pixels).toList());
    }

    private static TreeSet<Integer> box(TreeSet<Integer> part, int width) {
        var columns = part.stream().mapToInt(i -> i % width).summaryStatistics();
        var box = new TreeSet<Integer>();
        for (int i = part.first() / width * width; i < (part.last() / width + 1) * width; i++) {
            if (i % width >= columns.getMin() && i % width <= columns.getMax()) {
                box.add(i);
            }
        }
        return box;
    }

    private static double overlap(TreeSet<Integer> a, TreeSet<Integer> b) {
        var common = new TreeSet<>(a);
        common.retainAll(b);
        return common.size() / (double) (a.size() + b.size() - common.size());
    }
}
