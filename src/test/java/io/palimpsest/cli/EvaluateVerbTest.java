package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import io.palimpsest.Samples;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.run.TestSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluateVerbTest {

    @TempDir
    private Path folder;

    private TestSet set;
    private Path output;

    @BeforeEach
    void make() throws IOException {
        set = TestSet.of(folder.resolve("set"), 4);
        output = folder.resolve("out");
    }

    @Test
    void measuresDetectorsAndTellsWhatFailed() throws IOException {
        var real = new TestSet(folder.resolve("real"));
        Files.copy(Samples.path("park-spliced.jpg"), real.folder().resolve("splice.jpg"));
        Files.copy(Samples.path("carpet.jpg"), real.folder().resolve("carpet.jpg"));
        var mask = new ByteProcessor(1024, 1024);
        var altered = Samples.splice(Samples.SEED).altered();
        for (int i = 0; i < altered.length; i++) {
            mask.set(i, altered[i] ? 255 : 0);
        }
        new FileSaver(new ImagePlus("", mask)).saveAsPng(real.folder().resolve("mask.png").toString());
        real.row("splice.jpg", "mask.png", "").row("carpet.jpg", "", "").row("none.jpg", "", "");
        Files.copy(Samples.path("carpet.jpg"), real.folder().resolve("misfit.jpg"));
        real.row("misfit.jpg", "mask.png", "");

        var result = evaluate(real, "--detectors", "adq1,blk,ADQ-1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("| real | ADQ1 | 1 of 2 | 0.9").contains("| real | BLK | ")
                .contains("| 1 of 1 | 0 of 1 |");
        assertThat(result.errors()).contains("[3/3] real/misfit.jpg").contains("real/none.jpg: There is no such picture")
                .contains("real/misfit.jpg: The mask").contains("1024x1024");
        var rows = Files.readAllLines(output.resolve("results.csv"));
        assertThat(rows).hasSize(7).anyMatch(row -> row.startsWith("real,splice.jpg,none,altered,ADQ1,FOUND,0.9"))
                .anyMatch(row -> row.startsWith("real,misfit.jpg,none,altered,,UNUSABLE"));
        assertThat(Files.readAllLines(output.resolve("timings.csv")))
                .anyMatch(row -> row.matches("real,none,BLK,2,[12],0,[0-9]+\\.[0-9]*[1-9][0-9]*,"));
    }

    @Test
    void attacksHaveTheirRowsAndTheUntouchedPictureIsAlwaysFirst() throws IOException {
        var result = evaluate(set, "--detectors", "blk", "--attacks", "jpeg:90,noise:0.02,jpeg-60,jpeg:90", "--limit", "1",
                "--protocols", "trufor", "--no-gallery");

        assertThat(result.exitCode()).as(result.errors()).isZero();
        var rows = Files.readAllLines(output.resolve("results.csv"));
        assertThat(rows.stream().skip(1).map(row -> row.split(",")[2])).containsExactly("none", "jpeg-90", "noise-0.02",
                "jpeg-60", "none", "jpeg-90", "noise-0.02", "jpeg-60");
        assertThat(rows.get(0)).contains("trufor_f1_best").doesNotContain("owaf_f1");
        assertThat(result.output()).contains("| set, none | BLK |").contains("| set, jpeg-60 | BLK |");
        assertThat(output.resolve("charts/set-jpeg.png")).exists();
        assertThat(output.resolve("charts/set-noise.png")).doesNotExist();
        assertThat(output.resolve("pictures")).doesNotExist();
    }

    @Test
    void uncalibratedStatisticsAreTakenForProbabilities() throws IOException {
        var real = new TestSet(folder.resolve("real"));
        Files.copy(Samples.path("carpet.jpg"), real.folder().resolve("carpet.jpg"));
        real.row("carpet.jpg", "", "");
        var options = new ArrayList<>(List.of("--detectors", "noi1", "--protocols", "palimpsest", "--no-gallery"));

        evaluate(real, options.toArray(String[]::new));
        assertThat(Files.readString(output.resolve("results.csv"))).containsPattern("NOI1,NOTHING,0\\.0");
        options.add("--uncalibrated");
        evaluate(real, options.toArray(String[]::new));
        // a noise of more than one grey level, cut to 1
        assertThat(Files.readString(output.resolve("results.csv"))).contains("NOI1,FOUND,1.0");
    }

    @Test
    void theSeedDecidesTheIntervalsAndIsRepeatable() throws IOException {
        maps("good", 0.1);
        evaluate(set, "--maps", folder.resolve("good").toString(), "--seed", "5", "--no-gallery");
        var summary = Files.readString(output.resolve("summary.csv"));
        evaluate(set, "--maps", folder.resolve("good").toString(), "--seed", "6", "--no-gallery");
        var other = Files.readString(output.resolve("summary.csv"));
        evaluate(set, "--maps", folder.resolve("good").toString(), "--seed", "5", "--no-gallery");

        assertThat(other).isNotEqualTo(summary);
        assertThat(output.resolve("summary.csv")).hasContent(summary);
    }

    @Test
    void scoresTheMapsOfAScreening() throws IOException {
        var screened = folder.resolve("screened");
        assertThat(CommandLineTool.run("screen", set.folder().resolve("altered").toString(), "--detectors", "blk,noi1",
                "--output", screened.resolve("altered").toString()).exitCode()).isZero();

        var result = evaluate(set, "--maps", screened.toString(), "--jobs", "2");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("| set | BLK |").contains("| set | NOI1 |");
        assertThat(result.errors()).contains("set/authentic/0.png: There is no map for 'authentic/0.png'");
    }

    @Test
    void takesOneSplitOnly() throws IOException {
        set.row(set.picture("more.png", false), "", "train");

        var train = evaluate(set, "--detectors", "blk", "--split", "train");
        var other = evaluate(set, "--detectors", "blk", "--split", "val");

        assertThat(train.exitCode()).as(train.errors()).isZero();
        assertThat(Files.readAllLines(output.resolve("results.csv"))).hasSize(2);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.errors()).contains("no split 'val'").contains("'test'").contains("'train'");
    }

    @Test
    void anOutputFolderWithinTheDataSetIsNoPartOfIt() throws IOException {
        var plain = folder.resolve("plain");
        Files.createDirectories(plain.resolve("authentic"));
        Files.copy(set.folder().resolve("authentic/0.png"), plain.resolve("authentic/0.png"));
        output = plain.resolve("authentic/out");
        for (int i = 0; i < 2; i++) {
            var result = CommandLineTool.run("evaluate", plain.toString(), "--detectors", "blk", "--output",
                    output.toString());
            assertThat(result.exitCode()).as(result.errors()).isZero();
            assertThat(Files.readAllLines(output.resolve("results.csv"))).hasSize(2);
            Files.createDirectories(output.resolve("pictures"));
            Files.copy(set.folder().resolve("altered/0.png"), output.resolve("pictures/left" + i + ".png"));
        }
    }

    @Test
    void comparesTwoEvaluations() throws IOException {
        maps("good", 0.1);
        maps("bad", 0.9);
        var good = folder.resolve("good-scores").toString();
        var bad = folder.resolve("bad-scores").toString();
        for (var name : List.of("good", "bad")) {
            assertThat(CommandLineTool.run("evaluate", set.folder().toString(), "--maps", folder.resolve(name).toString(),
                    "--output", folder.resolve(name + "-scores").toString(), "--no-gallery").exitCode()).isZero();
        }

        var same = CommandLineTool.run("evaluate", "--compare", good, good);
        var different = CommandLineTool.run("evaluate", "--compare", good, bad);

        assertThat(same.exitCode()).as(same.errors()).isZero();
        assertThat(same.output()).contains("| significant |").contains("| no |").doesNotContain("| yes |");
        assertThat(different.output()).contains("| set | none | good - bad | owaf_f1 |").contains("| yes |");
    }

    @Test
    void whatCannotBeComparedIsSaid() throws IOException {
        var one = Files.createDirectories(folder.resolve("one"));
        var two = Files.createDirectories(folder.resolve("two"));
        var header = "dataset,image,attack,label,detector,status,score,f1,reason\n";
        Files.writeString(one.resolve("results.csv"), header + "a,x,none,altered,A,FOUND,1,0.5,\n");
        Files.writeString(two.resolve("results.csv"), header + "b,x,none,altered,A,FOUND,1,0.5,\n");

        var apart = CommandLineTool.run("evaluate", "--compare", one.toString(), two.toString());
        var empty = CommandLineTool.run("evaluate", "--compare", one.toString(), folder.toString());
        var missing = CommandLineTool.run("evaluate", "--compare", one.toString(), folder.resolve("x").toString());
        var both = CommandLineTool.run("evaluate", set.folder().toString(), "--compare", one.toString(), two.toString());

        assertThat(apart.exitCode()).isEqualTo(1);
        assertThat(apart.errors()).contains("have no picture and detector in common; evaluate the same data sets");
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.errors()).contains("There is no").contains("results.csv");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(both.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --detectors | nonsense | no detector 'nonsense'; there are | ADQ1
            --detectors | , | No detector is named | ADQ1
            --protocols | f1 | no protocol 'f1'; there are | lstm-endec
            --attacks | sepia | no attack 'sepia'; name one of | jpeg:QUALITY
            --attacks | jpeg:300 | no attack 'jpeg:300' | (1 to 100)
            --layout | heap | no layout 'heap'; name one of | manifest
            --split | val | no split 'val' | 'test'
            --limit | 0 | limit of 0 | at least 1
            --limit | many | 'many' is not an int | --limit
            --jobs | -1 | -1 jobs | at least 1
            --seed | x | 'x' is not a long | --seed
            --maps | missing | There is no folder 'missing' | --maps
            """)
    void senselessOptionsAreWrongUsage(String option, String value, String said, String also) {
        var result = evaluate(set, option, value);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errors()).contains(said).contains(also);
        assertThat(output).doesNotExist();
    }

    @Test
    void whatElseIsWrongUsage() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        maps("good", 0.1);

        assertThat(CommandLineTool.run("evaluate").exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("evaluate", set.folder().toString()).exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("evaluate", folder.resolve("no").toString(), "--output", output.toString())
                .exitCode()).isEqualTo(2);
        assertThat(CommandLineTool.run("evaluate", set.folder().toString(), "--output", file.toString()).errors())
                .contains("is a file; name a folder");
        assertThat(CommandLineTool.run("evaluate", set.folder().toString(), set.folder().toString(), "--output",
                output.toString()).errors()).contains("Two data sets are named 'set'");
        var attacked = evaluate(set, "--maps", folder.resolve("good").toString(), "--attacks", "jpeg:70");
        assertThat(attacked.exitCode()).isEqualTo(2);
        assertThat(attacked.errors()).contains("of the pictures as they are");
        assertThat(CommandLineTool.run("evaluate", "--help").output()).contains("--resume").contains("Exit codes:");
    }

    @Test
    void aFolderWithoutLayoutFailsWithASentence() throws IOException {
        var empty = Files.createDirectories(folder.resolve("empty"));

        var result = CommandLineTool.run("evaluate", empty.toString(), "--output", output.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).contains("no layout that is known").contains("manifest.csv");
    }

    @Test
    void ofManyTroublesTheFirstAreTold() throws IOException {
        maps("good", 0.1);
        for (int i = 0; i < 50; i++) {
            set.row("gone" + i + ".png", "", "");
        }

        var result = evaluate(set, "--maps", folder.resolve("good").toString());

        assertThat(result.errors().lines().filter(line -> line.contains("There is no such picture"))).hasSize(20);
        assertThat(result.errors()).contains("and 30 more in");
    }

    /** Maps of all pictures: the altered part brighter than the rest by what noise leaves of it. */
    private void maps(String name, double noise) throws IOException {
        try (var files = Files.walk(set.folder())) {
            for (var file : files.filter(path -> path.toString().matches(".*/set/(altered|authentic)/.*")).toList()) {
                var specimen = Specimen.open(file);
                var map = specimen.luminance().clone();
                var random = new java.util.Random(map.length);
                for (int i = 0; i < map.length; i++) {
                    map[i] = (float) (map[i] / 255 * (1 - noise) + random.nextDouble() * noise);
                }
                var target = folder.resolve(name).resolve(set.folder().relativize(file)
                        .toString().replace(".png", ".tif"));
                Files.createDirectories(target.getParent());
                ScreeningFiles.save(target, new ImagePlus("", new FloatProcessor(specimen.width(), specimen.height(), map)));
            }
        }
    }

    private CommandLineTool.Result evaluate(TestSet tested, String... options) {
        var arguments = new ArrayList<>(List.of("evaluate", tested.folder().toString(), "--output", output.toString()));
        arguments.addAll(List.of(options));
        return CommandLineTool.run(arguments.toArray(String[]::new));
    }
}
