package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.jpeg.JpegEncoder;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"COPY_MOVE", "CROPPED"})
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
    void everyOtherCroppedPictureIsUntouched() throws Exception {
        for (int seed = 0; seed < 6; seed++) {
            var made = Forgery.CROPPED.of(host, donor, seed);
            var picture = Specimen.of("made", made.file());
            assertThat(picture.width() + picture.height()).isBetween(241 + 203 - 14, 241 + 203 - 1);
            assertThat(made.untouched()).isEqualTo(seed % 2 == 0);
            assertThat(Forgery.CROPPED.of(host, donor, seed).file()).isEqualTo(made.file());
            int altered = 0;
            for (var pixel : made.altered()) {
                altered += pixel ? 1 : 0;
            }
            assertThat(altered / (double) made.altered().length).isCloseTo(seed % 2 == 0 ? 0 : 0.1, within(0.02));
            assertThat(picture.jpeg().orElseThrow().quality().value()).isBetween(88, 96);
        }
    }

    @Test
    void noiseIsAddedToTheRegionOnly() throws Exception {
        var made = Forgery.NOISE.of(host, host, 3);
        var plain = Pictures.compressed(host, 95);
        var picture = Pictures.of(Specimen.of("made", made.file()));
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
        var original = Pictures.of(host);
        var picture = Pictures.of(Specimen.of("made", made.file()));
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

    @ParameterizedTest
    @EnumSource(names = {"GHOST", "MISALIGNED"})
    void theRestIsTheHostSavedFinely(Forgery kind) throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            var made = kind.of(host, donor, seed);
            var quality = Specimen.of("made", made.file()).jpeg().orElseThrow().quality();
            assertThat(quality.exact()).isTrue();
            assertThat(quality.value()).isBetween(90, 95);
            var saved = JpegEncoder.read(made.file());
            var original = Pictures.of(host);
            int outside = 0;
            double error = 0;
            for (int i = 0; i < made.altered().length; i++) {
                var difference = green(saved.getRGB(i % 241, i / 241)) - green(original.getRGB(i % 241, i / 241));
                outside += made.altered()[i] ? 0 : 1;
                error += made.altered()[i] ? 0 : difference * difference;
            }
            assertThat(Math.sqrt(error / outside)).isBetween(0.1, 4.0);
        }
    }

    /** The columns and rows at which blocks of the part begin, from the host's grid. */
    @Test
    void blocksOfThePartAreOnTheGridOrOffIt() throws Exception {
        var blocks = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 48; i++) {
            blocks.setRGB(i % 64, i / 64, (i % 64 / 8 + i / 64 / 8) % 2 == 0 ? 0xe0e0e0 : 0x202020);
        }
        var board = Specimen.of("board", Pictures.lossless(blocks));
        for (int seed = 0; seed < 5; seed++) {
            assertThat(cutsOffTheGrid(Forgery.GHOST.of(host, board, seed))).isLessThan(0.01);
            assertThat(cutsOffTheGrid(Forgery.MISALIGNED.of(host, board, seed))).isGreaterThan(0.4);
            assertThat(cutsOffTheGrid(Forgery.SHIFTED.of(host, board, seed))).isGreaterThan(0.4);
        }
    }

    /** Share of the strong steps within the part that lie elsewhere than between the host's blocks. */
    private static double cutsOffTheGrid(Forgery.Made made) throws Exception {
        var picture = Pictures.of(Specimen.of("made", made.file()));
        double off = 0;
        int cuts = 0;
        for (int y = 1; y < 203; y++) {
            for (int x = 1; x < 241; x++) {
                var at = y * 241 + x;
                if (!made.altered()[at] || !made.altered()[at - 1] || !made.altered()[at - 241]) {
                    continue;
                }
                if (step(picture, x, y, x - 1, y)) {
                    cuts++;
                    off += x % 8 == 0 ? 0 : 1;
                }
                if (step(picture, x, y, x, y - 1)) {
                    cuts++;
                    off += y % 8 == 0 ? 0 : 1;
                }
            }
        }
        assertThat(cuts).isGreaterThan(300);
        return off / cuts;
    }

    private static boolean step(BufferedImage picture, int x, int y, int beforeX, int beforeY) {
        return Math.abs(green(picture.getRGB(x, y)) - green(picture.getRGB(beforeX, beforeY))) > 120;
    }

    @ParameterizedTest
    @CsvSource({"SHIFTED,0", "SHIFTED,1", "RESAMPLED,0", "RESAMPLED,3", "RESAMPLED,4"})
    void savedWithoutLossForEvenSeeds(Forgery kind, long seed) throws IOException {
        var made = kind.of(host, donor, seed);
        var forged = Specimen.of("forged", made.file());
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
        assertThat(changed).isGreaterThan(inside / 2);
        assertThat(worst).isLessThan(seed % 2 == 0 ? 1e-3 : 40);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"COPY_MOVE", "CROPPED"})
    void smallDonorsAreContinued(Forgery kind) throws Exception {
        var made = kind.of(host, donor.crop(FinalInterval.createMinSize(8, 8, 21, 17)), 1);
        var forged = Specimen.of("made", made.file());
        assertThat(forged.width()).isEqualTo(241);
        assertThat(forged.height()).isEqualTo(203);
    }

    private static int green(int rgb) {
        return rgb >> 8 & 0xff;
    }
}
