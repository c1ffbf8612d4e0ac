package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.palimpsest.core.Monitor;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Protocol;
import io.palimpsest.evaluate.page.Page;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EvaluationTest {

    private static final String JOURNAL = "evaluation.journal";
    private static final int HEAD = 32;

    @TempDir
    private Path folder;

    private Path output;

    @BeforeEach
    void place() {
        output = folder.resolve("out");
    }

    @Test
    void everyBadPictureHasItsRowAndEveryGoodOneIsScored() throws IOException {
        var set = new TestSet(folder.resolve("set")).altered("good.png").authentic("clean.png");
        set.row(set.picture("unmasked.png", true), "masks/none.png", "");
        set.row(set.picture("misfit.png", true), set.mask("masks/misfit.png", 20, 20, 255), "");
        set.row(set.picture("black.png", true), set.mask("masks/black.png", TestSet.WIDTH, TestSet.HEIGHT, 0), "");
        Files.writeString(set.folder().resolve("text.png"), "no picture");
        set.row("text.png", "masks/good.png", "");
        var jpeg = Files.readAllBytes(Path.of("src/test/resources/samples/carpet.jpg"));
        Files.write(set.folder().resolve("half.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        set.row("half.jpg", "", "").row("comma, \"quote\"\nand line.png", "", "");
        Files.copy(set.folder().resolve("clean.png"), set.folder().resolve("comma, \"quote\"\nand line.png"));

        var results = run(plan(set.dataset(), false), new StubSource("", "Stub"));

        var rows = rows(output);
        assertThat(rows.keySet()).containsExactlyInAnyOrder("good.png", "clean.png", "unmasked.png", "misfit.png",
                "black.png", "text.png", "half.jpg", "comma, \"quote\"\nand line.png");
        for (var name : List.of("unmasked.png", "misfit.png", "black.png", "text.png", "half.jpg")) {
            assertThat(rows.get(name).get("status")).as(name).isEqualTo("UNUSABLE");
            assertThat(rows.get(name).get("score")).as(name).isEmpty();
        }
        assertThat(rows.get("unmasked.png").get("reason")).contains("no such mask 'masks/none.png'").contains("add the mask");
        assertThat(rows.get("misfit.png").get("reason")).contains("20x20").contains("48x40").contains("mask that fits");
        assertThat(rows.get("black.png").get("reason")).contains("marks nothing").contains("correct");
        assertThat(rows.get("text.png").get("reason")).contains("no PNG, TIFF, JPEG");
        assertThat(rows.get("half.jpg").get("reason")).contains("truncated").contains("undamaged copy");
        for (var name : List.of("good.png", "clean.png", "comma, \"quote\"\nand line.png")) {
            assertThat(rows.get(name).get("status")).isIn("FOUND", "NOTHING");
            assertThat(rows.get(name).get("reason")).isEmpty();
        }
        assertThat(Double.parseDouble(rows.get("good.png").get("transforensics_auc"))).isGreaterThan(0.5);
        assertThat(results.troubles()).hasSize(5);
        assertThat(results.groups().get(0).pictures()).isEqualTo(3);
        try (var all = Files.walk(output)) {
            assertThat(all.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void runningTwiceAndInSeveralJobsGivesTheSameBytes() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 6).dataset();
        var attacks = List.of(Attack.parse("none"), Attack.parse("noise:0.02"), Attack.parse("noise:0.05"));
        run(new Plan(List.of(set), attacks, List.of(Protocol.values()), output, 1000, 1, false, 3), stub());
        var once = contents(output);
        run(new Plan(List.of(set), attacks, List.of(Protocol.values()), output, 1000, 1, false, 3), stub());
        var twice = contents(output);
        output = folder.resolve("jobs");
        run(new Plan(List.of(set), attacks, List.of(Protocol.values()), output, 1000, 2, false, 3), stub());

        assertThat(once.keySet()).contains("results.csv", "summary.csv", "index.html", "charts/set-noise.png",
                "charts/set-roc.png", "pictures/set-Stub-altered_0.png.png");
        assertThat(twice).isEqualTo(once);
        assertThat(contents(output)).isEqualTo(once);
    }

    @Test
    void aRunThatWasKilledAnywhereGoesOnToTheSameBytes() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 6).dataset();
        run(plan(set, false), stub());
        var whole = contents(output);
        var journal = Files.readAllBytes(output.resolve(JOURNAL));
        var random = new Random(5);
        var cuts = Stream.concat(Stream.of(0, HEAD + 3, HEAD + 9, journal.length - 1),
                random.ints(5, HEAD, journal.length).boxed()).toList();
        for (var cut : cuts) {
            var garbage = new byte[cut % 3 == 0 ? 0 : 500];
            random.nextBytes(garbage);
            var broken = Arrays.copyOf(journal, cut + garbage.length);
            System.arraycopy(garbage, 0, broken, cut, garbage.length);
            Files.write(output.resolve(JOURNAL), broken);
            for (var name : List.of("results.csv", "summary.csv", "index.html")) {
                Files.delete(output.resolve(name));
            }
            var source = stub();

            run(plan(set, true), source);

            assertThat(contents(output)).as("cut at " + cut).isEqualTo(whole);
            assertThat(source.calls()).as("cut at " + cut).hasSize(9 - records(journal, cut));
        }
    }

    @Test
    void aDamagedRecordIsMadeAgain() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 4).dataset();
        run(plan(set, false), stub());
        var whole = contents(output);
        var journal = Files.readAllBytes(output.resolve(JOURNAL));
        var middle = journal.clone();
        middle[journal.length / 2] ^= 0x10;
        Files.write(output.resolve(JOURNAL), middle);

        run(plan(set, true), stub());

        assertThat(contents(output)).isEqualTo(whole);
        assertThat(Files.readAllBytes(output.resolve(JOURNAL))).hasSameSizeAs(journal);
    }

    @Test
    void aCancelledRunGoesOnWithoutExaminingFinishedPicturesAgain() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 6).dataset();
        run(plan(set, false), stub());
        var whole = contents(output);
        output = folder.resolve("cancelled");
        var checks = new AtomicInteger();
        var done = new ArrayList<String>();
        Monitor impatient = new Monitor() {
            @Override
            public void step(String what, double fraction) {}

            @Override
            public void check() {
                if (checks.incrementAndGet() > 11) {
                    throw new CancellationException("enough");
                }
            }
        };

        assertThatThrownBy(() -> new Evaluation(plan(set, false), stub()).run(impatient,
                (number, all, what) -> done.add(what))).isInstanceOf(CancellationException.class);

        assertThat(done).isNotEmpty().hasSizeLessThan(9);
        assertThat(output.resolve("results.csv")).doesNotExist();
        var source = stub();
        run(plan(set, true), source);
        assertThat(source.calls()).hasSize(9 - done.size()).doesNotContainAnyElementsOf(
                done.stream().map(what -> what.substring("set/".length())).toList());
        assertThat(contents(output)).isEqualTo(whole);
    }

    @Test
    void aFinishedRunIsResumedWithoutWorkAndHasNoHeapToTell() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 2).dataset();
        run(plan(set, false), stub());
        var last = Files.readAllLines(output.resolve("timings.csv"));
        assertThat(last.get(0)).endsWith("seconds_per_megapixel,peak_heap_mib");
        assertThat(last.get(2)).matches("this run,,,3,,,,[1-9][0-9]*");
        var source = stub();

        run(plan(set, true), source);

        assertThat(source.calls()).isEmpty();
        assertThat(Files.readAllLines(output.resolve("timings.csv")).get(2)).isEqualTo("this run,,,0,,,,");
    }

    @Test
    void aRunOfAnotherPlanIsNotResumed() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 2);
        run(plan(set.dataset(), false), stub());

        assertThat(callsOf(plan(set.dataset(), true), stub())).isZero();
        assertThat(callsOf(plan(set.dataset(), true), new StubSource("other settings", "Stub"))).isEqualTo(3);
        assertThat(callsOf(plan(set.dataset(), true), stub())).isEqualTo(3);
        assertThat(callsOf(new Plan(List.of(set.dataset()), List.of(Attack.parse("none")), List.of(Protocol.values()),
                output, 1000, 1, true, 4), stub())).isEqualTo(3);
        assertThat(callsOf(plan(set.dataset(), true), stub())).isEqualTo(3);
        Files.setLastModifiedTime(set.folder().resolve("masks/altered/0.png"), FileTime.fromMillis(1_000_000));
        assertThat(callsOf(plan(set.dataset(), true), stub())).isEqualTo(3);
        set.authentic("more.png");
        assertThat(callsOf(plan(set.dataset(), true), stub())).isEqualTo(4);
    }

    @Test
    void twoRunsDoNotWriteTheSameFolder() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 2).dataset();

        new Evaluation(plan(set, false), stub()).run(Monitor.none(), (done, all, what) -> {
            if (done == 1) {
                assertThatThrownBy(() -> run(plan(set, true), stub())).isInstanceOf(IOException.class)
                        .hasMessageContaining("Another evaluation is writing");
            }
        });

        assertThat(rows(output)).hasSize(3);
    }

    @Test
    void onlyNumbersAreKeptOfAPicture() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 200).dataset();
        var source = stub();
        var held = new ArrayList<Long>();

        new Evaluation(plan(set, false), source).run(Monitor.none(), (done, all, what) -> {
            if (done % 100 == 0) {
                for (int tries = 0; tries < 10 && source.held() > 4; tries++) {
                    System.gc(); // skipped where another thread is just within native code that holds the heap
                }
                held.add(source.held());
            }
        });

        assertThat(source.calls()).hasSize(300);
        assertThat(held).hasSize(3).allMatch(count -> count <= 4); // those that are examined ahead
    }

    @Test
    void limitTakesPicturesOfBothKindsEvenlySpread() throws IOException {
        var set = TestSet.of(folder.resolve("set"), 8).dataset();

        run(new Plan(List.of(set), List.of(Attack.parse("none")), List.of(Protocol.OWAF), output, 2, 1, false, 0), stub());

        assertThat(rows(output).keySet()).containsExactly("altered/0.png", "authentic/0.png", "altered/4.png",
                "authentic/4.png");
    }

    @Test
    void reasonsMayBeLong() throws IOException {
        var entry = new Entry("set", "a", "none", true, 1, "x".repeat(100_000), List.of());
        try (var journal = Journal.open(folder.resolve("long.journal"), "plan", false)) {
            journal.add(Journal.packed(entry));
            assertThat(journal.entry(0)).isEqualTo(entry);
        }
    }

    private StubSource stub() {
        return new StubSource("", "Stub");
    }

    private int callsOf(Plan plan, StubSource source) throws IOException {
        new Evaluation(plan, source).run(Monitor.none(), (done, all, what) -> {});
        return source.calls().size();
    }

    private Plan plan(Dataset set, boolean resume) {
        return new Plan(List.of(set), List.of(Attack.parse("none")), List.of(Protocol.values()), output, 1000, 1, resume, 3);
    }

    private static Results run(Plan plan, Source source) throws IOException {
        var results = new Evaluation(plan, source).run(Monitor.none(), (done, all, what) -> {});
        Page.write(results, source, Monitor.none());
        return results;
    }

    /** Whole records before a place in a journal. */
    private static int records(byte[] journal, int cut) {
        int records = 0;
        int end = HEAD;
        while (end < journal.length) {
            end += 8 + ByteBuffer.wrap(journal).getInt(end);
            records += end <= cut ? 1 : 0;
        }
        return records;
    }

    static Map<String, CSVRecord> rows(Path output) throws IOException {
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        var rows = new java.util.LinkedHashMap<String, CSVRecord>();
        try (var csv = CSVParser.parse(output.resolve("results.csv"), StandardCharsets.UTF_8, format)) {
            csv.forEach(row -> rows.put(row.get("image"), row));
        }
        return rows;
    }

    /** All that must not depend on the clock. */
    private static Map<String, String> contents(Path root) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = root.relativize(file).toString();
                if (!name.equals(JOURNAL) && !name.startsWith("timings.")) {
                    contents.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return contents;
    }
}
