package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.palimpsest.StandIns;
import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Networks that see pictures at one size, and such as leave a choice; {@code stand_ins.py} makes those used here. */
class ScaledTest {

    private static final String BRANCHED = "transforensics";

    @TempDir
    private Path folder;

    /** What PyTorch gave, see {@code scaled.py}. */
    record Case(int width, int height, int newWidth, int newHeight, float[] scaled, float[] stretched) {
        @Override
        public String toString() {
            return width + "x" + height + " to " + newWidth + "x" + newHeight;
        }
    }

    static Case[] cases() throws IOException {
        return new Gson().fromJson(Files.readString(TestModels.folder().resolve("scaled.json")), Case[].class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scalesAndBringsBackAsPyTorchDoes(Case one) {
        var picture = TestModels.picture(1, one.width, one.height);

        assertThat(TriangleScaling.to(picture, one.newWidth, one.newHeight).channels()[0])
                .containsExactly(one.scaled, within(1e-6f));
        assertThat(Rescaling.stretch(picture, one.newWidth, one.newHeight).channels()[0])
                .containsExactly(one.stretched, within(1e-6f));
    }

    @Test
    void aConstantStaysConstantAndChannelsStayApart() {
        var picture = Planes.zeros(101, 57, 2);
        Arrays.fill(picture.channels()[1], 0.7f);

        var scaled = TriangleScaling.to(picture, 33, 64);

        assertThat(scaled.channels()[0]).hasSize(33 * 64).containsOnly(0);
        assertThat(scaled.channels()[1]).hasSize(33 * 64).containsOnly(new float[] {0.7f}, within(1e-6f));
    }

    private static Network branched() {
        return Network.open(ModelStore.of(StandIns.FOLDER), BRANCHED, Device.CPU);
    }

    @Test
    void everyChoiceGivesWhatPyTorchGivesAndTheDefaultIsThatOfTheCard() throws IOException {
        var expected = new Gson().fromJson(Files.readString(StandIns.FOLDER.resolve(BRANCHED).resolve("expected.json")),
                TestModels.Expected.class);
        var picture = TestModels.picture(3, expected.width(), expected.height());
        var values = branched().card().choices().get(0).values();

        assertThat(values).containsExactly("C2", "C3", "C4", "C5");
        for (int i = 0; i < values.size(); i++) {
            var result = branched().run(picture, Map.of("branch", values.get(i)), Monitor.none());
            assertThat(result.map("probability")).containsExactly(expected.maps()[i], within(1e-5f));
            assertThat(result.notes()).isEmpty();
        }
        assertThat(branched().run(picture, Monitor.none()).map("probability"))
                .containsExactly(expected.maps()[1], within(1e-5f));
    }

    @Test
    void refusesChoicesThatTheNetworkDoesNotHave() {
        var picture = TestModels.picture(3, 20, 20);

        assertThatThrownBy(() -> branched().run(picture, Map.of("branch", "C1"), Monitor.none()))
                .isInstanceOf(CannotRun.class)
                .hasMessage("the model 'transforensics' has no branch 'C1' but [C2, C3, C4, C5]; choose one of them");
        assertThatThrownBy(() -> branched().run(picture, Map.of("leaf", "C3"), Monitor.none()))
                .isInstanceOf(CannotRun.class).hasMessageContaining("leaves no choice of 'leaf'");
    }

    @Test
    void takesNoTiles() {
        assertThatThrownBy(() -> branched().run(TestModels.picture(3, 20, 20), 100_000, Monitor.none()))
                .isInstanceOf(CannotRun.class).hasMessageContaining("no pictures but those of 96 pixels a side");
    }

    @Test
    void isCancelledBeforeItRuns() {
        var monitor = new Monitor() {
            @Override
            public void step(String what, double fraction) {}

            @Override
            public void check() {
                throw new CancellationException();
            }
        };

        assertThatThrownBy(() -> branched().run(TestModels.picture(3, 20, 20), monitor))
                .isInstanceOf(CancellationException.class);
    }

    /** A model whose card is another. */
    private Network with(String card) throws IOException {
        var model = Files.createDirectories(folder.resolve(BRANCHED));
        Files.copy(StandIns.FOLDER.resolve(BRANCHED).resolve("stand-in.pt"), model.resolve("stand-in.pt"));
        Files.writeString(model.resolve("card.json"), card);
        return Network.open(ModelStore.of(folder), BRANCHED, Device.CPU);
    }

    private static JsonObject card() throws IOException {
        return JsonParser.parseString(Files.readString(StandIns.FOLDER.resolve(BRANCHED).resolve("card.json")))
                .getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[{'name': 'branch', 'values': ['C2', 'C3'], 'default': 'C4'}]|the default of its choice 'branch' is 'C4' and must be one of [C2, C3]",
        "[{'name': 'branch', 'values': ['C2', 'C3']}]|it lacks 'choices.default'",
        "[{'name': 'branch', 'values': ['C2', 'C2'], 'default': 'C2'}]|two of its choices.values have the same name",
        "[{'name': 'branch', 'values': [], 'default': 'C2'}]|and must be one of []",
        "[{'name': 'branch', 'values': [null], 'default': 'C2'}]|its choices.values have an empty entry",
        "[{'name': 'branch', 'default': 'C2'}]|it lacks 'choices.values'",
        "[{'values': ['C2'], 'default': 'C2'}]|it lacks 'choices.name'",
        "[{'name': 'a', 'values': ['C2'], 'default': 'C2'}, {'name': 'a', 'values': ['C2'], 'default': 'C2'}]|two of its choices have the same name",
        "[null]|its choices have an empty entry",
        "'C3'|no JSON of the expected form"})
    void saysWhatIsWrongWithTheChoicesOfACard(String choices, String trouble) throws IOException {
        var card = card();
        card.add("choices", JsonParser.parseString(choices.replace('\'', '"')));

        assertThatThrownBy(() -> with(card.toString())).isInstanceOf(CannotRun.class).hasMessageContaining(trouble)
                .message().doesNotContain("\n").endsWith("get the model again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "size|0|between 1 and 4096", "size|-1|between 1 and 4096", "size|4097|between 1 and 4096",
        "small|-1|between 0 and the size, 96", "small|97|between 0 and the size, 96"})
    void saysWhatIsWrongWithASize(String key, int size, String bounds) throws IOException {
        var card = card();
        card.getAsJsonObject("tiling").addProperty(key, size);

        assertThatThrownBy(() -> with(card.toString())).isInstanceOf(CannotRun.class)
                .hasMessageContaining("its tiling." + key + " is " + size + " and must lie " + bounds);
    }

    /** A network that sees scaled pictures and does what {@code forward} does. */
    private static Network scaled(int size, int small, Device device, int gpus, Tiles.Forward forward) {
        Module module = new Module() {
            @Override
            public Output forward(float[] input, int channels, int height, int width, long[] choices) {
                return forward.run(input, channels, height, width);
            }

            @Override
            public void close() {}
        };
        var card = TestModels.card(1, 1, new ModelCard.Tiling("scaled", size, 0, 0, 0, small));
        return new Network(card, Path.of("none"), device, new Engine(() -> gpus), (weights, of, gpu) -> module);
    }

    @Test
    void smallPicturesAreScaledToTheirOwnSize() {
        var sides = new ArrayList<Integer>();
        var network = scaled(64, 32, Device.CPU, 0, (input, channels, height, width) -> {
            sides.add(width);
            return new Module.Output(input.clone(), 1, height, width, new float[0]);
        });

        for (var size : new int[][] {{32, 32}, {20, 32}, {33, 10}, {64, 64}}) {
            var map = network.run(TestModels.picture(1, size[0], size[1]), Monitor.none()).map("map 0");
            assertThat(map).hasSize(size[0] * size[1]);
        }
        assertThat(sides).containsExactly(32, 32, 64, 64);
    }

    @Test
    void aNetworkThatGetsNoChoiceFailsWithAReason() throws IOException {
        var without = card();
        without.add("choices", new JsonArray());
        var network = with(without.toString());

        assertThatThrownBy(() -> network.run(TestModels.picture(3, 20, 20), Monitor.none()))
                .isInstanceOf(Module.Failure.class).hasMessageContaining("PyTorch failed on 3 channels of 96x96 pixels");
    }

    @Test
    void aNetworkThatGivesAnotherSizeIsNamed() {
        var network = scaled(32, 0, Device.CPU, 0, (input, channels, height, width) ->
                new Module.Output(new float[16 * 16], 1, 16, 16, new float[0]));

        assertThatThrownBy(() -> network.run(TestModels.picture(1, 50, 20), Monitor.none())).isInstanceOf(CannotRun.class)
                .hasMessage("the model 'fake' gave 1 maps of 16x16 and 0 scores, but its card promises 1 maps of 32x32 and 0"
                        + " scores; export it again");
    }

    @Test
    void whereMemoryDoesNotSufficeNoSmallerSizeIsTried() {
        var sides = new ArrayList<Integer>();
        var network = scaled(512, 0, Device.AUTO, 1, (input, channels, height, width) -> {
            sides.add(width);
            throw new Module.OutOfNativeMemory(null);
        });

        assertThatThrownBy(() -> network.run(TestModels.picture(1, 50, 20), Monitor.none())).isInstanceOf(CannotRun.class)
                .hasMessage("memory does not suffice for the model 'fake', which takes every picture at the same size; close"
                        + " other programs");
        assertThat(sides).as("on the GPU, then on the CPU").containsExactly(512, 512);
    }
}
