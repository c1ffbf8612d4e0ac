package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestTest {

    @TempDir
    private Path folder;

    private void make(String... files) throws IOException {
        for (var file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.createFile(folder.resolve(file));
        }
    }

    private Dataset read(String... lines) throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), String.join("\n", lines));
        return Dataset.read(folder);
    }

    @Test
    void rowsInTheirOrder() throws IOException {
        make("i/ü.png", "i/b, again.png", "i/a.png", "m/a.png");
        var dataset = read("\uFEFFid,image,Mask,label,split,kind,note", "1,i/ü.png, ,authentic,test,,x",
                "2,\"i/b, again.png\",,,,,", "3,i/a.png,m/a.png,forged,train,splice,");
        assertThat(dataset.layout()).isEqualTo("manifest");
        assertThat(dataset.problems()).isEmpty();
        assertThat(dataset.items()).extracting(Item::name).containsExactly("i/ü.png", "i/b, again.png", "i/a.png");
        assertThat(dataset.items()).extracting(Item::label)
                .containsExactly(Label.AUTHENTIC, Label.AUTHENTIC, Label.ALTERED);
        assertThat(dataset.items()).extracting(Item::split).containsExactly("test", "", "train");
        assertThat(dataset.items().get(2).kind()).isEqualTo("splice");
        assertThat(dataset.items().get(2).mask()).contains(folder.resolve("m/a.png"));
    }

    @Test
    void onlyPictures() throws IOException {
        make("a.png");
        assertThat(read("image,licence", "a.png,CC0", "").items()).extracting(Item::label)
                .containsExactly(Label.AUTHENTIC);
    }

    @Test
    void withoutALabelTheMaskDecides() throws IOException {
        make("a.png", "b.png", "m.png");
        assertThat(read("image,mask", "a.png,m.png", "b.png").items()).extracting(Item::label)
                .containsExactly(Label.ALTERED, Label.AUTHENTIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png,,forged", "a.png,none.png,forged", "a.png,none.png,", "none.png,m.png,forged",
        "a.png,m.png,authentic", "a.png,,maybe", ",m.png,forged", "a\u0000.png,,"})
    void rowsThatCannotBeUsed(String row) throws IOException {
        make("a.png", "m.png", "fine.png");
        var dataset = read("image,mask,label", row, "fine.png,,");
        assertThat(dataset.items()).extracting(Item::name).containsExactly("fine.png");
        assertThat(dataset.problems()).hasSize(1)
                .allSatisfy(problem -> assertThat(problem.reason()).contains(";"));
    }

    @Test
    void aPictureListedTwice() throws IOException {
        make("a.png", "m.png");
        var dataset = read("image,mask", "a.png,", "a.png,m.png");
        assertThat(dataset.items()).extracting(Item::label).containsExactly(Label.AUTHENTIC);
        assertThat(dataset.problems()).extracting(Problem::path).containsExactly("a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file,mask\na.png,b.png\n", "image,image\na.png,b.png\n", "image\n\"a.png\n"})
    void noManifest(String text) throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), text);
        assertThatThrownBy(() -> Dataset.read(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("manifest.csv").hasMessageContaining(";");
    }

    @Test
    void theReferenceOfNist() throws IOException {
        make("set/probe/a.jpg", "set/probe/b.jpg", "set/probe/c.jpg", "set/mask/manipulation/a.png",
                "set/reference/splice/NC2016-splice-ref.csv");
        var reference = Files.createDirectories(folder.resolve("set/reference/manipulation"));
        Files.writeString(reference.resolve("NC2016-manipulation-ref.csv"),
                "TaskID|ProbeFileID|ProbeFileName|ProbeMaskFileName|IsTarget|IsManipulationTypeSplice"
                        + "|IsManipulationTypeRemoval\n"
                        + "manipulation|a|probe/a.jpg|mask/manipulation/a.png|Y|N|Y\n"
                        + "manipulation|b|probe/b.jpg||N||\nmanipulation|c|probe/c.jpg|mask/c.png|Y|Y|N\n");
        var dataset = Dataset.read(folder);
        assertThat(dataset.layout()).isEqualTo("nist16");
        assertThat(dataset.items()).containsExactly(
                new Item("set/probe/a.jpg", folder.resolve("set/probe/a.jpg"),
                        java.util.Optional.of(folder.resolve("set/mask/manipulation/a.png")), Label.ALTERED, "", "removal",
                        MaskRule.DARK),
                new Item("set/probe/b.jpg", folder.resolve("set/probe/b.jpg"), java.util.Optional.empty(), Label.AUTHENTIC,
                        "", "", MaskRule.BRIGHT));
        assertThat(dataset.problems()).extracting(Problem::path).containsExactly("set/probe/c.jpg");
    }
}
