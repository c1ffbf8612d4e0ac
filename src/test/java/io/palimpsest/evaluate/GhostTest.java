package io.palimpsest.evaluate;

import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GhostTest {

    private static Specimen host;
    private static Specimen donor;

    @BeforeAll
    static void read() throws Exception {
        host = Specimen.open(Path.of("src/test/resources/samples/mountain.jpg"))
                .crop(FinalInterval.createMinSize(100, 100, 240, 200));
        donor = Specimen.open(Path.of("src/test/resources/samples/carpet.jpg"));
    }

    @Test
    void theSameForTheSameSeed() {
        var one = Forgery.GHOST.of(host, donor, 3);
        assertThat(Forgery.GHOST.of(host, donor, 3).file()).containsExactly(one.file());
        assertThat(Forgery.GHOST.of(host, donor, 4).altered()).isNotEqualTo(one.altered());
    }

    @Test
    void aTenthIsAlteredAndTheRestIsTheHost() {
        for (int seed = 0; seed < 5; seed++) {
            var made = Forgery.GHOST.of(host, donor, seed);
            var saved = JpegEncoder.read(made.file());
            var original = Splice.image(host);
            int inside = 0;
            double error = 0;
            for (int i = 0; i < made.altered().length; i++) {
                inside += made.altered()[i] ? 1 : 0;
                var difference = (saved.getRGB(i % 240, i / 240) >> 8 & 0xff)
                        - (original.getRGB(i % 240, i / 240) >> 8 & 0xff);
                error += made.altered()[i] ? 0 : difference * difference;
            }
            assertThat(inside / 48000.0).isCloseTo(0.1, within(0.015));
            assertThat(Math.sqrt(error / (48000 - inside))).isBetween(0.1, 4.0);
        }
    }

    @Test
    void savedFinelyAndSmallDonorsAreRepeated() throws Exception {
        var small = donor.crop(FinalInterval.createMinSize(8, 8, 21, 17));
        var made = Forgery.GHOST.of(host, small, 1);
        var quality = Specimen.of("ghost", made.file()).jpeg().orElseThrow().quality();
        assertThat(quality.exact()).isTrue();
        assertThat(quality.value()).isBetween(90, 95);
    }
}
