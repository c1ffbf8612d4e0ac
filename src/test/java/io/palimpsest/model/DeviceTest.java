package io.palimpsest.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a network runs, with engines and networks made up. */
class DeviceTest {

    private final List<String> runs = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"auto,0,CPU", "auto,1,GPU", "AUTO,2,GPU", "cpu,0,CPU", "cpu,1,CPU", "Gpu,1,GPU"})
    void theChoiceFollowsFromTheRequestAndTheGpus(String request, int gpus, Device expected) {
        assertThat(Device.parse(request).choose(gpus)).isEqualTo(expected);
    }

    @Test
    void saysWhatToDo() {
        assertThatThrownBy(() -> Device.parse("tpu")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no device 'tpu'; give auto, cpu or gpu");
        assertThatThrownBy(() -> Device.GPU.choose(0)).isInstanceOf(CannotRun.class)
                .hasMessageContaining("choose device cpu or auto").hasMessageContaining("PYTORCH_LIBRARY_PATH");
        assertThatThrownBy(() -> network(Device.GPU, 0, gpu -> true, 512).run(picture(100), Monitor.none()))
                .isInstanceOf(CannotRun.class).hasMessageContaining("no GPU");
    }

    @Test
    void aSmallGpuGetsSmallerTiles() {
        var result = network(Device.AUTO, 1, side -> side <= 256, 1024).run(picture(1000), Monitor.none());

        assertThat(result.device()).isEqualTo("gpu");
        assertThat(result.notes()).isEmpty();
        assertThat(runs).startsWith("gpu 1000", "gpu 504", "gpu 256").doesNotContain("cpu 1000");
        assertThat(result.map("map 0")).containsOnly(1);
    }

    @Test
    void aFullGpuGivesWayToTheCpuAndTheResultSaysSo() {
        var result = network(Device.GPU, 1, side -> side < 0, 1024).run(picture(1000), Monitor.none());

        assertThat(result.device()).isEqualTo("cpu");
        assertThat(result.notes()).containsExactly("The GPU's memory did not suffice for the model 'fake'; it ran on"
                + " the CPU.");
        assertThat(runs).containsExactly("gpu 1000", "gpu 504", "gpu 256", "gpu 128", "cpu 1000");
    }

    @Test
    void aNetworkThatNeedsTheWholePictureGoesToTheCpuBeforeItIsScaledDown() {
        var whole = new ModelCard.Tiling("whole", 0, 0, 8, 1_000_000, 0);
        var result = new Network(TestModels.card(1, 1, whole), Path.of("none"), Device.AUTO, engine(1),
                loader(side -> side < 0, side -> side < 400)).run(picture(1000), Monitor.none());

        assertThat(runs).containsExactly("gpu 1000", "cpu 1000", "cpu 712", "cpu 504", "cpu 360");
        assertThat(result.notes()).hasSize(2).last().isEqualTo("The network saw the picture at 353x353 pixels.");
        assertThat(result.map("map 0")).hasSize(1_000_000).containsOnly(1);
    }

    @Test
    void withoutAnyMemoryTheReasonIsGiven() {
        var network = new Network(TestModels.card(1, 1, 1024, 64, 8), Path.of("none"), Device.AUTO, engine(0),
                loader(side -> false, side -> false));

        assertThatThrownBy(() -> network.run(picture(300), Monitor.none())).isInstanceOf(CannotRun.class)
                .hasMessageContaining("memory does not suffice for the model 'fake' on 300x300 pixels");
        assertThat(runs).containsExactly("cpu 304", "cpu 152");
    }

    @Test
    void aGpuThatFailsOtherwiseIsLeftOnlyIfNobodyInsistedOnIt() {
        Network.Loader loader = (weights, card, gpu) -> gpu ? failing() : module("cpu", side -> true);
        var card = TestModels.card(1, 1, 64, 8, 8);

        var result = new Network(card, Path.of("none"), Device.AUTO, engine(1), loader).run(picture(64), Monitor.none());

        assertThat(result.device()).isEqualTo("cpu");
        assertThat(result.notes()).singleElement().asString().contains("no kernel image");
        assertThatThrownBy(() -> new Network(card, Path.of("none"), Device.GPU, engine(1), loader)
                .run(picture(64), Monitor.none())).hasMessageContaining("no kernel image");
    }

    private static Planes picture(int side) {
        return Planes.zeros(side, side, 1);
    }

    private static Engine engine(int gpus) {
        return new Engine(() -> gpus);
    }

    private Network network(Device device, int gpus, IntPredicate gpuFits, int size) {
        return new Network(TestModels.card(1, 1, size, 64, 8), Path.of("none"), device, engine(gpus),
                loader(gpuFits, side -> true));
    }

    private Network.Loader loader(IntPredicate gpuFits, IntPredicate cpuFits) {
        return (weights, card, gpu) -> module(gpu ? "gpu" : "cpu", gpu ? gpuFits : cpuFits);
    }

    private Module module(String device, IntPredicate fits) {
        return new Module() {
            @Override
            public Output forward(float[] input, int channels, int height, int width, long[] choices) {
                runs.add(device + " " + width);
                if (!fits.test(width)) {
                    throw new OutOfNativeMemory(null);
                }
                var ones = new float[width * height];
                Arrays.fill(ones, 1);
                return new Output(ones, 1, height, width, new float[0]);
            }

            @Override
            public void close() {}
        };
    }

    private static Module failing() {
        return new Module() {
            @Override
            public Output forward(float[] input, int channels, int height, int width, long[] choices) {
                throw new Failure("PyTorch failed (no kernel image is available)", null);
            }

            @Override
            public void close() {}
        };
    }
}
