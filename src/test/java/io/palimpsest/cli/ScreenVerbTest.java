package io.palimpsest.cli;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.Prefs;
import ij.io.Opener;
import io.palimpsest.Samples;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ScreenVerbTest {

    private static final String FAST = "adq1,noi1,splicebuster";

    /** Of several kinds, but none that takes seconds. */
    private static final String SEVERAL = "adq1,dct,cagi,ela,noi1,splicebuster,copy-move-keypoints,owaf";

    private static final List<String> GOOD = List.of("carpet.jpg", "mountain.jpg", "worms.png");

    @TempDir
    private Path folder;

    private Path input;
    private Path output;

    @BeforeEach
    void copySamples() throws IOException {
        Prefs.intelByteOrder = true; // a process of its own has this default; other tests load ImageJ's preferences
        input = Files.createDirectory(folder.resolve("in"));
        output = folder.resolve("out");
        for (var name : GOOD) {
            Files.copy(Samples.path(name), input.resolve(name));
        }
    }

    @Test
    void writesMapsMaskFindingsAndSummary() throws IOException {
        var result = screen();

        assertThat(result.exitCode()).isZero();
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).contains("[3/3]");
        assertThat(summary().keySet()).containsExactlyElementsOf(GOOD);
        for (var name : GOOD) {
            var maps = open(output.resolve(name).resolve("maps.tif"));
            var mask = open(output.resolve(name).resolve("mask.tif"));
            assertThat(maps.getBitDepth()).isEqualTo(32);
            assertThat(maps.getStack().getSliceLabels()).contains("ADQ1", "Local Contrast", "Splicebuster")
                    .startsWith("Eff-B4-Unet", "OwAF", "Reliability-weighted fusion");
            assertThat(mask.getBitDepth()).isEqualTo(8);
            assertThat(Files.readString(output.resolve(name).resolve("findings.json"))).contains("\"sha256\"");
        }
    }

    @Test
    void tellsWhichNetworkRanWhere() throws IOException {
        var result = screen("--detectors", "owaf,adq1", "--device", "cpu");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.errors()).contains("[OwAF on cpu]");
        var detectors = JsonParser.parseString(Files.readString(output.resolve(GOOD.get(0)).resolve("findings.json")))
                .getAsJsonObject().getAsJsonArray("detectors");
        var owaf = detectors.get(0).getAsJsonObject();
        assertThat(owaf.get("device").getAsString()).isEqualTo("cpu");
        assertThat(owaf.get("model").getAsString()).matches("owaf \\S+ [0-9a-f]{64}");
        assertThat(detectors.get(1).getAsJsonObject().get("model").getAsString()).isEmpty();
        assertThat(screen("--device", "abacus").exitCode()).isEqualTo(2);
    }

    @Test
    void reportsEveryBadFileAndDoesEveryGoodOne() throws IOException {
        Files.createFile(input.resolve("empty.png"));
        Files.writeString(input.resolve("text.jpg"), "no picture at all");
        var whole = Files.readAllBytes(Samples.path("meadow.jpg"));
        Files.write(input.resolve("truncated.jpg"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(input.resolve("x.png"));
        Files.createSymbolicLink(input.resolve("gone.tif"), folder.resolve("nowhere"));
        var closed = Files.copy(Samples.path("carpet.jpg"), input.resolve("unreadable.jpg"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        var readable = Files.isReadable(closed); // an administrator may read everything

        var result = screen("--detectors", FAST);

        assertThat(result.exitCode()).isEqualTo(1);
        var rows = summary();
        assertThat(rows.get("empty.png").get("reason")).contains("empty");
        assertThat(rows.get("text.jpg").get("reason")).contains("no PNG, TIFF, JPEG");
        assertThat(rows.get("truncated.jpg").get("reason")).contains("truncated").contains("byte");
        assertThat(rows.get("x.png").get("reason")).contains("directory");
        assertThat(rows.get("gone.tif").get("reason")).contains("link");
        assertThat(rows.get("unreadable.jpg").get("status")).matches(readable ? "FOUND|NOTHING" : "FAILED");
        for (var name : List.of("empty.png", "text.jpg", "truncated.jpg", "x.png", "gone.tif")) {
            assertThat(rows.get(name).get("status")).isEqualTo("FAILED");
            assertThat(output.resolve(name)).doesNotExist();
        }
        for (var name : GOOD) {
            assertThat(rows.get(name).get("status")).isIn("FOUND", "NOTHING");
            assertThat(output.resolve(name).resolve("findings.json")).exists();
        }
    }

    @Test
    void resumesWhatTheSameVersionAndParametersMade() throws IOException {
        screen("--detectors", SEVERAL);
        var before = Files.getLastModifiedTime(output.resolve("carpet.jpg").resolve("maps.tif"));
        var other = Files.getLastModifiedTime(output.resolve("mountain.jpg").resolve("maps.tif"));
        Files.delete(output.resolve("mountain.jpg").resolve("mask.tif"));

        assertThat(screen("--resume", "--detectors", SEVERAL).exitCode()).isZero();

        assertThat(Files.getLastModifiedTime(output.resolve("carpet.jpg").resolve("maps.tif"))).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(output.resolve("mountain.jpg").resolve("maps.tif"))).isNotEqualTo(other);

        assertThat(screen("--resume", "--detectors", SEVERAL, "--threshold", "0.7").exitCode()).isZero();

        assertThat(Files.getLastModifiedTime(output.resolve("carpet.jpg").resolve("maps.tif"))).isNotEqualTo(before);
        Files.copy(Samples.path("blood-smear.jpg"), input.resolve("carpet.jpg"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        screen("--resume", "--detectors", SEVERAL, "--threshold", "0.7");
        assertThat(open(output.resolve("carpet.jpg").resolve("mask.tif")).getWidth()).isEqualTo(640);
    }

    @Test
    void aKilledRunEndsAsAnUndisturbedOneWhenResumed() throws IOException, InterruptedException {
        for (int i = 0; i < 12; i++) {
            Files.copy(Samples.path("meadow.jpg"), input.resolve("more" + i + ".jpg"));
        }
        var undisturbed = folder.resolve("undisturbed");
        assertThat(CommandLineTool.run("screen", input.toString(), "--output", undisturbed.toString(), "--detectors", FAST)
                .exitCode()).isZero();
        var killed = start();
        waitFor(() -> Files.isDirectory(output.resolve("more1.jpg")));
        killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        assertThat(output.resolve("summary.csv")).doesNotExist();

        assertThat(screen("--resume", "--jobs", "2", "--detectors", FAST).exitCode()).isZero();

        assertThat(contents(output)).isEqualTo(contents(undisturbed));
    }

    @Test
    void jobsDoNotChangeTheResult() throws IOException {
        screen("--detectors", SEVERAL);
        var one = contents(output);
        screen("--detectors", SEVERAL, "--jobs", "3");

        assertThat(contents(output)).isEqualTo(one);
    }

    @Test
    void picturesOfSubfoldersKeepTheirPlaces() throws IOException {
        Files.createDirectories(input.resolve("sub/deeper"));
        Files.move(input.resolve("carpet.jpg"), input.resolve("sub/deeper/carpet.jpg"));
        Files.writeString(input.resolve("notes.txt"), "not a picture, and not named as one");

        var result = CommandLineTool.run("screen", input.toString(), input.resolve("worms.png").toString(), "--output",
                output.toString(), "--detectors", FAST);

        assertThat(result.exitCode()).isZero();
        assertThat(output.resolve("sub/deeper/carpet.jpg/maps.tif")).exists();
        assertThat(output.resolve("worms.png (2)/maps.tif")).exists();
        assertThat(Files.readAllLines(output.resolve("summary.csv"))).hasSize(5);
    }

    @Test
    void wrongUsageEndsWithTwoAndSaysWhy() {
        assertThat(CommandLineTool.run().exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("screen").exitCode()).isEqualTo(2);
        assertThat(screen("--detectors", "nonsense").errors()).contains("no detector 'nonsense'").contains("ADQ1");
        assertThat(screen("--detectors", "nonsense").exitCode()).isEqualTo(2);
        assertThat(screen("--threshold", "2").exitCode()).isEqualTo(2);
        assertThat(screen("--jobs", "0").exitCode()).isEqualTo(2);
        assertThat(screen("--device", "abacus").exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("screen", folder.resolve("missing").toString(), "--output", output.toString())
                .exitCode()).isEqualTo(2);
        assertThat(output).doesNotExist();
    }

    @Test
    void runsTheNamedDetectorsOnly() throws IOException {
        assertThat(screen("--detectors", "adq1", "--device", "gpu").exitCode()).isZero();

        assertThat(open(output.resolve("carpet.jpg").resolve("maps.tif")).getStackSize()).isEqualTo(1);
        assertThat(summary().get("carpet.jpg").isMapped("ADQ1 status")).isTrue();
        assertThat(summary().get("carpet.jpg").isMapped("Splicebuster status")).isFalse();
    }

    private CommandLineTool.Result screen(String... options) {
        var arguments = new java.util.ArrayList<>(List.of("screen", input.toString(), "--output", output.toString()));
        arguments.addAll(List.of(options));
        return CommandLineTool.run(arguments.toArray(String[]::new));
    }

    private Process start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Main.class.getName(), "screen",
                input.toString(), "--output", output.toString(), "--detectors", FAST)
                .redirectErrorStream(true).redirectOutput(new File(folder.toFile(), "log")).start();
    }

    private static void waitFor(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 12000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private Map<String, CSVRecord> summary() throws IOException {
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        var text = Files.readString(output.resolve("summary.csv"), StandardCharsets.UTF_8);
        var rows = new LinkedHashMap<String, CSVRecord>();
        for (var row : format.parse(new StringReader(text))) {
            rows.put(Path.of(row.get("input")).getFileName().toString(), row);
        }
        return rows;
    }

    private static ImagePlus open(Path file) {
        return new Opener().openImage(file.toString());
    }

    /** Every file below a folder with a digest of its bytes. */
    private static Map<String, String> contents(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(
                    file -> root.relativize(file).toString(), ScreenVerbTest::digest, (a, b) -> a, TreeMap::new));
        }
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(file)));
        } catch (IOException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
