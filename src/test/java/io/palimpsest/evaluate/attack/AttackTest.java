package io.palimpsest.evaluate.attack;

import java.io.IOException;

import io.palimpsest.Samples;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Bitmap;
import io.palimpsest.evaluate.metric.Truth;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AttackTest {

    private static final int WIDTH = 203;
    private static final int HEIGHT = 150;

    private static Specimen picture;
    private static Truth truth;

    @BeforeAll
    static void read() {
        picture = Samples.open("mountain.jpg").crop(FinalInterval.createMinSize(100, 100, WIDTH, HEIGHT));
        truth = AttackSamples.truth(WIDTH, HEIGHT);
    }

    private static Attack.Attacked attack(String text) {
        return Attack.parse(text).apply(picture, truth, 1);
    }

    private static double psnr(Specimen one, Specimen other) {
        var a = new double[3][one.width()];
        var b = new double[3][one.width()];
        double error = 0;
        for (int y = 0; y < one.height(); y++) {
            one.rgbRow(y, a);
            other.rgbRow(y, b);
            for (int c = 0; c < 3; c++) {
                for (int x = 0; x < one.width(); x++) {
                    error += (a[c][x] - b[c][x]) * (a[c][x] - b[c][x]);
                }
            }
        }
        return 10 * Math.log10(255 * 255 * 3.0 * one.width() * one.height() / error);
    }

    static java.util.List<Attack> papers() {
        return Attack.papers();
    }

    @ParameterizedTest
    @MethodSource("papers")
    void sameSeedSameFileAndTheTruthFits(Attack attack) {
        var attacked = attack.apply(picture, truth, 7);
        assertThat(attack.apply(picture, truth, 7).specimen().sha256()).isEqualTo(attacked.specimen().sha256());
        assertThat(attacked.truth().width()).isEqualTo(attacked.specimen().width());
        assertThat(attacked.truth().height()).isEqualTo(attacked.specimen().height());
        assertThat(attacked.truth().altered()).contains(true, false);
        for (int i = 0; i < attacked.truth().altered().length; i++) {
            assertThat(attacked.truth().altered()[i]).isEqualTo(attacked.truth().instances()[i] > 0);
        }
        assertThat(attack.name()).startsWith(attack.family());
        assertThat(Attack.parse(attack.name()).name()).isEqualTo(attack.name());
        assertThat(attacked.specimen().pixels().dimension(2)).isEqualTo(3);
        assertThat(attacked.specimen().title()).isEqualTo(picture.title());
    }

    @Test
    void theLevelsOfThePapers() {
        assertThat(Attack.papers()).extracting(Attack::name).doesNotHaveDuplicates().startsWith("none")
                .contains("jpeg-90", "jpeg-50", "noise-0.02", "noise-0.1", "resize-0.5", "resize-1.5",
                        "recompress-0.75-80", "blur-1.5", "crop-3-5", "social");
        assertThat(Attack.parse("noise:0.10").name()).isEqualTo("noise-0.1");
        assertThat(Attack.parse(" JPEG:70 ").strength()).isEqualTo(70);
        assertThat(Attack.parse("recompress-0.75-80").family()).isEqualTo("recompress");
        assertThat(Attack.parse("recompress:0.75:80").strength()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "blurr:1", "jpeg", "jpeg:0", "jpeg:101", "jpeg:70.5", "jpeg:70:80", "noise:0", "noise:-0.1",
        "noise:1.5", "noise:0.0.2", "resize:0", "resize:1e3", "recompress:0.5", "blur:NaN", "crop:0:0", "crop:3", "none:1",
        "social:2"})
    void noSuchAttack(String text) {
        assertThatThrownBy(() -> Attack.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'").hasMessageContaining("jpeg:QUALITY")
                .hasMessageContaining("social");
    }

    @Test
    void noneLeavesAllAsItIs() {
        assertThat(attack("none").specimen()).isSameAs(picture);
        assertThat(attack("none").truth()).isSameAs(truth);
    }

    @Test
    void jpegHistoryIsNewOrGone() {
        assertThat(picture.jpeg()).isPresent();
        for (var text : new String[] {"jpeg:70", "recompress:0.75:70", "social"}) {
            var jpeg = attack(text).specimen().jpeg().orElseThrow();
            assertThat(jpeg.quality().exact()).isTrue();
            assertThat(jpeg.quality().value()).isEqualTo(text.equals("social") ? 75 : 70);
            assertThat(jpeg.components().get(1).width()).isEqualTo((attack(text).specimen().width() + 1) / 2);
            assertThat(jpeg.components().get(1).height()).isEqualTo((attack(text).specimen().height() + 1) / 2);
        }
        for (var text : new String[] {"noise:0.02", "resize:0.5", "blur:1", "crop:3:5"}) {
            assertThat(attack(text).specimen().jpeg()).isEmpty();
        }
    }

    @Test
    void theCoarserTheWorse() {
        for (var family : new String[][] {{"jpeg:90", "jpeg:80", "jpeg:70", "jpeg:60", "jpeg:50"},
            {"noise:0.02", "noise:0.04", "noise:0.06", "noise:0.08", "noise:0.1"},
            {"blur:0.5", "blur:1", "blur:1.5", "blur:2"}}) {
            double before = 60;
            for (var text : family) {
                var now = psnr(picture, attack(text).specimen());
                assertThat(now).as(text).isBetween(5.0, before - 0.2);
                before = now;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"resize:0.5,102,75", "resize:0.75,152,113", "resize:1.25,254,188", "resize:1.5,305,225", "crop:3:5,200,145",
        "recompress:1.5:80,305,225", "social,203,150"})
    void sizes(String text, int width, int height) {
        assertThat(attack(text).specimen().width()).isEqualTo(width);
        assertThat(attack(text).specimen().height()).isEqualTo(height);
    }

    @Test
    void socialNetworksLeave1280() throws IOException {
        var large = AttackSamples.plain(1300, 40, 10, 100, 200);
        var attacked = Attack.parse("social").apply(large, AttackSamples.truth(1300, 40), 1);
        assertThat(attacked.specimen().width()).isEqualTo(1280);
        assertThat(attacked.specimen().height()).isEqualTo(39);
    }

    /** A picture that is white where it is altered stays so, whatever its size: the truth moves with it. */
    @ParameterizedTest
    @ValueSource(strings = {"resize:0.5", "resize:0.75", "resize:1.25", "resize:1.5", "crop:3:5", "blur:1", "social",
        "recompress:0.75:90"})
    void theTruthFollowsThePicture(String text) throws IOException {
        var planes = new byte[1][WIDTH * HEIGHT];
        for (int i = 0; i < truth.altered().length; i++) {
            planes[0][i] = (byte) (truth.altered()[i] ? 255 : 0);
        }
        var drawn = Specimen.of("drawn", Bitmap.file(WIDTH, HEIGHT, planes));
        var attacked = Attack.parse(text).apply(drawn, truth, 1);
        assertThat(attacked.specimen().pixels().dimension(2)).isEqualTo(1);
        var grey = attacked.specimen().luminance();
        int different = 0;
        for (int i = 0; i < grey.length; i++) {
            different += grey[i] > 127.5 != attacked.truth().altered()[i] ? 1 : 0;
        }
        assertThat(different / (double) grey.length).isLessThan(0.01); // the borders between two pixels
    }

    @Test
    void cropTakesTheFirstColumnsAndRows() {
        var attacked = attack("crop:3:5");
        var expected = picture.crop(FinalInterval.createMinSize(3, 5, WIDTH - 3, HEIGHT - 5));
        assertThat(attacked.specimen().luminance()).containsExactly(expected.luminance());
        assertThat(attacked.truth().altered()[7 * (WIDTH - 3) + 9]).isEqualTo(truth.altered()[12 * WIDTH + 12]);
        assertThatThrownBy(() -> Attack.parse("crop:203:0").apply(picture, truth, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("203x150");
    }

    @Test
    void theSmallestPicture() throws IOException {
        var one = AttackSamples.plain(1, 1, 5, 6, 7);
        var all = new Truth(1, 1, new boolean[] {true}, null);
        for (var attack : Attack.papers()) {
            if (!attack.family().equals("crop")) {
                assertThat(attack.apply(one, all, 1).truth().altered()).contains(true);
            }
        }
        assertThatThrownBy(() -> Attack.parse("jpeg:90").apply(picture, all, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1x1");
    }
}
