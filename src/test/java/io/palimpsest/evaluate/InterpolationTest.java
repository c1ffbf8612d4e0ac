package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class InterpolationTest {

    /** Also left of the border, where the slope is mirrored. */
    @ParameterizedTest
    @CsvSource({"3.0,5.0,LINEAR", "3.0,5.0,CUBIC", "3.5,5.0,LINEAR", "3.5,5.0,CUBIC", "3.25,5.75,LINEAR",
        "3.25,5.75,CUBIC", "-2.5,0.0,LINEAR", "-5.0,3.0,CUBIC"})
    void keepsPixelsAndSlopes(double x, double y, Interpolation interpolation) {
        var slope = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
            slope.setRGB(i % 40, i / 40, 4 * (i % 40) << 16 | 4 * (i / 40) << 8 | 77);
        }

        var rgb = interpolation.rgb(slope, x, y);

        assertThat(rgb >> 16 & 0xff).isEqualTo((int) Math.round(4 * (x < 0 ? -1 - x : x)));
        assertThat(rgb >> 8 & 0xff).isEqualTo((int) Math.round(4 * y));
        assertThat(rgb & 0xff).isEqualTo(77);
    }
}
