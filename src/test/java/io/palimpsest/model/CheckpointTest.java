package io.palimpsest.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import io.palimpsest.StandIns;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Checkpoints of a small network; {@code src/test/trufor-parity.sh} does the same with TruFor's. */
class CheckpointTest {

    private static final Path CHECKPOINTS = StandIns.FOLDER;

    @TempDir
    private Path folder;

    private Path user;
    private ModelStore store;

    @BeforeEach
    void make() {
        user = folder.resolve("user");
        store = ModelStore.of(CHECKPOINTS, user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.pth.tar", "old.pth.tar", "parallel.pth", "protocol4.pth", "views.pth"})
    void anImportedNetworkGivesWhatPyTorchGives(String name) throws IOException {
        var expected = new Gson().fromJson(Files.readString(CHECKPOINTS.resolve("expected.json")),
                TestModels.Expected.class);

        var imported = store.importCheckpoint("tiny", CHECKPOINTS.resolve(name));

        assertThat(imported.terms()).isEqualTo("For tests only.");
        assertThat(store.verify("tiny-net")).isEmpty();
        var network = Network.open(store, "tiny-net", Device.CPU);
        var given = network.run(TestModels.picture(3, expected.width(), expected.height()), Monitor.none());
        network.close();
        assertThat(given.score("integrity")).isCloseTo(expected.scores()[0], within(1e-6));
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < expected.maps()[c].length; i++) {
                assertThat(given.maps().channels()[c][i]).isCloseTo(expected.maps()[c][i], within(1e-6f));
            }
        }
    }

    @Test
    void theCardTellsWhereTheWeightsCameFromAndUnderWhichTerms() throws IOException {
        var file = CHECKPOINTS.resolve("plain.pth.tar");

        var model = store.importCheckpoint("tiny", file).model();

        var card = model.card().orElseThrow();
        assertThat(card.licence()).isEqualTo("Terms of a test");
        assertThat(card.precision()).isEqualTo("single");
        assertThat(card.comments()).isEqualTo("Of random numbers. Made of a checkpoint with the SHA-256 " + Digest.of(file)
                + ".");
        assertThat(model.folder()).isEqualTo(user.resolve("tiny-net"));
        assertThat(JsonParser.parseString(Files.readString(model.folder().resolve("card.json"))).getAsJsonObject()
                .keySet()).doesNotContain("terms", "checkpoint", "source");
        assertThat(counts(model.weights())).isEqualTo(77);
        assertOnlyModels("tiny-net");
    }

    /** The number of batches that the checkpoint's normalisation has seen. */
    private static long counts(Path weights) throws IOException {
        var tensor = Architecture.read(weights).tensors().get("first.1.num_batches_tracked");
        try (var zip = new ZipFile(weights.toFile());
                var stream = zip.getInputStream(zip.getEntry("archive/data/" + tensor.storage().key()))) {
            return stream.readAllBytes()[0];
        }
    }

