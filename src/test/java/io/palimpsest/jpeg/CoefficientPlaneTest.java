package io.palimpsest.jpeg;

import java.io.IOException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CoefficientPlaneTest {

    @Test
    void allWaysOfAccessAgree() throws IOException {
        var plane = JpegReader.read(JpegGoldenTest.bytes("baseline-420-q75.jpg")).components().get(0).coefficients();
        var position = new short[plane.blocksWide() * plane.blocksHigh()];
        var block = new short[64];
        for (var index = 0; index < 64; index += 9) {
            plane.copyPosition(index, position);
            for (var i = 0; i < position.length; i++) {
                var row = i / plane.blocksWide();
                var column = i % plane.blocksWide();
                plane.copyBlock(row, column, block);
                assertThat(plane.get(row, column, index)).isEqualTo(position[i]).isEqualTo(block[index])
                        .isEqualTo(plane.row(row)[64 * column + index]);
            }
        }
    }

    @Test
    void aCropKeepsValuesAndGaps() throws IOException {
        var bytes = JpegGoldenTest.bytes("baseline-420-q75.jpg");
        var plane = JpegReader.read(Arrays.copyOf(bytes, bytes.length - 500)).components().get(0).coefficients();
        assertThat(plane.missingCount()).isPositive();

        var crop = plane.crop(3, 2, 9, 11);

        var missing = 0;
        for (var row = 0; row < 11; row++) {
            for (var column = 0; column < 9; column++) {
                assertThat(crop.get(row, column, 1)).isEqualTo(plane.get(row + 2, column + 3, 1));
                assertThat(crop.missing(row, column)).isEqualTo(plane.missing(row + 2, column + 3));
                missing += crop.missing(row, column) ? 1 : 0;
            }
        }
        assertThat(crop.missingCount()).isEqualTo(missing).isPositive();
        assertThat(crop.row(0)).hasSize(9 * 64);
    }

    @Test
    void placesOutsideAreRefused() {
        var plane = CoefficientPlane.of(2, 1, new short[128]);
        assertThatThrownBy(() -> plane.get(0, 2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> plane.get(1, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> plane.crop(1, 0, 2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> plane.copyPosition(0, new short[1])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> CoefficientPlane.of(2, 1, new short[64])).isInstanceOf(IllegalArgumentException.class);
    }
}
