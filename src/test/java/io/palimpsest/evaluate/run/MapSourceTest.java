package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ij.ImagePlus;
import ij.ImageStack;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.evaluate.attack.Attack;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.metric.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MapSourceTest {

    @TempDir
    private Path folder;

    private Path maps;
    private TestSet set;

    @BeforeEach
    void make() throws IOException {
        maps = folder.resolve("maps");
        set = new TestSet(folder.resolve("set")).altered("tp/1.png").altered("tp/2.jpg.png").authentic("au/1.png");
    }

    @Test
    void readsFoldersOfAScreeningAndPlainFiles() throws IOException {
        save("tp/1.png/maps.tif", 1, "A", "B");
        save("tp/2.jpg.tif", 1, "A", "B");
        save("au/1.tiff", 1, "B", "A");

        var results = run(set.dataset());

        assertThat(results.troubles()).isEmpty();
        assertThat(results.groups()).extracting(Group::detector).containsExactly("A", "B");
        for (var group : results.groups()) {
            assertThat(group.assessed()).isEqualTo(3);
            assertThat(group.mapped("transforensics_auc").value()).isEqualTo(1);
            assertThat(group.all("palimpsest_false_alarm").value()).isZero();
            assertThat(group.seconds()).isNaN();
        }
        assertThat(EvaluationTest.rows(folder.resolve("out")).get("tp/1.png").get("score")).isEqualTo("0.900000");
    }

    @Test
    void aMapOfAnotherSizeIsResizedAndNaNIsNotAssessed() throws IOException {
        save("tp/1.tif", 2, "A");
        save("tp/2.jpg.tif", 2, "other label");
        save("au/1.tif", 0, "A");

        var results = run(set.dataset());

        assertThat(results.troubles()).isEmpty();
        var group = results.groups().get(0);
        assertThat(group.detector()).isEqualTo("A");
        assertThat(group.assessed()).isEqualTo(2);
        assertThat(group.mapped("owaf_f1").value()).isEqualTo(1);
        assertThat(EvaluationTest.rows(folder.resolve("out")).get("au/1.png").get("status")).isEqualTo("NOT_APPLICABLE");
    }

    @Test
    void anUnlabelledSliceBearsTheFoldersName() throws IOException {
        save("1.tif", 1, new String[] {null});
        var one = new TestSet(folder.resolve("one")).altered("deep/1.png");

        var results = run(one.dataset());

        assertThat(results.groups()).extracting(Group::detector).containsExactly("maps");
        assertThat(results.groups().get(0).mapped("owaf_f1").value()).isEqualTo(1);
    }

    @Test
    void missingBrokenAndSenselessMapsHaveTheirRows() throws IOException {
        save("tp/1.tif", 1, "A", "B");
        save("au/1.tif", 1, "A");
        set.altered("tp/3.png").altered("tp/4.png");
        Files.writeString(maps.resolve("tp/3.tif"), "no picture");
        var stack = new ImageStack(TestSet.WIDTH, TestSet.HEIGHT);
        stack.addSlice("A", new float[TestSet.WIDTH * TestSet.HEIGHT]);
        stack.addSlice("B", new float[TestSet.WIDTH * TestSet.HEIGHT]);
        stack.setVoxel(3, 3, 0, 7);
        ScreeningFiles.save(maps.resolve("tp/4.tif"), new ImagePlus("", stack));

        var results = run(set.dataset());

        assertThat(results.troubles()).extracting(trouble -> trouble.image() + " " + trouble.detector())
                .containsExactly("tp/2.jpg.png ", "au/1.png B", "tp/3.png ", "tp/4.png A");
        assertThat(results.troubles().get(0).reason()).contains("no map for 'tp/2.jpg.png'").contains("add it");
        assertThat(results.troubles().get(1).reason()).contains("no slice 'B'");
        assertThat(results.troubles().get(2).reason()).contains("no TIFF");
        assertThat(results.troubles().get(3).reason()).contains("0.0 to 7.0").contains("bring them to that range");
        assertThat(EvaluationTest.rows(folder.resolve("out"))).containsKeys("tp/1.png", "tp/2.jpg.png", "au/1.png");
    }

    @Test
    void aMapThatSeveralPicturesWouldTakeIsTakenByNone() throws IOException {
        save("1.tif", 1, "A");
        save("2.jpg.tif", 1, "A");

        var results = run(set.dataset());

        assertThat(results.troubles()).extracting(Trouble::image).containsExactly("tp/1.png", "au/1.png");
        assertThat(results.troubles().get(0).reason()).contains("fits 2 pictures");
    }

    @Test
    void foldersNamedAsTheDataSetsTellTheirMapsApart() throws IOException {
        var other = new TestSet(folder.resolve("other")).altered("tp/1.png");
        save("set/tp/1.tif", 1, "A");
        save("other/tp/1.png/maps.tif", 1, "A");
        save("2.jpg.tif", 1, "A");
        save("set/au/1.tif", 1, "A");

        assertThat(run(set.dataset(), other.dataset()).troubles()).isEmpty();
    }

    @Test
    void changedMapsAreAnotherPlan() throws IOException {
        save("tp/1.tif", 1, "A");
        var before = MapSource.of(maps, List.of(set.dataset())).settings();
        assertThat(MapSource.of(maps, List.of(set.dataset())).settings()).isEqualTo(before);

        save("tp/2.jpg.tif", 1, "A");

        assertThat(MapSource.of(maps, List.of(set.dataset())).settings()).isNotEqualTo(before);
    }

    @Test
    void noMapsAtAllAreSaidAtOnce() throws IOException {
        Files.createDirectories(maps);

        assertThatThrownBy(() -> MapSource.of(maps, List.of(set.dataset()))).isInstanceOf(IOException.class)
                .hasMessageContaining("no maps in").hasMessageContaining("NAME/maps.tif");
    }

    /** Slices with 0.9 in the altered part if the name is of an altered picture; reduced, or not assessed for 0. */
    private void save(String name, int reduced, String... labels) throws IOException {
        var by = Math.max(1, reduced);
        var wide = TestSet.WIDTH / by;
        var stack = new ImageStack(wide, TestSet.HEIGHT / by);
        for (var label : labels) {
            var map = new float[wide * (TestSet.HEIGHT / by)];
            for (int i = 0; i < map.length; i++) {
                var inside = !name.contains("au/") && TestSet.inside(i % wide * by, i / wide * by);
                map[i] = reduced == 0 ? Float.NaN : inside ? 0.9f : 0.1f;
            }
            stack.addSlice(label, map);
        }
        var image = new ImagePlus("", stack);
        if (labels.length == 1 && labels[0] != null) {
            image.setProp("Slice_Label", labels[0]);
        }
        Files.createDirectories(maps.resolve(name).getParent());
        ScreeningFiles.save(maps.resolve(name), image);
    }

    private Results run(Dataset... sets) throws IOException {
        var plan = new Plan(List.of(sets), List.of(Attack.parse("none")), List.of(Protocol.OWAF, Protocol.TRANSFORENSICS,
                Protocol.PALIMPSEST), folder.resolve("out"), 1000, 1, false, 0);
        return new Evaluation(plan, MapSource.of(maps, List.of(sets))).run(Monitor.none(), (done, all, what) -> {});
    }
}
