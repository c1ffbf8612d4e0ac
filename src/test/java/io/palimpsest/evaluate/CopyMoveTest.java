package io.palimpsest.evaluate;

import java.awt.geom.Point2D;
import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CopyMoveTest {

    private static Specimen host;

    @BeforeAll
    static void read() throws Exception {
        host = Specimen.open(Path.of("src/test/resources/samples/mountain.jpg"))
                .crop(FinalInterval.createMinSize(100, 100, 240, 200));
    }

    @Test
    void theSameForTheSameSeed() {
        var one = CopyMove.of(host, 3);
        var again = CopyMove.of(host, 3);

        assertThat(again.altered()).containsExactly(one.altered());
        assertThat(again.jpeg()).containsExactly(one.jpeg());
        assertThat(CopyMove.of(host, 4).altered()).isNotEqualTo(one.altered());
    }

    @ParameterizedTest
    @CsvSource({"0,1", "20,1", "-75,1", "0,1.4", "10,0.7"})
    void theCopyIsTheTransformedSourceAndLiesApart(double degrees, double scale) {
        for (int seed = 0; seed < 5; seed++) {
            var copyMove = CopyMove.of(host, degrees, scale, 90, seed);
            var before = Pictures.of(host);
            double source = 0;
            double copy = 0;
            for (int i = 0; i < copyMove.altered().length; i++) {
                var x = i % host.width();
                var y = i / host.width();
                if (!copyMove.altered()[i]) {
                    assertThat(copyMove.picture().getRGB(x, y)).isEqualTo(before.getRGB(x, y));
                    continue;
                }
                var there = copyMove.transform().transform(new Point2D.Double(x, y), null);
                var inside = there.getX() >= 0 && there.getX() < host.width() && there.getY() >= 0
                        && there.getY() < host.height()
                        && copyMove.altered()[(int) there.getY() * host.width() + (int) there.getX()];
                source += inside ? 1 : 0;
                copy += inside ? 0 : 1;
                if (inside && degrees == 0 && scale == 1) {
                    assertThat(copyMove.picture().getRGB((int) there.getX(), (int) there.getY()))
                            .isEqualTo(before.getRGB(x, y));
                }
            }
            assertThat(source).isPositive();
            assertThat(copy / source).isCloseTo(scale * scale, within(0.15));
        }
    }

    @ParameterizedTest
    @CsvSource({"64,64", "400,64", "64,300"})
    void smallAndLongHosts(int width, int height) throws Exception {
        var small = Specimen.of("small",
                JpegEncoder.write(TestJpegs.texture(width, height, false, 1), 95, Sampling.FULL, false));
        for (int seed = 0; seed < 9; seed++) {
            assertThat(CopyMove.of(small, seed).altered()).hasSize(width * height).contains(true);
        }
    }
}
