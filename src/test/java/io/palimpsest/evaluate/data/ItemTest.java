package io.palimpsest.evaluate.data;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;

import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ItemTest {

    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;

    @TempDir
    private Path folder;

    private Specimen specimen;

    @BeforeEach
    void picture() throws IOException {
        specimen = Specimen.open(write("picture", "png", BufferedImage.TYPE_INT_RGB, Color.GRAY, Color.WHITE));
    }

    /** Its left half has one colour and its right half another. */
    private Path write(String name, String format, int type, Color left, Color right) throws IOException {
        return write(name, format, new BufferedImage(WIDTH, HEIGHT, type), left, right);
    }

    private Path write(String name, String format, BufferedImage image, Color left, Color right) throws IOException {
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            image.setRGB(i % image.getWidth(), i / image.getWidth(),
                    (i % image.getWidth() < image.getWidth() / 2 ? left : right).getRGB());
        }
        var file = folder.resolve(name + "." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static Item item(Path mask, MaskRule rule) {
        return new Item("picture.png", mask.resolveSibling("picture.png"), Optional.of(mask), Label.ALTERED, "", "", rule);
    }

    private void assertRightHalf(Path mask, MaskRule rule) throws IOException {
        var truth = item(mask, rule).truth(specimen);
        assertThat(truth.width()).isEqualTo(WIDTH);
        assertThat(truth.height()).isEqualTo(HEIGHT);
        assertThat(truth.instances()).isNull();
        for (int i = 0; i < truth.altered().length; i++) {
            assertThat(truth.altered()[i]).as("pixel " + i).isEqualTo(i % WIDTH >= WIDTH / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"png,5", "png,10", "png,12", "png,13", "bmp,5", "bmp,12", "tif,10", "jpg,10", "gif,13", "png,11"})
    void brightIsAltered(String format, int type) throws IOException {
        assertRightHalf(write("mask", format, type, Color.BLACK, Color.WHITE), MaskRule.BRIGHT);
        assertRightHalf(write("mask", format, type, Color.WHITE, Color.BLACK), MaskRule.DARK);
    }

    @Test
    void halfOfTheMaximumDecides() throws IOException {
        assertRightHalf(write("mask", "png", 5, new Color(49, 49, 49), new Color(100, 100, 100)), MaskRule.BRIGHT);
        var mask = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = WIDTH / 2; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                mask.getRaster().setSample(x, y, 0, 1); // some data sets mark with 1
            }
        }
        ImageIO.write(mask, "png", folder.resolve("one.png").toFile());
        assertRightHalf(folder.resolve("one.png"), MaskRule.BRIGHT);
    }

    @Test
    void aPaletteOfColours() throws IOException {
        var palette = new IndexColorModel(1, 2, new byte[] {0, (byte) 255}, new byte[] {0, (byte) 200}, new byte[] {9, 0});
        assertRightHalf(write("mask", "png", new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, palette),
                new Color(0, 0, 9), new Color(255, 200, 0)), MaskRule.BRIGHT);
    }

    @ParameterizedTest
    @CsvSource({"255,255", "200,255", "255,200", "200,200"})
    void greenAgainstRed(int red, int green) throws IOException {
        for (var format : new String[] {"png", "jpg"}) { // JPEG: the border falls on the 16-pixel grid of 4:2:0
            assertRightHalf(write("mask", format, 5, new Color(red, 0, 0), new Color(0, green, 0)), MaskRule.GREEN);
        }
    }

    @Test
    void authentic() throws IOException {
        var item = new Item("picture.png", folder.resolve("picture.png"), Optional.empty(), Label.AUTHENTIC, "", "",
                MaskRule.BRIGHT);
        assertThat(item.truth(specimen).altered()).hasSize(WIDTH * HEIGHT).containsOnly(false);
        assertThatThrownBy(() -> new Item("a", folder, Optional.empty(), Label.ALTERED, "", "", MaskRule.BRIGHT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no mask");
        assertThatThrownBy(() -> new Item("a", folder, Optional.of(folder), Label.AUTHENTIC, "", "", MaskRule.BRIGHT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void masksThatMarkNothing() throws IOException {
        var black = write("black", "png", 5, Color.BLACK, Color.BLACK);
        var white = write("white", "png", 5, Color.WHITE, Color.WHITE);
        for (var item : new Item[] {item(black, MaskRule.BRIGHT), item(white, MaskRule.DARK), item(white, MaskRule.GREEN)}) {
            assertThatThrownBy(() -> item.truth(specimen)).isInstanceOf(IOException.class)
                    .hasMessageContaining("marks nothing").hasMessageContaining(item.mask().orElseThrow().toString());
        }
    }

    @Test
    void masksOfAnotherSize() throws IOException {
        var mask = write("mask", "png", new BufferedImage(HEIGHT, WIDTH, 5), Color.BLACK, Color.WHITE);
        assertThatThrownBy(() -> item(mask, MaskRule.BRIGHT).truth(specimen)).isInstanceOf(IOException.class)
                .hasMessageContaining("24x32").hasMessageContaining("32x24").hasMessageContaining("mask.png");
    }

    @Test
    void masksThatCannotBeRead() throws IOException {
        var text = Files.writeString(folder.resolve("text.png"), "no picture");
        var none = folder.resolve("none.png");
        for (var mask : new Path[] {text, none, none.resolveSibling("none.npy")}) {
            assertThatThrownBy(() -> item(mask, MaskRule.BRIGHT.of(mask.toString())).truth(specimen))
                    .isInstanceOf(IOException.class).hasMessageContaining(mask.toString())
                    .hasMessageContaining("cannot be read");
        }
    }
}
