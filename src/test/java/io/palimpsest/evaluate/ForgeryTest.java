package io.palimpsest.evaluate;

import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ForgeryTest {

    private static Specimen host;
    private static Specimen donor;

    @BeforeAll
    static void read() throws Exception {
        host = Specimen.open(Path.of("src/test/resources/samples/mountain.jpg"))
                .crop(FinalInterval.createMinSize(100, 100, 241, 203));
        donor = Specimen.open(Path.of("src/test/resources/samples/carpet.jpg"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NOISE", "CFA"})
    void theSameForTheSameSeedWithATenthAltered(Forgery kind) {
        for (int seed = 0; seed < 6; seed++) {
            var made = kind.of(host, donor, seed);
            var again = kind.of(host, donor, seed);
            assertThat(again.file()).isEqualTo(made.file());
            assertThat(again.altered()).isEqualTo(made.altered());
            int altered = 0;
            for (var pixel : made.altered()) {
                altered += pixel ? 1 : 0;
            }
            assertThat(altered / (241.0 * 203)).isCloseTo(0.1, within(0.02));
            assertThat(kind.of(host, donor, seed + 1).file()).isNotEqualTo(made.file());
        }
    }

    @Test
    void noiseIsAddedToTheRegionOnly() throws Exception {
        var made = Forgery.NOISE.of(host, host, 3);
        var plain = JpegEncoder.read(JpegEncoder.write(Splice.image(host), 95, Sampling.FULL, false));
        var picture = Splice.image(Specimen.of("made", made.file()));
        double outside = 0;
        double inside = 0;
        int count = 0;
        for (int i = 0; i < made.altered().length; i++) {
            var difference = Math.abs((picture.getRGB(i % 241, i / 241) >> 8 & 255)
                    - (plain.getRGB(i % 241, i / 241) >> 8 & 255));
            inside += made.altered()[i] ? difference : 0;
            outside += made.altered()[i] ? 0 : difference;
            count += made.altered()[i] ? 1 : 0;
        }
        assertThat(inside / count).isGreaterThan(2.5);
        assertThat(outside / (made.altered().length - count)).isLessThan(0.5);
    }

    @Test
    void coloursAreInterpolatedBetweenTheSamplesOfAnArray() throws Exception {
        var made = Forgery.CFA.of(host, donor, 2);
        var original = Splice.image(host);
        var picture = Splice.image(Specimen.of("made", made.file()));
        for (int y = 1; y < 202; y++) {
            for (int x = 1; x < 240; x++) {
                if (made.altered()[y * 241 + x]) {
                    continue;
                }
                var rgb = picture.getRGB(x, y);
                if ((x + y) % 2 == 1) {
                    assertThat(rgb & 0xff00).isEqualTo(original.getRGB(x, y) & 0xff00);
                } else {
                    var mean = (green(original.getRGB(x - 1, y)) + green(original.getRGB(x + 1, y))
                            + green(original.getRGB(x, y - 1)) + green(original.getRGB(x, y + 1))) / 4.0;
                    assertThat(Math.abs(green(rgb) - mean)).isLessThanOrEqualTo(0.5);
                    var kept = y % 2 == 0 ? 0xff0000 : 0xff;
                    assertThat(rgb & kept).isEqualTo(original.getRGB(x, y) & kept);
                }
            }
        }
    }

    private static int green(int rgb) {
        return rgb >> 8 & 0xff;
    }
}
