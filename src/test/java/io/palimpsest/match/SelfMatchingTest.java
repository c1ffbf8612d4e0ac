package io.palimpsest.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.palimpsest.Samples;
import io.palimpsest.core.Monitor;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SelfMatchingTest {

    private static final double APART = 16;

    @ParameterizedTest
    @CsvSource({"3,false", "100,false", "700,false", "700,true"})
    void equalsANaiveImplementation(int count, boolean mirrored) {
        var points = random(count, mirrored);

        var pairs = new SelfMatching(points, APART).search(mirrored, Monitor.none()).pairs();

        var expected = naive(points, mirrored);
        assertThat(pairs).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected.isEmpty()).isEqualTo(count < 10);
    }

    /** Every tenth point has up to three near copies elsewhere. */
    private static Keypoints random(int count, boolean mirrored) {
        var random = new Random(count);
        var points = new Keypoints(new float[count], new float[count], new float[count], new float[count],
                new float[count * Keypoints.LENGTH]);
        var sift = new float[Keypoints.LENGTH];
        for (int i = 0; i < count; i++) {
            points.x()[i] = 600 * random.nextFloat();
            points.y()[i] = 400 * random.nextFloat();
            points.size()[i] = 2 + 5 * random.nextFloat();
            points.angle()[i] = 6 * random.nextFloat();
            for (int k = 0; k < sift.length; k++) {
                sift[k] = random.nextInt(10) < 7 ? random.nextInt(8) : random.nextInt(255);
            }
            Keypoints.root(sift, 0, points.descriptors(), i * Keypoints.LENGTH);
            for (int copy = 0; copy < i % 4 && i % 10 > 5; copy++) {
                var source = mirrored ? points.mirrored() : points.descriptors();
                for (int k = 0; k < Keypoints.LENGTH; k++) {
                    points.descriptors()[i * Keypoints.LENGTH + k] =
                            source[(i - 4) * Keypoints.LENGTH + k] + random.nextInt(4 + 3 * (i % 3));
                }
            }
        }
        return points;
    }

    private static List<Match> naive(Keypoints points, boolean mirrored) {
        var others = mirrored ? points.mirrored() : points.descriptors();
        var partners = new ArrayList<List<Integer>>();
        for (int i = 0; i < points.count(); i++) {
            var point = i;
            var near = IntStream.range(0, points.count()).filter(j -> between(points, point, j) > APART).boxed()
                    .sorted(java.util.Comparator.comparingDouble((Integer j) -> distance(points, point, others, j))
                            .thenComparing(j -> j)).limit(12).toList();
            var places = new ArrayList<Integer>();
            var gap = false;
            for (var j : near) {
                if (places.stream().noneMatch(place -> between(points, place, j) < 6)) {
                    gap = !places.isEmpty() && distance(points, i, others, places.get(places.size() - 1))
                            < 0.7 * distance(points, i, others, j);
                    if (gap) {
                        break;
                    }
                    places.add(j);
                }
            }
            partners.add(gap && places.size() <= SelfMatching.MOST_PARTNERS ? places : List.of());
        }
        var pairs = new ArrayList<Match>();
        for (int i = 0; i < partners.size(); i++) {
            for (var j : partners.get(i)) {
                if (i < j || !partners.get(j).contains(i)) {
                    pairs.add(Match.of(points, i, j, mirrored));
                }
            }
        }
        return pairs;
    }

    private static double between(Keypoints points, int i, int j) {
        return Math.hypot(points.x()[i] - points.x()[j], points.y()[i] - points.y()[j]);
    }

    private static double distance(Keypoints points, int i, float[] others, int j) {
        double sum = 0;
        for (int k = 0; k < Keypoints.LENGTH; k++) {
            sum += Math.pow(points.descriptors()[i * Keypoints.LENGTH + k] - others[j * Keypoints.LENGTH + k], 2);
        }
        return Math.sqrt(sum);
    }

    /** The descriptors of a mirrored picture are those that are computed from the picture's own. */
    @Test
    void mirroredDescriptors() {
        var part = Samples.open("village.jpg").crop(FinalInterval.createMinSize(300, 300, 256, 200));
        var grey = new byte[256 * 200];
        var flipped = new byte[grey.length];
        var luminance = part.luminance();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.round(luminance[i]);
            flipped[i / 256 * 256 + 255 - i % 256] = grey[i];
        }
        var here = Sift.of(grey, 256, 200, 1000, Monitor.none());
        var there = Sift.of(flipped, 256, 200, 1000, Monitor.none());
        var computed = here.mirrored();

        int same = 0;
        for (int i = 0; i < here.count(); i++) {
            for (int j = 0; j < there.count(); j++) {
                if (Math.hypot(255 - here.x()[i] - there.x()[j], here.y()[i] - there.y()[j]) < 0.5
                        && Math.abs(here.size()[i] - there.size()[j]) < 0.2
                        && Math.abs(Math.IEEEremainder(Math.PI - here.angle()[i] - there.angle()[j], 2 * Math.PI)) < 0.1
                        && distance(there, j, computed, i) < 0.2 * Keypoints.NORM) {
                    same++;
                    break;
                }
            }
        }
        assertThat(here.count()).isGreaterThan(300);
        assertThat(same / (double) here.count()).isGreaterThan(0.85);
    }
}
