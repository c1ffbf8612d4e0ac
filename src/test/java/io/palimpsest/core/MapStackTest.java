package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MapStackTest {

    @TempDir
    private Path folder;

    @Test
    void readsLabelledSlicesAsTheyWereWritten() throws IOException {
        var stack = new ImageStack(3, 2);
        stack.addSlice("ADQ1", new float[] {0, 0.25f, Float.NaN, 0.5f, 0.75f, 1});
        stack.addSlice("BLK", new float[] {1, 1, 1, 0, 0, 0});
        stack.addSlice("BLK", new float[6]);
        var file = folder.resolve("maps.tif");
        ScreeningFiles.save(file, new ImagePlus("", stack));

        var maps = MapStack.read(file);

        assertThat(maps.maps().keySet()).containsExactly("ADQ1", "BLK", "3");
        assertThat(maps.maps().get("ADQ1")).containsExactly(0, 0.25f, Float.NaN, 0.5f, 0.75f, 1);
        assertThat(maps.resized("BLK", 3, 2)).containsExactly(1, 1, 1, 0, 0, 0);
    }

    @Test
    void aSingleSliceHasItsLabelOrItsNumber() throws IOException {
        var labelled = new ImagePlus("", new FloatProcessor(2, 1, new float[] {0, 1}));
        labelled.setProp("Slice_Label", "ADQ1");
        ScreeningFiles.save(folder.resolve("labelled.tif"), labelled);
        ScreeningFiles.save(folder.resolve("plain.tif"), new ImagePlus("", new FloatProcessor(2, 1)));

        assertThat(MapStack.read(folder.resolve("labelled.tif")).maps()).containsOnlyKeys("ADQ1");
        assertThat(MapStack.read(folder.resolve("plain.tif")).maps()).containsOnlyKeys("1");
    }

    @Test
    void wholeNumbersBecomeSharesOfTheirRange() throws IOException {
        ScreeningFiles.save(folder.resolve("8.tif"), new ImagePlus("", new ByteProcessor(2, 1, new byte[] {51, -1})));
        ScreeningFiles.save(folder.resolve("16.tif"),
                new ImagePlus("", new ShortProcessor(2, 1, new short[] {13107, -1}, null)));

        assertThat(MapStack.read(folder.resolve("8.tif")).maps().get("1")).containsExactly(0.2f, 1);
        assertThat(MapStack.read(folder.resolve("16.tif")).maps().get("1")).containsExactly(0.2f, 1);
    }

    @Test
    void anotherSizeTakesTheNearestValues() {
        var stack = new MapStack(2, 2, java.util.Map.of("a", new float[] {1, 2, 3, 4}));

        assertThat(stack.resized("a", 4, 3)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        assertThat(stack.resized("a", 1, 1)).containsExactly(4);
    }

    @Test
    void whatBreaksOffIsRefused() throws IOException {
        var stack = new ImageStack(40, 30);
        stack.addSlice("a", new float[1200]);
        stack.addSlice("b", new float[1200]);
        var file = folder.resolve("maps.tif");
        ScreeningFiles.save(file, new ImagePlus("", stack));
        var whole = Files.readAllBytes(file);
        for (var length : new int[] {0, 4, 9, 100, 500, 2000, whole.length / 2, whole.length - 400}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> MapStack.read(file)).as(length + " bytes").isInstanceOf(IOException.class)
                    .hasMessageContaining("maps.tif").hasMessageContaining("write it again");
        }
    }

    @Test
    void whatIsNoMapIsRefused() throws IOException {
        var text = Files.writeString(folder.resolve("text.tif"), "no picture at all, but long enough to have a header");
        var colour = folder.resolve("colour.tif");
        new FileSaver(new ImagePlus("", new ColorProcessor(4, 4))).saveAsTiff(colour.toString());

        assertThatThrownBy(() -> MapStack.read(text)).isInstanceOf(IOException.class).hasMessageContaining("no TIFF");
        assertThatThrownBy(() -> MapStack.read(colour)).isInstanceOf(IOException.class)
                .hasMessageContaining("8, 16 or 32 bits");
        assertThatThrownBy(() -> MapStack.read(folder.resolve("none.tif"))).isInstanceOf(IOException.class)
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> MapStack.read(folder)).isInstanceOf(IOException.class);
    }
}
