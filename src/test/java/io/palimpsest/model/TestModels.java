package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.Gson;

/** The small networks under {@code src/test/resources/models}, which {@code make.py} beside them makes. */
public final class TestModels {

    private TestModels() {}

    /** What PyTorch gave for {@link #picture} of this size. */
    record Expected(int width, int height, float[][] maps, float[] scores) {}

    /** The folder of all of them. */
    public static Path folder() {
        return Path.of("src/test/resources/models");
    }

    static ModelStore store() {
        return ModelStore.of(folder());
    }

    static Expected expected(String name) throws IOException {
        return new Gson().fromJson(Files.readString(folder().resolve(name).resolve("expected.json")), Expected.class);
    }

    /** The picture of {@code make.py}. */
    static Planes picture(int channels, int width, int height) {
        var planes = Planes.zeros(width, height, channels);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    planes.channels()[c][y * width + x] = (x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256 / 256f;
                }
            }
        }
        return planes;
    }

    /** A card in tiled mode. */
    static ModelCard card(int inputs, int maps, int size, int overlap, int multiple) {
        return card(inputs, maps, new ModelCard.Tiling("tiled", size, overlap, multiple, 0, 0));
    }

    static ModelCard card(int inputs, int maps, ModelCard.Tiling tiling) {
        var channels = IntStream.range(0, inputs)
                .mapToObj(i -> new ModelCard.Input("channel " + i, "none", null)).toList();
        var outputs = IntStream.range(0, maps)
                .mapToObj(i -> new ModelCard.Output("map " + i, "map")).toList();
        return new ModelCard("fake", "Fake", "1", "Nothing.", "fake.pt", "0".repeat(64), 1, "single", channels, tiling,
                outputs, null, new ModelCard.Training("none", "none", null, "2026-01-01", 0, null), "BSD-2-Clause", "none",
                null, List.of(), null);
    }
}
