package io.palimpsest.match;

import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Monitor;
import net.imglib2.FinalInterval;
import net.imglib2.parallel.Parallelization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PatchMatchTest {

    private static final int NEAREST = 12;

    @ParameterizedTest
    @CsvSource({"mountain.jpg,96,80", "blood-smear.jpg,61,97"})
    void comesCloseToAnExhaustiveSearch(String name, int width, int height) {
        var picture = Samples.open(name).crop(FinalInterval.createMinSize(120, 140, width, height));
        var features = features(picture.luminance(), width, height);

        var field = PatchMatch.match(features, NEAREST, 12, 1, Monitor.none());

        double found = 0;
        double least = 0;
        for (int place = 0; place < field.target().length; place++) {
            int x = place % field.columns() * PatchMatch.STEP;
            int y = place / field.columns() * PatchMatch.STEP;
            if (!features.matchable(y * width + x)) {
                continue;
            }
            int best = Integer.MAX_VALUE;
            for (int to = 0; to < width * height; to++) {
                if (features.matchable(to)
                        && Math.pow(to % width - x, 2) + Math.pow(to / width - y, 2) >= NEAREST * NEAREST) {
                    best = Math.min(best, distance(features, y * width + x, to));
                }
            }
            var target = field.target()[place];
            assertThat(field.cost()[place]).isGreaterThanOrEqualTo(best)
                    .isEqualTo(distance(features, y * width + x, target));
            assertThat(Math.hypot(target % width - x, target / width - y)).isGreaterThanOrEqualTo(NEAREST);
            found += Math.sqrt(field.cost()[place]);
            least += Math.sqrt(best);
        }
        assertThat(found / least).isBetween(1.0, 1.25);
    }

    @Test
    void followsACopy() {
        var field = PatchMatch.match(features(copied(160, 120), 160, 120), NEAREST, 8, 5, Monitor.none());

        int right = 0;
        for (int y = 20; y < 50; y += 2) {
            for (int x = 20; x < 50; x += 2) {
                right += field.target()[y / 2 * 80 + x / 2] == (y + 50) * 160 + x + 81 ? 1 : 0;
            }
        }
        assertThat(right).isEqualTo(225);
    }

    @Test
    void doesNotDependOnThreads() {
        var features = features(copied(150, 140), 150, 140);

        var many = PatchMatch.match(features, NEAREST, 3, 7, Monitor.none());
        var one = Parallelization.runSingleThreaded(() -> PatchMatch.match(features, NEAREST, 3, 7, Monitor.none()));
        var other = PatchMatch.match(features, NEAREST, 3, 8, Monitor.none());

        assertThat(many.target()).containsExactly(one.target()).isNotEqualTo(other.target());
        assertThat(many.compared()).isEqualTo(one.compared());
    }

    @Test
    void flatPatchesAreLeftOut() {
        var image = copied(120, 100);
        for (int i = 0; i < image.length; i++) {
            image[i] = i / 120 < 60 ? 255 : image[i];
        }
        var field = PatchMatch.match(features(image, 120, 100), NEAREST, 4, 1, Monitor.none());
        var flat = PatchMatch.match(features(new float[120 * 100], 120, 100), NEAREST, 4, 1, Monitor.none());

        for (int place = 0; place < field.target().length; place++) {
            var target = field.target()[place];
            var y = place / 60 * 2;
            assertThat(target >= 0 ? y >= 52 : y < 56).isTrue();
            assertThat(target < 0 || target / 120 >= 52).isTrue();
        }
        assertThat(flat.compared()).isZero();
        assertThat(flat.target()).containsOnly(-1);
    }

    /** Patterns in which everything matches everything cost no more than noise. */
    @ParameterizedTest
    @CsvSource({"3", "8", "20"})
    void patternsTakeNoMoreWork(int period) {
        var stripes = new float[200 * 160];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 200 / period % 2 == 0 ? 30 : 220;
        }
        var noise = PatchMatch.match(features(copied(200, 160), 200, 160), NEAREST, 6, 1, Monitor.none());

        var pattern = PatchMatch.match(features(stripes, 200, 160), NEAREST, 6, 1, Monitor.none());

        assertThat(pattern.compared()).isLessThanOrEqualTo(noise.compared());
    }

    private static PatchFeatures features(float[] image, int width, int height) {
        return PatchFeatures.of(image, width, height, 8, 1, Monitor.none());
    }

    private static int distance(PatchFeatures features, int one, int other) {
        int sum = 0;
        for (int k = 0; k < PatchFeatures.LENGTH; k++) {
            int difference = features.values()[one * PatchFeatures.LENGTH + k]
                    - features.values()[other * PatchFeatures.LENGTH + k];
            sum += difference * difference;
        }
        return sum;
    }

    /** Blotches, with the square from (8, 8) to (62, 62) copied by (81, 50) where there is room. */
    private static float[] copied(int width, int height) {
        var random = new Random(width);
        var coarse = new float[(width / 3 + 2) * (height / 3 + 2)];
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = 255 * random.nextFloat();
        }
        var image = new float[width * height];
        for (int i = 0; i < image.length; i++) {
            image[i] = coarse[i / width / 3 * (width / 3 + 2) + i % width / 3];
        }
        for (int y = 8; y < 62; y++) {
            for (int x = 8; x < 62; x++) {
                if (x + 81 < width && y + 50 < height) {
                    image[(y + 50) * width + x + 81] = image[y * width + x];
                }
            }
        }
        return image;
    }
}
