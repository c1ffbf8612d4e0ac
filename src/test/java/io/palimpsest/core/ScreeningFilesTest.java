package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import ij.ImagePlus;
import ij.Prefs;
import ij.io.Opener;
import ij.process.ByteProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScreeningFilesTest {

    private static final Specimen SPECIMEN = Specimen.of(new ImagePlus("a \"b\" <c>.png", new ByteProcessor(9, 6)));

    @TempDir
    private Path folder;

    private static Evidence first() {
        return TestDetector.blocks(2, 0.9f, 0.1f).examine(SPECIMEN, Monitor.none());
    }

    private static Evidence second() {
        return new TestDetector.Second(any -> Evidence.of(RawMap.pixels(new float[54], 9, 6)).note("Look twice."))
                .examine(SPECIMEN, Monitor.none());
    }

    private static Screening two() {
        return new Screening(SPECIMEN, List.of(first(), second()));
    }

    private List<String> content() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void mapsHaveTheNamesOfTheDetectors() throws IOException {
        ScreeningFiles.write(two(), folder.resolve("a"));
        var maps = new Opener().openImage(folder.resolve("a/maps.tif").toString());
        assertThat(maps.getBitDepth()).isEqualTo(32);
        assertThat(maps.getStackSize()).isEqualTo(2);
        assertThat(maps.getStack().getSliceLabel(1)).isEqualTo("TestDetector");
        assertThat(maps.getStack().getSliceLabel(2)).isEqualTo("Second");
        assertThat((float[]) maps.getStack().getPixels(1)).containsExactly(first().probability());
        assertThat((float[]) maps.getStack().getPixels(2)).containsOnly(0);
        assertThat(maps.getDisplayRangeMin()).isZero();
        assertThat(maps.getDisplayRangeMax()).isOne();
    }

    @Test
    void oneMapHasItsNameToo() throws IOException {
        ScreeningFiles.write(new Screening(SPECIMEN, List.of(first())), folder.resolve("a"));
        var maps = new Opener().openImage(folder.resolve("a/maps.tif").toString());
        assertThat(maps.getBitDepth()).isEqualTo(32);
        assertThat(maps.getStackSize()).isOne();
        assertThat(maps.getProp("Slice_Label")).isEqualTo("TestDetector");
        assertThat((float[]) maps.getProcessor().getPixels()).containsExactly(first().probability());
    }

    @Test
    void maskIsBlackAndWhite() throws IOException {
        ScreeningFiles.write(two(), folder.resolve("a"));
        var mask = new Opener().openImage(folder.resolve("a/mask.tif").toString());
        assertThat(mask.getBitDepth()).isEqualTo(8);
        assertThat(mask.isInvertedLut()).isFalse();
        assertThat((byte[]) mask.getProcessor().getPixels()).containsExactly(first().mask()).contains(255)
                .contains(0);
    }

    @Test
    void findings() throws IOException {
        var failed = new TestDetector(any -> {
            throw new IllegalStateException("no \"luck\"");
        }).examine(SPECIMEN, Monitor.none());
        var written = ScreeningFiles.write(new Screening(SPECIMEN, List.of(first(), second(), failed)),
                folder.resolve("a"));
        var read = ScreeningFiles.read(folder.resolve("a"));
        assertThat(read).isEqualTo(written);
        assertThat(read.get("version").getAsString()).isEqualTo(Suite.version());
        assertThat(read.get("input").getAsString()).isEqualTo("a \"b\" <c>.png");
        assertThat(read.get("sha256").getAsString()).isEqualTo(SPECIMEN.sha256());
        assertThat(read.get("width").getAsInt()).isEqualTo(9);
        assertThat(read.get("height").getAsInt()).isEqualTo(6);
        assertThat(read.get("depth").getAsInt()).isEqualTo(8);
        assertThat(read.get("jpegHistory").getAsBoolean()).isFalse();
        assertThat(read.get("status").getAsString()).isEqualTo("FOUND");
        assertThat(read.get("score").getAsDouble()).isEqualTo(0.9);
        assertThat(read.get("notes").toString()).contains("Second: Look twice.", "no \\\"luck\\\"");

        var entries = read.getAsJsonArray("detectors");
        assertThat(entries).hasSize(3);
        var found = entries.get(0).getAsJsonObject();
        assertThat(found.getAsJsonArray("findings")).hasSize(1);
        var finding = found.getAsJsonArray("findings").get(0).getAsJsonObject();
        assertThat(finding.get("width").getAsInt()).isEqualTo(4);
        assertThat(finding.get("area").getAsLong()).isEqualTo(16);
        assertThat(found.getAsJsonObject("parameters").get("size").getAsString()).isEqualTo("8");
        assertThat(entries.get(2).getAsJsonObject().get("status").getAsString()).isEqualTo("FAILED");
        assertThat(entries.get(2).getAsJsonObject().get("score").isJsonNull()).isTrue();
    }

    @Test
    void sameBytesWhateverThePreferences() throws IOException {
        ScreeningFiles.write(two(), folder.resolve("a"));
        var order = Prefs.intelByteOrder;
        try {
            Prefs.intelByteOrder = !order;
            ScreeningFiles.write(two(), folder.resolve("b"));
            assertThat(Prefs.intelByteOrder).isEqualTo(!order);
        } finally {
            Prefs.intelByteOrder = order;
        }
        for (var name : List.of("maps.tif", "mask.tif", "findings.json")) {
            assertThat(folder.resolve("a").resolve(name)).hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
    }

    @Test
    void anEarlierScreeningIsReplaced() throws IOException {
        var place = folder.resolve("a");
        ScreeningFiles.write(two(), place);
        Files.writeString(place.resolve(".DS_Store"), "left by a file browser");
        ScreeningFiles.write(new Screening(SPECIMEN, List.of(second())), place);
        assertThat(ScreeningFiles.read(place).getAsJsonArray("detectors")).hasSize(1);
        assertThat(content()).containsExactly("a");
        try (var files = Files.list(place)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void anythingElseIsNotReplaced() throws IOException {
        var picture = Files.writeString(folder.resolve("photo.png"), "the only copy");
        assertThatThrownBy(() -> ScreeningFiles.write(two(), picture)).isInstanceOf(IOException.class)
                .hasMessageContaining("photo.png").hasMessageContaining("choose another");
        assertThat(picture).hasContent("the only copy");

        var other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.txt"), "the only copy");
        assertThatThrownBy(() -> ScreeningFiles.write(two(), other)).isInstanceOf(IOException.class);
        assertThat(other.resolve("thesis.txt")).hasContent("the only copy");
        assertThat(content()).containsExactly("other", "photo.png");
    }

    @Test
    void nothingIsLeftWhenTheTargetCannotBeWritten() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "in the way");
        assertThatThrownBy(() -> ScreeningFiles.write(two(), file.resolve("a"))).isInstanceOf(IOException.class);
        assertThat(content()).containsExactly("file");
        assertThat(file).hasContent("in the way");
    }

    /** A number that JSON does not know ends the writing when the maps are there; the earlier result stays whole. */
    @Test
    void nothingIsLeftWhenWritingFails() throws IOException {
        var place = folder.resolve("a");
        ScreeningFiles.write(two(), place);
        var cell = RawMap.blocks(new float[1], 1, 1, 4);
        var finding = new Finding("Test", "none", 0, 0, 4, 4, 16, Double.NaN, 1, "None.");
        var bad = new Evidence(Evidence.Outcome.FOUND, 9, 6, Evidence.of(cell),
                new Segmentation(cell, new int[] {1}, List.of(finding), 0.5), List.of(), first().provenance());
        assertThatThrownBy(() -> ScreeningFiles.write(new Screening(SPECIMEN, List.of(bad)), place))
                .isInstanceOf(RuntimeException.class);
        assertThat(content()).containsExactly("a");
        assertThat(ScreeningFiles.read(place).getAsJsonArray("detectors")).hasSize(2);
    }

    @Test
    void whatAKilledRunLeftIsRemoved() throws IOException {
        var draft = Files.createDirectory(folder.resolve(".a.part"));
        Files.writeString(draft.resolve("maps.tif"), "half");
        ScreeningFiles.clean(folder.resolve("a"));
        assertThat(content()).isEmpty();
        Files.createDirectory(draft);
        Files.writeString(draft.resolve("maps.tif"), "half");
        ScreeningFiles.write(two(), folder.resolve("a"));
        assertThat(content()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.tif", "mask.tif", "findings.json"})
    void aScreeningThatIsNotWhole(String lost) throws IOException {
        ScreeningFiles.write(two(), folder.resolve("a"));
        Files.delete(folder.resolve("a").resolve(lost));
        assertThat(ScreeningFiles.read(folder.resolve("a"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"version\": ", "[]", "null", "7"})
    void findingsThatCannotBeRead(String text) throws IOException {
        ScreeningFiles.write(two(), folder.resolve("a"));
        Files.writeString(folder.resolve("a/findings.json"), text);
        assertThat(ScreeningFiles.read(folder.resolve("a"))).isNull();
        assertThat(ScreeningFiles.read(folder.resolve("none"))).isNull();
    }

    @Test
    void sameWorkIsRecognised() throws IOException {
        var findings = ScreeningFiles.write(new Screening(SPECIMEN, List.of(first())), folder.resolve("a"));
        var detector = new TestDetector(null);
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(detector))).isTrue();
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of())).isFalse();
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(new TestDetector.Second(null)))).isFalse();
        var other = Specimen.of(new ImagePlus("a", new ByteProcessor(6, 9)));
        assertThat(ScreeningFiles.same(findings, other.sha256(), List.of(detector))).isFalse();
        detector.threshold(0.6);
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(detector))).isFalse();
        var older = findings.deepCopy();
        older.addProperty("version", "0.0.1");
        assertThat(ScreeningFiles.same(older, SPECIMEN.sha256(), List.of(new TestDetector(null)))).isFalse();
        assertThat(ScreeningFiles.same(failed(findings), SPECIMEN.sha256(), List.of(new TestDetector(null)))).isFalse();
    }

    /** What another network said, which was installed since or is gone, is asked for again. */
    @Test
    void anotherNetworkIsOtherWork() throws IOException {
        var findings = ScreeningFiles.write(new Screening(SPECIMEN, List.of(first())), folder.resolve("a"));
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(judgedBy("net 1 aa")))).isTrue();
        findings.getAsJsonArray("detectors").get(0).getAsJsonObject().addProperty("model", "net 1 aa");
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(judgedBy("net 1 aa")))).isTrue();
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(judgedBy("net 1 bb")))).isFalse();
        assertThat(ScreeningFiles.same(findings, SPECIMEN.sha256(), List.of(judgedBy(null)))).isFalse();
    }

    private static Detector judgedBy(String network) {
        var detector = new TestDetector(null);
        detector.network = Optional.ofNullable(network);
        return detector;
    }

    private static JsonObject failed(JsonObject findings) {
        var copy = findings.deepCopy();
        copy.getAsJsonArray("detectors").get(0).getAsJsonObject().addProperty("status", "FAILED");
        return copy;
    }

    @ParameterizedTest
    @CsvSource({"a.jpg,a.jpg", "sub/b.tif,sub/b.tif", "'a:b*?\"<>|.png',a_b______.png", "..,.._", ".,._",
        "'',_", "../../c.png,.._/.._/c.png", ".hidden.png,.hidden.png"})
    void foldersLieBelowTheOutput(String name, String expected) {
        assertThat(ScreeningFiles.folder(folder, Path.of(name))).isEqualTo(folder.resolve(expected));
    }
}
