package io.palimpsest.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

import com.google.gson.JsonParser;
import ij.io.Opener;
import io.palimpsest.Samples;
import io.palimpsest.jpeg.JpegReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OtherVerbsTest {

    @TempDir
    private Path folder;

    @Test
    void detectWritesTheRawMapOfThePapersGrid() {
        var adq1 = folder.resolve("adq1.tif");
        var splicebuster = folder.resolve("splicebuster.tif");

        var first = CommandLineTool.run("detect", "ADQ1", Samples.path("mountain.jpg").toString(), "--raw",
                adq1.toString());
        var second = CommandLineTool.run("detect", "splicebuster", Samples.path("mountain.jpg").toString(), "--raw",
                splicebuster.toString(), "--seed", "4");

        assertThat(first.exitCode()).isZero();
        assertThat(second.exitCode()).isZero();
        var blocks = new Opener().openImage(adq1.toString());
        assertThat(blocks.getWidth()).isEqualTo(64);
        assertThat(blocks.getBitDepth()).isEqualTo(32);
        var painted = new Opener().openImage(splicebuster.toString());
        assertThat(painted.getWidth()).isEqualTo(512);
        assertThat(painted.getStatistics().max).isGreaterThan(20);
        var json = JsonParser.parseString(second.output()).getAsJsonObject();
        assertThat(json.get("detector").getAsString()).isEqualTo("Splicebuster");
        assertThat(json.getAsJsonObject("parameters").get("seed").getAsString()).isEqualTo("4");
    }

    @Test
    void detectSaysWhatIsWrong() throws IOException {
        var text = Files.writeString(folder.resolve("text.jpg"), "text");
        var raw = folder.resolve("raw.tif").toString();

        var unreadable = CommandLineTool.run("detect", "adq1", text.toString(), "--raw", raw);

        assertThat(unreadable.exitCode()).isEqualTo(1);
        assertThat(unreadable.errors()).contains("no PNG, TIFF, JPEG");
        assertThat(unreadable.output()).isEmpty();
        assertThat(Path.of(raw)).doesNotExist();
        assertThat(CommandLineTool.run("detect").exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("detect", "nonsense", "x", "--raw", raw).exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("detect", "splicebuster", text.toString(), "--raw", raw, "--seed", "x").exitCode())
                .isEqualTo(2);
    }

    @Test
    void jpegPrintsTheStructureAndWritesTheCoefficients() throws IOException {
        var file = Samples.path("mountain.jpg");
        var tiff = folder.resolve("coefficients.tif");

        var result = CommandLineTool.run("jpeg", file.toString(), "--coefficients", tiff.toString());

        assertThat(result.exitCode()).isZero();
        var json = JsonParser.parseString(result.output()).getAsJsonObject();
        assertThat(json.get("width").getAsInt()).isEqualTo(512);
        assertThat(json.get("complete").getAsBoolean()).isTrue();
        assertThat(json.getAsJsonArray("markers").get(0).getAsJsonObject().keySet())
                .containsExactly("code", "offset", "length");
        assertThat(Files.getPosixFilePermissions(tiff))
                .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("any file"))));
        var jpeg = JpegReader.read(file);
        assertThat(json.getAsJsonArray("components")).hasSize(jpeg.components().size());
        var image = new Opener().openImage(tiff.toString());
        assertThat(image.getStackSize()).isEqualTo(jpeg.components().size());
        var luma = jpeg.components().get(0).coefficients();
        for (int i = 0; i < 64; i++) {
            assertThat(image.getStack().getProcessor(1).getf(8 * 3 + i % 8, 8 * 5 + i / 8))
                    .isEqualTo(luma.get(5, 3, i));
        }
        var chroma = image.getStack().getProcessor(2);
        assertThat(chroma.getf(chroma.getWidth() - 1, chroma.getHeight() - 1)).isNaN();
    }

    @Test
    void jpegKeepsWhatATruncatedFileStillHolds() throws IOException {
        var whole = Files.readAllBytes(Samples.path("mountain.jpg"));
        var half = Files.write(folder.resolve("half.jpg"), Arrays.copyOf(whole, whole.length / 2));

        var result = CommandLineTool.run("jpeg", half.toString());
        var text = CommandLineTool.run("jpeg", Samples.path("worms.png").toString());

        assertThat(result.exitCode()).isZero();
        var json = JsonParser.parseString(result.output()).getAsJsonObject();
        assertThat(json.get("complete").getAsBoolean()).isFalse();
        assertThat(json.getAsJsonArray("warnings").get(0).getAsString()).contains("byte");
        var missing = json.getAsJsonArray("components").get(0).getAsJsonObject().get("missingBlocks").getAsInt();
        assertThat(missing).isBetween(1, 64 * 64 - 1);
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.errors()).isNotBlank();
    }

    @Test
    void versionAndHelpAreNoErrors() {
        assertThat(CommandLineTool.run("--version").output()).contains("palimpsest");
        assertThat(CommandLineTool.run("--help").exitCode()).isZero();
        assertThat(CommandLineTool.run("screen", "--help").output()).contains("--resume").contains("summary.csv");
    }

    @Test
    void calibrateFitsMeasuresAndWrites() throws IOException {
        var images = Files.createDirectories(folder.resolve("set"));
        for (var name : new String[] {"park.jpg", "village.jpg", "carpet.jpg"}) {
            Files.copy(Samples.path(name), images.resolve(name));
        }
        Files.writeString(images.resolve("manifest.csv"), "image\npark.jpg\nvillage.jpg\ncarpet.jpg\nnone.jpg\n");
        var curve = folder.resolve("adq1.json");
        var diagram = folder.resolve("charts/adq1.png");

        var result = CommandLineTool.run("calibrate", "adq1", images.toString(), "--splices", "4", "--output",
                curve.toString(), "--diagram", diagram.toString());

        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.output()).contains("set: 0 of 3 authentic pictures flagged").contains("forgeries:");
        assertThat(result.errors()).contains("set/none.jpg: There is no such picture");
        assertThat(Files.readString(curve)).contains("\"probability\"");
        assertThat(marks(ImageIO.read(diagram.toFile()))).isGreaterThan(100);
    }

    /** Pixels in the colour of a chart's first line. */
    private static long marks(BufferedImage chart) {
        return Arrays.stream(chart.getRGB(0, 0, chart.getWidth(), chart.getHeight(), null, 0, chart.getWidth()))
                .filter(colour -> (colour & 0xffffff) == 0x4477aa).count();
    }
}
