package io.palimpsest.match;

import java.util.Random;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MatchedPartTest {

    private static final int SIZE = 80;

    @Test
    void neighbouringPartsWithOtherOffsetsAreApart() {
        var field = field((x, y) -> x < 80 ? Affine.translation(200, -40) : Affine.translation(-150, 300), 0);

        var parts = parts(field, 100);

        assertThat(parts).hasSize(2);
        assertThat(parts).extracting(MatchedPart::transform)
                .containsExactlyInAnyOrder(Affine.translation(200, -40), Affine.translation(-150, 300));
        assertThat(parts).extracting(part -> part.pixels().length).containsExactly(SIZE * SIZE / 2, SIZE * SIZE / 2);
    }

    @Test
    void aTurnIsFittedThroughRoundingAndOutliers() {
        var cos = 1.1 * Math.cos(0.5);
        var sin = 1.1 * Math.sin(0.5);
        var turn = new Affine(cos, -sin, 321.5, sin, cos, -77.25);

        var parts = parts(field((x, y) -> turn, 0.02), 1000);

        var found = parts.get(0).transform();
        assertThat(found.xx()).isCloseTo(turn.xx(), within(2e-3));
        assertThat(found.yx()).isCloseTo(turn.yx(), within(2e-3));
        assertThat(found.x(80, 80)).isCloseTo(turn.x(80, 80), within(0.1));
        assertThat(found.y(80, 80)).isCloseTo(turn.y(80, 80), within(0.1));
    }

    @Test
    void aMoveWithSomeOutliersIsAMove() {
        var parts = parts(field((x, y) -> Affine.translation(-90, 55), 0.02), 1000);

        assertThat(parts.get(0).transform()).isEqualTo(Affine.translation(-90, 55));
    }

    @Test
    void mirroredPartsHoldTogether() {
        var mirror = new Affine(-1, 0, 500, 0, 1, 60);

        var parts = parts(field((x, y) -> mirror, 0), 1000);

        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).transform().mirrors()).isTrue();
        assertThat(parts.get(0).transform().x(10, 20)).isCloseTo(490, within(1e-6));
    }

    @Test
    void shortOffsetsAndSmallPartsAreLeftOut() {
        assertThat(parts(field((x, y) -> Affine.translation(20, 20), 0), 1)).isEmpty();
        assertThat(parts(field((x, y) -> Affine.translation(200, 20), 0), SIZE * SIZE + 1)).isEmpty();
    }

    private interface Transforms {
        Affine at(int x, int y);
    }

    private static java.util.List<MatchedPart> parts(OffsetField field, int smallest) {
        return MatchedPart.of(field, new float[SIZE * SIZE], 1, 32, smallest, Monitor.none());
    }

    private static OffsetField field(Transforms transforms, double outliers) {
        var random = new Random(4);
        var field = new OffsetField(new short[SIZE * SIZE], new short[SIZE * SIZE], new boolean[SIZE * SIZE], SIZE,
                SIZE);
        for (int i = 0; i < SIZE * SIZE; i++) {
            var x = i % SIZE * PatchMatch.STEP;
            var y = i / SIZE * PatchMatch.STEP;
            var transform = transforms.at(x, y);
            var off = random.nextDouble() < outliers ? 3 : 0;
            field.x()[i] = (short) Math.rint(transform.x(x, y) - x + off);
            field.y()[i] = (short) Math.rint(transform.y(x, y) - y);
            field.known()[i] = true;
        }
        return field;
    }
}
