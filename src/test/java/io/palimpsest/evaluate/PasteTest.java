package io.palimpsest.evaluate;

import java.io.IOException;

import io.palimpsest.Samples;
import io.palimpsest.core.Specimen;
import net.imglib2.FinalInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PasteTest {

    @ParameterizedTest
    @CsvSource({"SHIFTED,0", "SHIFTED,1", "RESAMPLED,0", "RESAMPLED,3", "RESAMPLED,4"})
    void changesATenthOfThePictureAndNothingElse(Forgery kind, long seed) throws IOException {
        var host = Samples.open("village.jpg").crop(FinalInterval.createMinSize(8, 16, 301, 260));
        var donor = Samples.open("carpet.jpg").crop(FinalInterval.createMinSize(0, 0, 203, 190));

        var made = kind.of(host, donor, seed);

        var forged = Specimen.of("forged", made.file());
        assertThat(forged.width()).isEqualTo(301);
        assertThat(forged.height()).isEqualTo(260);
        assertThat(forged.jpeg().isPresent()).isEqualTo(seed % 2 == 1);
        int inside = 0;
        int changed = 0;
        double worst = 0;
        var before = host.luminance();
        var after = forged.luminance();
        for (int i = 0; i < before.length; i++) {
            inside += made.altered()[i] ? 1 : 0;
            changed += made.altered()[i] && Math.abs(after[i] - before[i]) > 1 ? 1 : 0;
            worst = made.altered()[i] ? worst : Math.max(worst, Math.abs(after[i] - before[i]));
        }
        assertThat(inside / (double) before.length).isBetween(0.07, 0.13);
        assertThat(changed).isGreaterThan(inside / 2);
        assertThat(worst).isLessThan(seed % 2 == 0 ? 1e-3 : 40);
        assertThat(kind.of(host, donor, seed).file()).isEqualTo(made.file());
    }

    @ParameterizedTest
    @CsvSource({"3.0,5.0,false", "3.0,5.0,true", "3.5,5.0,false", "3.5,5.0,true", "3.25,5.75,false", "-2.5,0.0,false"})
    void interpolatesALinearSlopeExactly(double x, double y, boolean cubic) {
        var slope = new java.awt.image.BufferedImage(40, 40, java.awt.image.BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
            slope.setRGB(i % 40, i / 40, 4 * (i % 40) << 16 | 4 * (i / 40) << 8 | 77);
        }
        var rgb = Interpolation.rgb(slope, x, y, cubic);

        // left of the border the slope is mirrored
        var column = x < 0 ? -1 - x : x;
        assertThat(rgb >> 16 & 0xff).isEqualTo((int) Math.round(4 * column));
        assertThat(rgb >> 8 & 0xff).isEqualTo((int) Math.round(4 * y));
        assertThat(rgb & 0xff).isEqualTo(77);
    }
}
