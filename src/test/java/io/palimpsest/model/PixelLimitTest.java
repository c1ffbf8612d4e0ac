package io.palimpsest.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PixelLimitTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1000, 1000, 1", "1600, 625, 1", "1001, 1000, 4", "2000, 500, 1", "4000, 500, 5", "5000, 4000, 35",
        "20000, 20, 2", "30000, 30000, 1521"})
    void tilesAreNoLargerThanTheLimitAndCoverThePicture(int width, int height, int tiles) {
        for (var multiple : new int[] {1, 5, 8}) {
            var tiling = PixelLimit.tiling(width, height, 1_000_000, multiple);
            var columns = new Axis(width, tiling.size(), tiling.overlap(), multiple);
            var rows = new Axis(height, tiling.size(), tiling.overlap(), multiple);

            assertThat(columns.side()).isGreaterThanOrEqualTo(Math.min(width, 200));
            assertThat((long) (columns.side() - multiple) * (rows.side() - multiple)).isLessThanOrEqualTo(1_000_000);
            assertThat(columns.start(columns.tiles() - 1) + columns.side()).isGreaterThanOrEqualTo(width);
            assertThat((tiling.size() - tiling.overlap()) % multiple).isZero();
            assertThat(tiling.size() % (multiple == 5 ? 35 : 32)).isZero();
            if (multiple == 1) {
                assertThat(columns.tiles() * rows.tiles()).isEqualTo(tiles);
            }
        }
    }

    @Test
    void aPictureJustAboveTheLimitIsNotCutIntoPiecesOfTheLimit() {
        assertThat(PixelLimit.tiling(1010, 1000, 1_000_000, 1).size()).isLessThan(700);
    }

    @Test
    void aTinyLimitIsRefused() {
        assertThatThrownBy(() -> PixelLimit.tiling(10, 10, 100, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 65536");
    }
}