    @Test
    void allMisfitsAreListedAndNothingIsWritten() throws IOException {
        var pickle = new PickleBytes().op("}(").text("last.bias").tensor("0", 3, 0, new long[] {1, 3}, new long[] {3, 1})
                .text("score.bias").tensor("0", 3, 0, new long[] {1}, new long[] {1})
                .text("first.1.num_batches_tracked").tensor("0", 3, 0, new long[] {}, new long[] {});
        for (int i = 0; i < 12; i++) {
            pickle.text("head." + i).tensor("0", 3, 0, new long[] {3}, new long[] {1});
        }
        var file = archive(Map.of("x/data.pkl", pickle.op("u").end(), "x/data/0", new byte[12]));

        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class)
                .hasMessageContaining("does not fit the network 'tiny-net', which has 14 tensors: 11 missing (first.0.weight,")
                .hasMessageContaining("; 12 unknown (head.0, head.1, ").hasMessageContaining("head.9, ...); ")
                .hasMessageContaining("2 of another shape or type (first.1.num_batches_tracked of FloatStorage instead of"
                        + " LongStorage, last.bias [1, 3] instead of [3])")
                .hasMessageEndingWith("; give the checkpoint that make.py makes");
        assertThat(user).doesNotExist();
    }

    @Test
    void aFailedImportLeavesTheEarlierModel() throws IOException {
        store.importCheckpoint("tiny", CHECKPOINTS.resolve("plain.pth.tar"));
        var file = changed("plain.pth.tar", (name, bytes) -> name.endsWith("data/3") ? new byte[2] : bytes);

        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class)
                .hasMessageContaining("The tensor first.1.running_mean of " + file)
                .hasMessageContaining("a storage has fewer values than it should; get the checkpoint again");

        assertThat(store.verify("tiny-net")).isEmpty();
        assertOnlyModels("tiny-net");
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() throws IOException {
        var file = changed("plain.pth.tar", (name, bytes) -> {
            if (name.endsWith("data/0")) {
                Arrays.fill(bytes, 4, 8, (byte) 0xff);
            }
            return bytes;
        });

        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).hasMessageContaining("infinite or no number");
        assertOnlyModels();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "missing storage|its storage '0' is missing",
        "two pickles|it has 2 files data.pkl",
        "no pickle|it has 0 files data.pkl",
        "code|a network with its code (TorchScript)",
        "byte order|machine of another byte order",
        "compressed|its storage '0' is compressed",
        "huge pickle|more than 4194304 bytes"})
    void damagedAndHostileArchivesAreRefused(String what, String reason) throws IOException {
        var entries = entries("plain.pth.tar");
        var root = entries.keySet().iterator().next().split("/")[0] + "/";
        switch (what) {
            case "missing storage" -> entries.remove(root + "data/0");
            case "two pickles" -> entries.put("other/data.pkl", entries.get(root + "data.pkl"));
            case "no pickle" -> entries.remove(root + "data.pkl");
            case "code" -> entries.put(root + "code/x.py", new byte[1]);
            case "byte order" -> entries.put(root + "byteorder", "big".getBytes());
            case "huge pickle" -> entries.put(root + "data.pkl", new byte[50 << 20]);
            default -> { }
        }
        var file = what.startsWith("compressed") || what.startsWith("huge") ? deflated(entries) : archive(entries);

        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").containsPattern("get (it|the checkpoint) again"))
                .satisfies(e -> assertOnlyModels());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|does not begin as one", "text|does not begin as one", "PK\u0003\u0004text|no whole zip file",
        "\u0080\u0002N.|pickle of something else", "\u0080\u0002}|ends too early"})
    void whatIsNoCheckpointIsRefused(String content, String reason) throws IOException {
        var file = Files.write(folder.resolve("file.pth"), content.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class)
                .hasMessageContaining(reason).hasMessageContaining(file.toString());
        assertThatThrownBy(() -> store.importCheckpoint("tiny", folder.resolve("gone")))
                .hasMessageContaining("There is no file " + folder.resolve("gone"));
        assertThatThrownBy(() -> store.importCheckpoint("other", file))
                .hasMessageContaining("no network for checkpoints of the kind 'other'").hasMessageContaining("there is tiny");
    }

    @Test
    void whatIsNoDictionaryOfTensorsIsRefused() throws IOException {
        assertRefused(new PickleBytes().op("]").end(), "it holds no dictionary");
        assertRefused(new PickleBytes().op("}").end(), "or an empty one");
        assertRefused(new PickleBytes().op("}").text("state_dict").op("Ns").end(), "are no dictionary");
        assertRefused(new PickleBytes().op("}").text("epoch").op('K', 3).op("s").end(), "its entry 'epoch' is no tensor");
        assertRefused(new PickleBytes().op("}").text("x").global("os", "system").op("s").end(), "asks for 'os.system'");
    }

    private void assertRefused(byte[] pickle, String reason) throws IOException {
        var file = archive(Map.of("x/data.pkl", pickle));
        assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.pth.tar", "old.pth.tar"})
    void noTruncationAndNoChangedByteDoesWorseThanARefusal(String name) throws IOException {
        var whole = Files.readAllBytes(CHECKPOINTS.resolve(name));
        var random = new Random(1);
        for (int i = 0; i < 80; i++) {
            var part = Arrays.copyOf(whole, random.nextInt(whole.length));
            var file = Files.write(folder.resolve("part.pth"), part);
            assertThatThrownBy(() -> store.importCheckpoint("tiny", file)).isInstanceOf(IOException.class);
            var bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            try {
                store.importCheckpoint("tiny", file);
                assertThat(store.verify("tiny-net")).isEmpty();
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void aTensorSpreadThinlyOverItsStorageIsNotRead() throws IOException {
        var pickle = new PickleBytes().op("}").text("x").tensor("0", 1000, 0, new long[] {2}, new long[] {999}).op("s").end();
        var file = archive(Map.of("x/data.pkl", pickle, "x/data/0", new byte[4000]));

        try (var checkpoint = Checkpoint.open(file)) {
            assertThatThrownBy(() -> checkpoint.bytes(checkpoint.tensors().get("x")))
                    .hasMessageContaining("a tensor of 2 values reaches over 4000 bytes");
        }
    }

    private static Map<String, byte[]> entries(String name) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(CHECKPOINTS.resolve(name).toFile())) {
            for (var entry : zip.stream().toList()) {
                try (var stream = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), stream.readAllBytes());
                }
            }
        }
        return entries;
    }

    private interface Change {
        byte[] of(String name, byte[] bytes);
    }

    private Path changed(String name, Change change) throws IOException {
        var entries = entries(name);
        entries.replaceAll(change::of);
        return archive(entries);
    }

    private Path archive(Map<String, byte[]> entries) throws IOException {
        return write(entries, entry -> {
            entry.setMethod(ZipEntry.STORED);
            return entry;
        });
    }

    private Path deflated(Map<String, byte[]> entries) throws IOException {
        return write(entries, UnaryOperator.identity());
    }

    private Path write(Map<String, byte[]> entries, UnaryOperator<ZipEntry> method) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var content : entries.entrySet()) {
                var entry = new ZipEntry(content.getKey());
                var checksum = new CRC32();
                checksum.update(content.getValue());
                entry.setCrc(checksum.getValue());
                entry.setSize(content.getValue().length);
                zip.putNextEntry(method.apply(entry));
                zip.write(content.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(folder.resolve("checkpoint.pth"), bytes.toByteArray());
    }

    private void assertOnlyModels(String... names) throws IOException {
        if (Files.exists(user)) {
            try (var entries = Files.list(user)) {
                assertThat(entries.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(names);
            }
        }
    }
}
