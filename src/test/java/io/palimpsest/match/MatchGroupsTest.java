package io.palimpsest.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MatchGroupsTest {

    private static final Affine TURNED = new Affine(0.9, -0.5, 300, 0.5, 0.9, 20);
    private static final Affine FLIPPED = new Affine(-1, 0, 500, 0, 1, 150);

    @Test
    void findsTwoTransformsAmongOutliers() {
        var matches = new ArrayList<Match>();
        add(matches, TURNED, 40, 1);
        add(matches, FLIPPED, 25, 2);
        matches.addAll(noise(60));

        var groups = MatchGroups.of(matches, 300, 16, 0, Monitor.none());

        assertThat(groups).hasSizeGreaterThanOrEqualTo(2);
        assertClose(groups.get(0), TURNED, 40);
        assertClose(groups.get(1), FLIPPED, 25);
        assertThat(MatchGroups.of(matches, 300, 16, 0, Monitor.none())).isEqualTo(groups);
    }

    @Test
    void chanceMakesNoGroup() {
        assertThat(MatchGroups.of(noise(60), 300, 16, 0, Monitor.none())).isEmpty();
        assertThat(MatchGroups.of(List.of(), 300, 16, 0, Monitor.none())).isEmpty();
    }

    @Test
    void implausibleTransformsMakeNoGroup() {
        var matches = new ArrayList<Match>();
        add(matches, new Affine(3, 0, 10, 0, 3, 20), 30, 1);
        assertThat(MatchGroups.of(matches, 300, 16, 0, Monitor.none())).isEmpty();
    }

    @Test
    void aMatchImpliesItsTransform() {
        for (var transform : List.of(TURNED, FLIPPED)) {
            var matches = new ArrayList<Match>();
            add(matches, transform, 1, 3);
            var implied = matches.get(0).transform();
            assertThat(implied.x(10, 70)).isCloseTo(transform.x(10, 70), within(2.0));
            assertThat(implied.y(10, 70)).isCloseTo(transform.y(10, 70), within(2.0));
            var back = matches.get(0).reversed().transform();
            assertThat(back.x(implied.x(33, 44), implied.y(33, 44))).isCloseTo(33, within(1e-3));
            assertThat(back.y(implied.x(33, 44), implied.y(33, 44))).isCloseTo(44, within(1e-3));
        }
    }

    private static void assertClose(MatchGroups.Group group, Affine expected, int atLeast) {
        assertThat(group.matches().size()).isGreaterThanOrEqualTo(atLeast * 9 / 10);
        var transform = group.transform();
        var same = Math.abs(transform.x(100, 100) - expected.x(100, 100)) < 20 ? transform : transform.inverse();
        for (int corner = 0; corner < 4; corner++) {
            var x = 50 + 100 * (corner % 2);
            var y = 50 + 100 * (corner / 2);
            assertThat(same.x(x, y)).isCloseTo(expected.x(x, y), within(1.0));
            assertThat(same.y(x, y)).isCloseTo(expected.y(x, y), within(1.0));
        }
    }

    /** Matches of one transform, with errors of about half a pixel. */
    private static void add(List<Match> matches, Affine transform, int count, long seed) {
        var random = new Random(seed);
        for (int i = 0; i < count; i++) {
            var x = 30 + 150 * random.nextDouble();
            var y = 30 + 150 * random.nextDouble();
            var angle = 6 * random.nextDouble();
            var toAngle = Math.atan2(transform.yx() * Math.cos(angle) + transform.yy() * Math.sin(angle),
                    transform.xx() * Math.cos(angle) + transform.xy() * Math.sin(angle));
            var mirrored = transform.mirrors();
            matches.add(new Match(mirrored, x, y, transform.x(x, y) + random.nextGaussian() / 2,
                    transform.y(x, y) + random.nextGaussian() / 2, Math.log(transform.scale()) / Math.log(2),
                    toAngle + (mirrored ? angle : -angle)));
        }
    }

    private static List<Match> noise(int count) {
        var random = new Random(9);
        var matches = new ArrayList<Match>();
        for (int i = 0; i < count; i++) {
            matches.add(new Match(random.nextBoolean(), 600 * random.nextDouble(), 400 * random.nextDouble(),
                    600 * random.nextDouble(), 400 * random.nextDouble(), random.nextGaussian(),
                    6 * random.nextDouble()));
        }
        return matches;
    }
}
