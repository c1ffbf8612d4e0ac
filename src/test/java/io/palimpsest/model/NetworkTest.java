package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The real engine with small networks. */
class NetworkTest {

    @AfterAll
    static void free() {
        for (var name : new String[] {"tiny-half", "tiny-tiled", "tiny-whole"}) {
            open(name).close();
        }
    }

    private static Network open(String name) {
        return Network.open(TestModels.store(), name, Device.CPU);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-half", "tiny-tiled", "tiny-whole"})
    void givesWhatPyTorchGivesInPython(String name) throws IOException {
        var expected = TestModels.expected(name);
        var network = open(name);

        var result = network.run(TestModels.picture(network.card().inputs().size(), expected.width(), expected.height()),
                Monitor.none());

        assertThat(result.device()).isEqualTo("cpu");
        assertThat(result.notes()).isEmpty();
        assertThat(result.maps().channels()).hasDimensions(expected.maps().length, expected.width() * expected.height());
        for (int c = 0; c < expected.maps().length; c++) {
            assertThat(result.maps().channels()[c]).containsExactly(expected.maps()[c], within(1e-6f));
            assertThat(result.map(result.names().get(c))).isSameAs(result.maps().channels()[c]);
        }
        assertThat(result.scores().values().stream().map(Double::floatValue)).hasSize(expected.scores().length);
        for (int i = 0; i < expected.scores().length; i++) {
            assertThat(result.scores().values().toArray(Double[]::new)[i]).isCloseTo(expected.scores()[i], within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"64,64", "65,63", "200,131", "1,1", "3,190", "333,70"})
    void tiledIsUntiled(int width, int height) {
        var network = open("tiny-tiled");
        var picture = TestModels.picture(3, width, height);

        var tiled = network.run(picture, Monitor.none());
        var whole = untiled(network, picture);

        for (int c = 0; c < 2; c++) {
            assertThat(tiled.maps().channels()[c]).containsExactly(whole.channels()[c], within(1e-5f));
        }
    }

    /** The same network in one piece: by a card whose tile is larger than the picture. */
    private static Planes untiled(Network network, Planes picture) {
        var card = network.card();
        var once = new ModelCard(card.name(), card.title(), card.version(), card.network(), card.file(), card.sha256(),
                card.bytes(), card.precision(), card.inputs(), new ModelCard.Tiling("tiled", 1024, 0, 2, 0, 0),
                card.outputs(), card.choices(), card.training(), card.licence(), card.paper(), card.encoder(),
                card.accuracy(), card.comments());
        try (var other = new Network(once, TestModels.folder().resolve("tiny-tiled/tiny-tiled.pt"), Device.CPU,
                Engine.SHARED, Djl::load)) {
            return other.run(picture, Monitor.none()).maps();
        }
    }

    @Test
    void aLargePictureInWholeModeIsScaledAndBroughtBack() {
        var result = open("tiny-whole").run(TestModels.picture(1, 100, 50), Monitor.none());

        assertThat(result.maps().width()).isEqualTo(100);
        assertThat(result.maps().height()).isEqualTo(50);
        assertThat(result.notes()).containsExactly("The network saw the picture at 45x22 pixels.");
        double sum = 0;
        for (var value : result.map("map")) {
            sum += value;
        }
        assertThat(sum / 5000).as("the network takes the mean away").isCloseTo(0, within(0.02));
    }

    @Test
    void isTheSameFromSeveralThreadsAtOnce() throws Exception {
        var picture = TestModels.picture(3, 150, 97);
        var expected = open("tiny-tiled").run(picture, Monitor.none());
        var threads = Executors.newFixedThreadPool(4);
        try {
            var runs = new ArrayList<Future<NetworkResult>>();
            for (int i = 0; i < 12; i++) {
                runs.add(threads.submit(() -> open("tiny-tiled").run(picture, Monitor.none())));
            }
            for (var run : runs) {
                assertThat(run.get().map("other")).isEqualTo(expected.map("other"));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void isSharedAndRunsAgainAfterItWasClosed() {
        var network = open("tiny-half");
        var picture = TestModels.picture(3, 20, 20);
        var before = network.run(picture, Monitor.none());

        network.close();

        assertThat(open("tiny-half")).isSameAs(network);
        assertThat(network.run(picture, Monitor.none()).map("map")).isEqualTo(before.map("map"));
    }

    @Test
    void aCancelledRunEndsBetweenTiles() {
        var tiles = new int[1];
        var monitor = new Monitor() {
            @Override
            public void step(String what, double fraction) {
                tiles[0]++;
            }

            @Override
            public void check() {
                if (tiles[0] == 3) {
                    throw new CancellationException();
                }
            }
        };

        assertThatThrownBy(() -> open("tiny-tiled").run(TestModels.picture(3, 400, 400), monitor))
                .isInstanceOf(CancellationException.class);
        assertThat(tiles[0]).isEqualTo(3);
    }

    @Test
    void aRunEndsSoonAfterItsCancellationEvenWithinAForwardPass() throws InterruptedException {
        var released = new CountDownLatch(1);
        Module slow = new Module() {
            @Override
            public Output forward(float[] input, int channels, int height, int width, long[] choices) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return new Output(new float[height * width], 1, height, width, new float[0]);
            }

            @Override
            public void close() {}
        };
        var asked = new int[1];
        var monitor = new Monitor() {
            @Override
            public void step(String what, double fraction) {}

            @Override
            public void check() {
                if (++asked[0] == 3) { // the first is before the tile
                    throw new CancellationException();
                }
            }
        };
        var network = new Network(TestModels.card(1, 1, 64, 16, 1), Path.of("fake.pt"), Device.CPU, new Engine(() -> 0),
                (weights, card, gpu) -> slow);

        assertThatThrownBy(() -> network.run(TestModels.picture(1, 20, 20), monitor))
                .isInstanceOf(CancellationException.class);

        released.countDown();
        assertThat(network.run(TestModels.picture(1, 20, 20), Monitor.none()).maps().width()).isEqualTo(20);
    }

    @Test
    void aLimitCutsWhatTheCardWouldScaleAndChangesNothingElse() {
        var network = open("tiny-half");
        var picture = TestModels.picture(3, 500, 300);

        var whole = network.run(picture, 150_000, Monitor.none());
        var tiled = network.run(picture, 70_000, Monitor.none());

        assertThat(whole.notes()).isEmpty();
        assertThat(tiled.notes()).singleElement().asString().contains("in tiles of ");
        for (int i = 0; i < 500 * 300; i++) {
            assertThat(tiled.map("map")[i]).isCloseTo(whole.map("map")[i], within(1e-5f));
        }
        assertThatThrownBy(() -> network.run(picture, 100, Monitor.none())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhichInputDoesNotFit() {
        assertThatThrownBy(() -> open("tiny-half").run(TestModels.picture(2, 9, 9), Monitor.none()))
                .hasMessage("The model 'tiny-half' takes 3 channels, and 2 were given");
    }

    /** 1,000 predictions must stay within 5 % of what the first 50 took; 200 of them show a leak as well. */
    @Test
    void twoHundredPredictionsLeaveTheProcessAsLargeAsItWas() throws IOException, InterruptedException {
        assumeThat(Path.of("/proc/self/status")).exists();
        // a process of its own, whose heap is as large from the beginning as it ever gets
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms200m",
                "-Xmx200m", "-XX:+AlwaysPreTouch", "-cp", System.getProperty("java.class.path"),
                Repeated.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> kilobytes;
        try (var lines = process.inputReader()) {
            kilobytes = lines.lines().map(Long::parseLong).toList();
        }
        assertThat(process.waitFor()).isZero();

        assertThat(kilobytes).hasSize(2);
        assertThat(kilobytes.get(1)).isLessThan(kilobytes.get(0) + kilobytes.get(0) / 20);
    }

    /** Runs a network 200 times and prints the size of the process after 50 and after all, in KiB. */
    static final class Repeated {

        public static void main(String[] arguments) throws IOException {
            var picture = TestModels.picture(3, 100, 100);
            for (int i = 1; i <= 200; i++) {
                open("tiny-tiled").run(picture, Monitor.none());
                if (i == 50 || i == 200) {
                    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
                        System.out.println(lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow()
                                .replaceAll("\\D", ""));
                    }
                }
            }
        }
    }
}
