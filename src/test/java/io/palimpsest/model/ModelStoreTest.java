package io.palimpsest.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.google.gson.JsonParser;
import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelStoreTest {

    @TempDir
    private Path folder;

    private Path models;
    private Path model;
    private ModelStore store;

    @BeforeEach
    void copy() throws IOException {
        models = Files.createDirectories(folder.resolve("models"));
        model = copyTo(models.resolve("tiny-half"));
        store = ModelStore.of(models, folder.resolve("user"));
    }

    private static Path copyTo(Path target) throws IOException {
        Files.createDirectories(target);
        for (var name : new String[] {"card.json", "tiny-half.pt"}) {
            Files.copy(TestModels.folder().resolve("tiny-half").resolve(name), target.resolve(name));
        }
        return target;
    }

    @Test
    void findsAndVerifies() {
        assertThat(store.verify("tiny-half")).isEmpty();
        assertThat(store.find("tiny-half").card().orElseThrow().title()).isEqualTo("Tiny half");
        assertThat(store.verify("none")).get().asString().startsWith("There is no model 'none'");
        assertThat(store.verify("../models/tiny-half")).get().asString().startsWith("There is no model");
        assertThatThrownBy(() -> store.find("none")).isInstanceOf(CannotRun.class)
                .hasMessageContaining("there is no model 'none' in " + models).hasMessageContaining("models import");
    }

    @Test
    void aChangedByteIsNoticedEvenAfterItWasVerified() throws IOException {
        assertThat(store.verify("tiny-half")).isEmpty();
        var file = model.resolve("tiny-half.pt");
        var bytes = Files.readAllBytes(file);
        bytes[5000] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(store.verify("tiny-half")).get().asString().contains("are not those of the card: their SHA-256 is")
                .endsWith("get the model again");
        assertThatThrownBy(() -> Network.open(store, "tiny-half", Device.CPU)).isInstanceOf(CannotRun.class)
                .hasMessageContaining("SHA-256");
        assertThat(store.list()).as("the listing reads no weights").allMatch(entry -> entry.trouble().isEmpty());
    }

    @Test
    void truncatedAndMissingWeightsAreNoticedAtOnce() throws IOException {
        var file = model.resolve("tiny-half.pt");
        var size = Files.size(file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        assertThat(store.list().get(0).trouble()).get().asString().contains("have 100 bytes and should have " + size);
        Files.delete(file);
        assertThat(store.verify("tiny-half")).get().asString().contains("are missing");
        assertThatThrownBy(() -> store.find("tiny-half")).isInstanceOf(CannotRun.class);
    }

    @Test
    void weightsOfTheRightSumThatAreNoNetworkAreRefusedWhenTheyAreRead() throws IOException {
        var file = model.resolve("tiny-half.pt");
        Files.writeString(file, "no network");
        edit("sha256", Digest.of(file));
        var card = JsonParser.parseString(Files.readString(model.resolve("card.json"))).getAsJsonObject();
        card.addProperty("bytes", Files.size(file));
        for (var precision : new String[] {"half", "single"}) {
            card.addProperty("precision", precision);
            Files.writeString(model.resolve("card.json"), card.toString());
            var network = Network.open(store, "tiny-half", Device.CPU);
            assertThatThrownBy(() -> network.run(TestModels.picture(3, 8, 8), Monitor.none()))
                    .isInstanceOf(CannotRun.class).hasMessageContaining("get the model again");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sha256|abc|its sha256 is not of 64 digits",
        "sha256||it lacks 'sha256'",
        "file|../../secret|its file '../../secret' is no plain file name",
        "file|/etc/passwd|its file '/etc/passwd' is no plain file name",
        "name|other|is that of a model 'other'",
        "name|A b|its name 'A b' has other letters",
        "precision|double|its precision is 'double'",
        "inputs|x|no JSON of the expected form",
        "bytes|many|no JSON of the expected form",
        "tiling||it lacks 'tiling'",
        "title||it lacks 'title'"})
    void aCardWithTroubleSaysWhatItIsAndHidesNoOther(String key, String value, String trouble) throws IOException {
        copyTo(models.resolve("other-model"));
        edit(key, value);

        assertThat(store.list()).hasSize(2);
        assertThat(store.entry("tiny-half").orElseThrow().trouble()).get().asString().contains(trouble);
        assertThat(store.verify("tiny-half")).get().asString().contains(trouble).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "\u0000\u0001", "{\"name\": {\"a\": 1}}", "42"})
    void whatIsNoCardIsTrouble(String text) throws IOException {
        Files.write(model.resolve("card.json"), text.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(store.list()).singleElement().satisfies(entry -> {
            assertThat(entry.card()).isEmpty();
            assertThat(entry.trouble()).get().asString().endsWith("get the model again");
        });
    }

    @Test
    void deeplyNestedAndHugeCardsAreTroubleToo() throws IOException {
        Files.writeString(model.resolve("card.json"), "{\"inputs\": " + "[".repeat(200_000));
        assertThat(store.list().get(0).trouble()).isPresent();
        Files.writeString(model.resolve("card.json"), " ".repeat(2_000_000));
        assertThat(store.list().get(0).trouble()).get().asString().contains("too many for a card");
    }

    @Test
    void theFirstFolderWinsAndOthersAreIgnored() throws IOException {
        copyTo(folder.resolve("user/tiny-half"));
        Files.createDirectories(models.resolve("training"));
        Files.writeString(models.resolve("README.md"), "text");

        assertThat(store.list()).singleElement().extracting(InstalledModel::folder).isEqualTo(model);
    }

    @Test
    void anImportIsCopiedVerifiedAndReplacesAnEarlierOne() throws IOException {
        var target = ModelStore.of(folder.resolve("user"));

        var first = target.importFrom(model);
        Files.writeString(first.folder().resolve("old.txt"), "old");
        var zip = Files.write(folder.resolve("model.zip"), zip(Map.of(
                "tiny-half/card.json", Files.readAllBytes(model.resolve("card.json")),
                "tiny-half/tiny-half.pt", Files.readAllBytes(model.resolve("tiny-half.pt")))));
        var second = target.importFrom(zip);

        assertThat(second.folder()).isEqualTo(folder.resolve("user/tiny-half")).isEqualTo(first.folder());
        assertThat(second.folder().resolve("old.txt")).doesNotExist();
        assertThat(target.verify("tiny-half")).isEmpty();
        assertOnly(folder.resolve("user"), "tiny-half");
    }

    @Test
    void aDamagedImportLeavesTheEarlierOne() throws IOException {
        var target = ModelStore.of(folder.resolve("user"));
        target.importFrom(model);
        Files.write(model.resolve("tiny-half.pt"), new byte[(int) Files.size(model.resolve("tiny-half.pt"))]);

        assertThatThrownBy(() -> target.importFrom(model)).isInstanceOf(IOException.class)
                .hasMessageContaining(model.resolve("tiny-half.pt").toString()).hasMessageContaining("SHA-256");
        assertThat(target.verify("tiny-half")).isEmpty();
        assertOnly(folder.resolve("user"), "tiny-half");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:/evil.txt", "a\\b"})
    void aZipWithAHostilePathIsRefusedWhole(String name) throws IOException {
        var target = ModelStore.of(folder.resolve("user"));
        var zip = Files.write(folder.resolve("model.zip"), zip(Map.of(name, new byte[] {1},
                "card.json", Files.readAllBytes(model.resolve("card.json")),
                "tiny-half.pt", Files.readAllBytes(model.resolve("tiny-half.pt")))));

        assertThatThrownBy(() -> target.importFrom(zip)).isInstanceOf(IOException.class)
                .hasMessageContaining("do not use this file");
        assertThat(target.list()).isEmpty();
        assertOnly(folder.resolve("user"));
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().contains("evil"))).isEmpty();
        }
    }

    @Test
    void whatIsNoModelIsNotImported() throws IOException {
        var target = ModelStore.of(folder.resolve("user"));
        var text = Files.writeString(folder.resolve("text.zip"), "text");
        var empty = Files.createDirectories(folder.resolve("empty"));

        assertThatThrownBy(() -> target.importFrom(folder.resolve("gone"))).hasMessageContaining("There is no ");
        assertThatThrownBy(() -> target.importFrom(text)).hasMessageContaining("neither a folder nor a whole zip file");
        assertThatThrownBy(() -> target.importFrom(empty)).hasMessageContaining("There is not one card.json in " + empty);
        assertThatThrownBy(() -> store.importFrom(model)).hasMessageContaining("would hide the new one");
        assertOnly(folder.resolve("user"));
    }

    @Test
    void placesFollowTheInstallation() throws IOException {
        var fiji = folder.resolve("Fiji.app");
        var jar = Files.createFile(Files.createDirectories(fiji.resolve("jars")).resolve("palimpsest.jar"));
        var built = Files.createFile(Files.createDirectories(folder.resolve("repo/target")).resolve("palimpsest.jar"));
        var home = Path.of(System.getProperty("user.home")).resolve(".palimpsest/models").toAbsolutePath();

        assertThat(ModelPlaces.of(jar)).contains(fiji.resolve("models/palimpsest")).last().isEqualTo(home);
        assertThat(ModelPlaces.of(built)).contains(folder.resolve("repo/models"));
        assertThat(ModelPlaces.of(Files.createDirectories(folder.resolve("repo/target/classes"))))
                .contains(folder.resolve("repo/models"));
        System.setProperty(ModelPlaces.PROPERTY, models.toString());
        try {
            assertThat(ModelPlaces.of(null)).startsWith(models).endsWith(home);
            assertThat(ModelStore.standard().verify("tiny-half")).isEmpty();
        } finally {
            System.clearProperty(ModelPlaces.PROPERTY);
        }
    }

    private void edit(String key, String value) throws IOException {
        var card = JsonParser.parseString(Files.readString(model.resolve("card.json"))).getAsJsonObject();
        if (value == null) {
            card.remove(key);
        } else {
            card.addProperty(key, value);
        }
        Files.writeString(model.resolve("card.json"), card.toString());
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void assertOnly(Path place, String... names) throws IOException {
        try (var entries = Files.list(place)) {
            assertThat(entries.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }
}
