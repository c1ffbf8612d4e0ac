package io.palimpsest.model;

import java.nio.file.Files;
import java.nio.file.Path;

import com.google.gson.Gson;
import io.palimpsest.core.Monitor;

/** What {@code src/test/trufor-parity.sh} runs: prints the largest differences, and exits with 1 if one is over 1e-4. */
public final class TruForParity {

    private static final double TOLERANCE = 1e-4;

    private TruForParity() {}

    /**
     * @param arguments the folder that {@code random_trufor.py} wrote into; then a size, such as 1024x1024, to be timed
     */
    public static void main(String... arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var expected = new Gson().fromJson(Files.readString(folder.resolve("expected.json")), TestModels.Expected[].class);
        var worst = 0.0;
        for (var file : new String[] {"trufor.pth.tar", "old.pth.tar"}) {
            var store = ModelStore.of(Path.of("models"), folder.resolve("models-" + file));
            var started = System.nanoTime();
            var name = store.importCheckpoint("trufor", folder.resolve(file)).model().name();
            System.out.printf("%s imported in %.1f s, %s%n", file, (System.nanoTime() - started) / 1e9,
                    store.verify(name).orElse("verified"));
            var network = Network.open(store, name, Device.CPU);
            for (var one : expected) {
                var given = network.run(TestModels.picture(3, one.width(), one.height()), Monitor.none());
                var difference = Math.abs(given.score("integrity") - one.scores()[0]);
                for (int c = 0; c < one.maps().length; c++) {
                    for (int i = 0; i < one.maps()[c].length; i++) {
                        difference = Math.max(difference, Math.abs(given.maps().channels()[c][i] - one.maps()[c][i]));
                    }
                }
                System.out.printf("%s %dx%d: %.2g%n", file, one.width(), one.height(), difference);
                worst = Math.max(worst, difference);
            }
            if (arguments.length > 1 && file.startsWith("trufor")) {
                var sides = arguments[1].split("x");
                var picture = TestModels.picture(3, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
                started = System.nanoTime();
                network.run(picture, Monitor.none());
                System.out.printf("%s pixels: %.1f s%n", arguments[1], (System.nanoTime() - started) / 1e9);
            }
            network.close();
        }
        System.exit(worst <= TOLERANCE ? 0 : 1);
    }
}
