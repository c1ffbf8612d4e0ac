package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FoldersTest {

    @TempDir
    private Path folder;

    private void make(String... files) throws IOException {
        for (var file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.createFile(folder.resolve(file));
        }
    }

    @ParameterizedTest
    @CsvSource({"a.png,a_gt.png", "a.png,A_MASK.PNG", "a.tif,a-mask.jpg", "a.jpg,a_edgemask.bmp", "a.png,a_forged_mask.png",
        "a_forged.png,a_forged_mask.png", "a.png,mask_a.tif", "imgs/a.png,mask/a.png", "Tp/a.jpg,Gt/a.png",
        "fake/a.jpg,groundtruth/a_gt.png", "forged/s/a.jpg,Ground Truth/s/a.png", "train/images/a.png,train/masks/a.png",
        "train_images/a.png,train_masks/a.png", "Modified Tp/a.jpg,My set Groundtruth/a_gt.png", "images/a.png,masks/a.npy",
        "tampered/a_gt_2.png,masks/a_gt_2.png"})
    void pairs(String picture, String mask) throws IOException {
        make(picture, mask);
        var dataset = Dataset.read(folder, "folders");
        assertThat(dataset.problems()).isEmpty();
        assertThat(dataset.items()).singleElement().satisfies(item -> {
            assertThat(item.name()).isEqualTo(picture);
            assertThat(item.mask()).contains(folder.resolve(mask));
            assertThat(item.label()).isEqualTo(Label.ALTERED);
            assertThat(item.rule()).isEqualTo(mask.endsWith(".npy") ? MaskRule.ARRAY : MaskRule.BRIGHT);
        });
    }

    @ParameterizedTest
    @CsvSource({"authentic/a.png", "Au/deep/a.png", "original images/a.png", "pristine/mask_seller.png"})
    void authentic(String picture) throws IOException {
        make(picture);
        assertThat(Dataset.read(folder).items()).singleElement()
                .satisfies(item -> assertThat(item.label()).isEqualTo(Label.AUTHENTIC));
    }

    @Test
    void aPictureWithoutAMaskIsNeverTakenForAuthentic() throws IOException {
        make("images/a.png", "images/b.png", "masks/b.png");
        var dataset = Dataset.read(folder);
        assertThat(dataset.items()).extracting(Item::name).containsExactly("images/b.png");
        assertThat(dataset.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("images/a.png");
            assertThat(problem.reason()).contains("no mask");
        });
    }

    @Test
    void sameNamesInSeveralParts() throws IOException {
        make("train/images/a.png", "train/masks/a.png", "test/images/a.png", "test/masks/a.png", "val/masks/a.png");
        var dataset = Dataset.read(folder);
        assertThat(dataset.items()).extracting(Item::split).containsExactly("test", "train");
        assertThat(dataset.items()).extracting(item -> folder.relativize(item.mask().orElseThrow()).getName(0).toString())
                .containsExactly("test", "train");
        assertThat(dataset.problems()).extracting(Problem::path).containsExactly("val/masks/a.png");
    }

    @Test
    void whatIsNotCertainIsAProblem() throws IOException {
        make("images/a.png", "images/a.jpg", "masks/a.png", "images/b.png", "masks/b.png", "masks/b_gt.png");
        var dataset = Dataset.read(folder);
        assertThat(dataset.items()).isEmpty();
        assertThat(dataset.problems()).extracting(Problem::path).containsExactlyInAnyOrder("images/a.png", "images/a.jpg",
                "masks/a.png", "images/b.png");
        assertThat(dataset.problems()).extracting(Problem::reason)
                .anySatisfy(reason -> assertThat(reason).contains("masks/b.png, masks/b_gt.png"));
    }

    @Test
    void hiddenFilesDoNotCountAndBrokenLinksAreProblems() throws IOException {
        make("images/a.png", "masks/a.png", "images/._a.png", "__MACOSX/images/c.png", ".git/images/d.png");
        Files.createSymbolicLink(folder.resolve("images/e.png"), folder.resolve("nowhere.png"));
        Files.createSymbolicLink(folder.resolve("images/loop"), folder);
        var dataset = Dataset.read(folder);
        assertThat(dataset.items()).extracting(Item::name).containsExactly("images/a.png");
        assertThat(dataset.problems()).extracting(Problem::path).containsExactlyInAnyOrder("images/e.png", "images/loop");
    }

    @Test
    void noLayout() throws IOException {
        assertThatThrownBy(() -> Dataset.read(folder.resolve("none"))).isInstanceOf(IOException.class)
                .hasMessageContaining("no folder");
        assertThatThrownBy(() -> Dataset.read(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("manifest").hasMessageContaining("casia2");
        make("a.png", "b.png");
        assertThatThrownBy(() -> Dataset.read(folder)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Dataset.read(folder, "casia2")).isInstanceOf(IOException.class)
                .hasMessageContaining("casia2");
        assertThatThrownBy(() -> Dataset.read(folder, "casia3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("casia3").hasMessageContaining("coverage");
        assertThat(Dataset.layouts()).doesNotHaveDuplicates().startsWith("manifest").endsWith("folders").hasSize(13);
    }
}
