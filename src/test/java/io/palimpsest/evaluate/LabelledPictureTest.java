package io.palimpsest.evaluate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;

import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LabelledPictureTest {

    @TempDir
    private Path folder;

    private Path picture(String name, int width, int height, int white) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(1, 0, 0, white);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
        return folder.resolve(name);
    }

    @Test
    void manifest() throws IOException {
        Files.writeString(folder.resolve("manifest.csv"),
                "id,image,mask\n1,a.png,masks/a.png\n2,\"b, again.png\",\n3,ü.png,  \n");
        assertThat(LabelledPicture.list(folder)).containsExactly(
                new LabelledPicture(folder.resolve("a.png"), Optional.of(folder.resolve("masks/a.png"))),
                new LabelledPicture(folder.resolve("b, again.png"), Optional.empty()),
                new LabelledPicture(folder.resolve("ü.png"), Optional.empty()));
    }

    @Test
    void manifestWithoutMasks() throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), "image\na.png\n");
        assertThat(LabelledPicture.list(folder))
                .containsExactly(new LabelledPicture(folder.resolve("a.png"), Optional.empty()));
    }

    @Test
    void manifestMissing() {
        assertThatThrownBy(() -> LabelledPicture.list(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("manifest.csv").hasMessageContaining(folder.toString());
    }

    @Test
    void manifestWithoutPictures() throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), "file,mask\na.png,b.png\n");
        assertThatThrownBy(() -> LabelledPicture.list(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("column 'image'");
    }

    @Test
    void whiteIsAltered() throws IOException {
        var specimen = Specimen.open(picture("a.png", 4, 3, 9));
        var pictured = new LabelledPicture(folder.resolve("a.png"), Optional.of(picture("mask.png", 4, 3, 255)));
        var expected = new boolean[12];
        assertThat(new LabelledPicture(folder.resolve("a.png"), Optional.empty()).altered(specimen))
                .containsExactly(expected);
        expected[1] = true;
        assertThat(pictured.altered(specimen)).containsExactly(expected);
        picture("mask.png", 4, 3, 1); // some data sets mark with 1
        assertThat(pictured.altered(specimen)).containsExactly(expected);
        picture("mask.png", 4, 3, 0);
        assertThat(pictured.altered(specimen)).containsOnly(false);
    }

    @Test
    void maskOfAnotherSize() throws IOException {
        var specimen = Specimen.open(picture("a.png", 4, 3, 9));
        var turned = new LabelledPicture(folder.resolve("a.png"), Optional.of(picture("mask.png", 3, 4, 255)));
        assertThatThrownBy(() -> turned.altered(specimen)).isInstanceOf(IOException.class)
                .hasMessageContaining("mask.png").hasMessageContaining("3x4").hasMessageContaining("4x3");
        var lost = new LabelledPicture(folder.resolve("a.png"), Optional.of(folder.resolve("none.png")));
        assertThatThrownBy(() -> lost.altered(specimen)).isInstanceOf(IOException.class);
    }
}
