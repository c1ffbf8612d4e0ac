package io.palimpsest.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.google.gson.Gson;
import io.palimpsest.core.Monitor;

/** What {@code src/test/parity.sh} runs: prints the largest differences and times, and exits with 1 if one is over 1e-4. */
public final class ExportParity {

    private static final double TOLERANCE = 1e-4;

    private ExportParity() {}

    /** What PyTorch gave for {@link TestModels#picture} of this size and these choices. */
    private record Expected(int width, int height, Map<String, String> chosen, float[][] maps, float[] scores) {}

    /** @param arguments a model's folder, and what {@code exported.py} made of it */
    public static void main(String... arguments) throws Exception {
        var folder = Path.of(arguments[0]).toAbsolutePath();
        var expected = new Gson().fromJson(Files.readString(Path.of(arguments[1])), Expected[].class);
        var network = Network.open(ModelStore.of(folder.getParent()), folder.getFileName().toString(), Device.CPU);
        var worst = 0.0;
        for (var one : expected) {
            var picture = TestModels.picture(network.card().inputs().size(), one.width, one.height);
            var given = network.run(picture, one.chosen, Monitor.none()); // also warms up
            var started = System.nanoTime();
            network.run(picture, one.chosen, Monitor.none());
            var seconds = (System.nanoTime() - started) / 1e9;
            var difference = difference(given, one);
            System.out.printf("%dx%d%s: %.2g, %.2f s%n", one.width, one.height, one.chosen.isEmpty() ? "" : " " + one.chosen,
                    difference, seconds);
            worst = Math.max(worst, difference); // NaN stays, and fails
        }
        System.exit(worst <= TOLERANCE ? 0 : 1);
    }

    private static double difference(NetworkResult given, Expected expected) {
        var worst = 0.0;
        for (int c = 0; c < expected.maps.length; c++) {
            worst = Math.max(worst, difference(given.maps().channels()[c], expected.maps[c]));
        }
        var scores = given.scores().values().stream().mapToDouble(score -> score).toArray();
        for (int i = 0; i < expected.scores.length; i++) {
            worst = Math.max(worst, Math.abs(scores[i] - expected.scores[i]));
        }
        return worst;
    }

    private static double difference(float[] given, float[] expected) {
        if (given.length != expected.length) {
            throw new IllegalStateException(given.length + " values instead of " + expected.length);
        }
        var worst = 0.0;
        for (int i = 0; i < given.length; i++) {
            worst = Math.max(worst, Math.abs(given[i] - expected[i])); // NaN stays
        }
        return worst;
    }
}
