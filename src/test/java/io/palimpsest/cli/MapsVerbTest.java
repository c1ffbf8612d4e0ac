package io.palimpsest.cli;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

import com.google.gson.JsonParser;
import io.palimpsest.Samples;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Screening;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.fusion.FusionMaps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MapsVerbTest {

    @TempDir
    private Path folder;

    private Path data;
    private Path output;

    @BeforeEach
    void makeDataset() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        output = folder.resolve("maps");
        Files.copy(Samples.path("carpet.jpg"), data.resolve("a.jpg"));
        Files.copy(Samples.path("carpet.jpg"), data.resolve("b.jpg"));
        var size = ImageIO.read(data.resolve("a.jpg").toFile());
        var mask = new BufferedImage(size.getWidth(), size.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        var graphics = mask.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(8, 16, 12, 8); // a cell and the left half of the next
        graphics.dispose();
        ImageIO.write(mask, "png", data.resolve("a.png").toFile());
        Files.writeString(data.resolve("manifest.csv"), """
                image,mask,label,split,kind
                a.jpg,a.png,forged,train,splice
                b.jpg,,authentic,test,
                """);
    }

    @Test
    void writesTheMapsAndTheShareOfEachCellThatIsAltered() throws IOException {
        var run = CommandLineTool.run("maps", data.toString(), "--output", output.toString(), "--jobs", "2");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).isEmpty();
        assertThat(Files.readString(output.resolve("maps.csv"))).isEqualTo("""
                file,split,kind,label,dataset,image
                data-a.jpg.npy,train,splice,forged,data,a.jpg
                data-b.jpg.npy,test,,authentic,data,b.jpg
                """);
        var specimen = Specimen.open(data.resolve("a.jpg"));
        var maps = FusionMaps.of(Screening.of(specimen, FusionMaps.detectors(), Monitor.none()).evidence(),
                specimen.width(), specimen.height());
        var bytes = ByteBuffer.wrap(Files.readAllBytes(output.resolve("data-a.jpg.npy"))).order(ByteOrder.LITTLE_ENDIAN);
        var start = 10 + bytes.getShort(8);
        assertThat(start % 64).isZero();
        assertThat(new String(bytes.array(), 10, start - 10, StandardCharsets.US_ASCII)).startsWith(
                "{'descr': '<f2', 'fortran_order': False, 'shape': (11, " + maps.height() + ", " + maps.width() + "), }")
                .endsWith("\n");
        bytes.position(start);
        for (var channel : maps.channels()) {
            for (var value : channel) {
                assertThat(number(bytes.getShort())).isCloseTo(value, within(Math.max(6.2e-5, value / 2000.0)));
            }
        }
        for (int cell = 0; cell < maps.width() * maps.height(); cell++) {
            var expected = cell == 2 * maps.width() + 1 ? 1 : cell == 2 * maps.width() + 2 ? 0.5 : 0;
            assertThat(number(bytes.getShort())).isEqualTo(expected);
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    /** The value of a 16-bit floating-point number, from its definition. */
    private static double number(short half) {
        var exponent = half >> 10 & 31;
        var fraction = (half & 1023) / 1024.0;
        return exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
    }

    @Test
    void tellsHowEachChannelIsScaled() throws IOException {
        CommandLineTool.run("maps", data.toString(), "--output", output.toString());

        var inputs = JsonParser.parseString(Files.readString(output.resolve("inputs.json"))).getAsJsonArray();
        assertThat(inputs).hasSize(10);
        assertThat(inputs.get(0).getAsJsonObject().get("name").getAsString()).isEqualTo("ADQ1");
        assertThat(inputs.get(4).getAsJsonObject().get("scaling").getAsString()).isEqualTo("log");
        assertThat(inputs.get(9).getAsJsonObject().get("name").getAsString()).isEqualTo("Splicebuster trust");
    }

    @Test
    void resumesAndLeavesOutWhatCannotBeRead() throws IOException {
        Files.writeString(data.resolve("b.jpg"), "no picture");
        Files.createDirectories(output);
        Files.writeString(output.resolve("data-a.jpg.npy"), "kept");

        var run = CommandLineTool.run("maps", data.toString(), "--output", output.toString(), "--resume");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("b.jpg: ").contains("no PNG, TIFF, JPEG");
        assertThat(output.resolve("data-a.jpg.npy")).hasContent("kept");
        assertThat(Files.readString(output.resolve("maps.csv"))).contains("data-a.jpg.npy").doesNotContain("b.jpg");
    }

    @Test
    void wrongUsage() {
        assertThat(CommandLineTool.run("maps", data.toString()).exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("maps", data.toString(), "--output", output.toString(), "--jobs", "0").exitCode())
                .isEqualTo(2);
        assertThat(CommandLineTool.run("maps", folder.resolve("none").toString(), "--output", output.toString())
                .exitCode()).isEqualTo(1);
    }
}
