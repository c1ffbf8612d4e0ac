package io.palimpsest.cli;

import java.nio.file.Path;

import com.google.gson.JsonParser;
import ij.io.Opener;
import io.palimpsest.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DetectLayersTest {

    @TempDir
    private Path folder;

    @Test
    void resamplingWritesItsFeatures() {
        var file = folder.resolve("features.tif");

        var result = CommandLineTool.run("detect", "resampling", Samples.path("mountain.jpg").toString(), "--raw",
                file.toString(), "--features", "true", "--stride", "32");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var stack = new Opener().openImage(file.toString()).getStack();
        assertThat(stack.getSize()).isEqualTo(241);
        assertThat(stack.getWidth()).isEqualTo(16);
        assertThat(stack.getSliceLabel(2 + 27)).isEqualTo("angle 18, frequency 3");
        assertThat(CommandLineTool.run("detect", "resampling", Samples.path("mountain.jpg").toString(), "--raw",
                file.toString(), "--stride", "4").exitCode()).isEqualTo(2);
    }

    @Test
    void gridOriginWritesTheGridsThatBlocksVoteFor() {
        var file = folder.resolve("grids.tif");

        var result = CommandLineTool.run("detect", "grid-origin", Samples.path("mountain.jpg").toString(), "--raw",
                file.toString(), "--missing", "true");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var stack = new Opener().openImage(file.toString()).getStack();
        assertThat(stack.getSliceLabel(3)).isEqualTo("origin x");
        assertThat(stack.getSliceLabel(4)).isEqualTo("origin y");
        assertThat(stack.getSliceLabel(5)).isEqualTo("missing grid");
        var notes = JsonParser.parseString(result.output()).getAsJsonObject().getAsJsonArray("notes");
        assertThat(notes.toString()).contains("starts at column 0 and row 0");
    }
}
