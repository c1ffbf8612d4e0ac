package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Small trees of each published layout; nothing is opened to list them, so that the files may be empty. */
class LayoutsTest {

    @TempDir
    private Path folder;

    /**
     * @param items name, then mask or -, kind or -, split or -, rule
     * @param problems paths
     */
    private record Tree(String layout, List<String> files, List<String> items, List<String> problems) {}

    private static final List<Tree> TREES = List.of(
            new Tree("recodai",
                    List.of("train_images/authentic/10.png", "train_images/forged/10.png", "train_images/forged/11.png",
                            "train_masks/10.npy", "train_masks/12.npy", "supplemental_images/7.png",
                            "supplemental_masks/7.npy", "test_images/1.png", "sample_submission.csv"),
                    List.of("supplemental_images/7.png supplemental_masks/7.npy copy-move supplemental ARRAY",
                            "train_images/authentic/10.png - - train BRIGHT",
                            "train_images/forged/10.png train_masks/10.npy copy-move train ARRAY"),
                    List.of("train_images/forged/11.png", "train_masks/12.npy")),
            new Tree("columbia",
                    List.of("4cam_auth/canong3_02_sub_01.tif", "4cam_auth/edgemask/canong3_02_sub_01_edgemask.jpg",
                            "4cam_splc/canong3_canonxt_sub_01.tif", "4cam_splc/canong3_canonxt_sub_02.tif",
                            "4cam_splc/edgemask/canong3_canonxt_sub_01_edgemask.jpg",
                            "4cam_splc/edgemask/canong3_canonxt_sub_01_edgemask_3.jpg", "README.txt"),
                    List.of("4cam_auth/canong3_02_sub_01.tif - - - BRIGHT",
                            "4cam_splc/canong3_canonxt_sub_01.tif "
                                    + "4cam_splc/edgemask/canong3_canonxt_sub_01_edgemask.jpg splice - GREEN"),
                    List.of("4cam_splc/canong3_canonxt_sub_02.tif")),
            new Tree("defacto",
                    List.of("splicing_1_img/img/0_000000000071.tif", "splicing_2_img/img/0_000000000071.tif",
                            "splicing_1_annotations/probe_mask/0_000000000071.jpg",
                            "splicing_1_annotations/donor_mask/0_000000000071.jpg",
                            "copymove_img/img/1.tif", "copymove_annotations/probe_mask/1.tif",
                            "inpainting_img/img/2.tif", "inpainting_annotations/probe_mask/2.png"),
                    List.of("copymove_img/img/1.tif copymove_annotations/probe_mask/1.tif copy-move - BRIGHT",
                            "inpainting_img/img/2.tif inpainting_annotations/probe_mask/2.png inpainting - BRIGHT",
                            "splicing_1_img/img/0_000000000071.tif "
                                    + "splicing_1_annotations/probe_mask/0_000000000071.jpg splice - BRIGHT"),
                    List.of("splicing_2_img/img/0_000000000071.tif")),
            new Tree("comofod",
                    List.of("001_O.png", "001_O_JC1.jpg", "001_F.png", "001_F_JC1.jpg", "001_B.png", "001_M.png",
                            "002_F.png", "cover.png"),
                    List.of("001_F.png 001_B.png copy-move - BRIGHT", "001_F_JC1.jpg 001_B.png copy-move_jc1 - BRIGHT",
                            "001_O.png - - - BRIGHT", "001_O_JC1.jpg - - - BRIGHT"),
                    List.of("002_F.png", "cover.png")),
            new Tree("grip",
                    List.of("forged_images/TP_C01_001_copy.png", "forged_images/TP_C01_001_gt.png",
                            "forged_images/TP_C01_002_gt.png", "original_images/IMG_C01_001.png",
                            "rotation/TP_C01_001_copy_r10.png", "rotation/TP_C01_001_copy_r10_gt.png"),
                    List.of("forged_images/TP_C01_001_copy.png forged_images/TP_C01_001_gt.png copy-move - BRIGHT",
                            "original_images/IMG_C01_001.png - - - BRIGHT",
                            "rotation/TP_C01_001_copy_r10.png rotation/TP_C01_001_copy_r10_gt.png copy-move - BRIGHT"),
                    List.of("forged_images/TP_C01_002_gt.png")),
            new Tree("coverage",
                    List.of("image/1.tif", "image/1t.tif", "image/2t.tif", "mask/1forged.tif", "mask/1copy.tif",
                            "mask/1paste.tif", "mask/3forged.tif", "label/FEA.mat", "readme.txt"),
                    List.of("image/1.tif - - - BRIGHT", "image/1t.tif mask/1forged.tif copy-move - BRIGHT"),
                    List.of("image/2t.tif", "mask/3forged.tif")),
            new Tree("casia1",
                    List.of("CASIA 1.0 dataset/Au/Au_ani_0001.jpg", "CASIA 1.0 dataset/Modified Tp/Sp/Sp_D_CND_A_1.jpg",
                            "CASIA 1.0 dataset/Modified Tp/CM/Sp_S_CND_A_2.jpg",
                            "CASIA 1.0 dataset/Modified Tp/CM/Sp_S_CND_A_3.jpg",
                            "CASIA 1.0 groundtruth/Sp/Sp_D_CND_A_1_gt.png", "CASIA 1.0 groundtruth/CM/Sp_S_CND_A_2_gt.png",
                            "CASIA 1.0 groundtruth/FileNameCorrection.xlsx"),
                    List.of("CASIA 1.0 dataset/Au/Au_ani_0001.jpg - - - BRIGHT",
                            "CASIA 1.0 dataset/Modified Tp/CM/Sp_S_CND_A_2.jpg "
                                    + "CASIA 1.0 groundtruth/CM/Sp_S_CND_A_2_gt.png copy-move - BRIGHT",
                            "CASIA 1.0 dataset/Modified Tp/Sp/Sp_D_CND_A_1.jpg "
                                    + "CASIA 1.0 groundtruth/Sp/Sp_D_CND_A_1_gt.png splice - BRIGHT"),
                    List.of("CASIA 1.0 dataset/Modified Tp/CM/Sp_S_CND_A_3.jpg")),
            new Tree("casia2",
                    List.of("Au/Au_ani_00001.jpg", "Au/Thumbs.db", "Tp/Tp_D_CRN_M_N_1.tif", "Tp/Tp_S_CRN_M_N_2.jpg",
                            "Tp/Tp_D_NRN_3.jpg", "Tp/stray.jpg", "CASIA 2 Groundtruth/Tp_D_CRN_M_N_1_gt.png",
                            "CASIA 2 Groundtruth/Tp_S_CRN_M_N_2_gt.png", "CASIA 2 Groundtruth/Tp_S_NRN_9_gt.png"),
                    List.of("Au/Au_ani_00001.jpg - - - BRIGHT",
                            "Tp/Tp_D_CRN_M_N_1.tif CASIA 2 Groundtruth/Tp_D_CRN_M_N_1_gt.png splice - BRIGHT",
                            "Tp/Tp_S_CRN_M_N_2.jpg CASIA 2 Groundtruth/Tp_S_CRN_M_N_2_gt.png copy-move - BRIGHT"),
                    List.of("Tp/Tp_D_NRN_3.jpg", "Tp/stray.jpg", "CASIA 2 Groundtruth/Tp_S_NRN_9_gt.png")),
            new Tree("dso1",
                    List.of("tifs/DSO-1/normal-01.png", "tifs/DSO-1/splicing-01.png", "tifs/DSO-1/splicing-02.png",
                            "tifs/DSO-1-Fake-Images-Masks/splicing-01.png", "tifs/DSI-1/splicing-01.png",
                            "tifs/DSI-1/normal-01.png"),
                    List.of("tifs/DSO-1/normal-01.png - - - BRIGHT",
                            "tifs/DSO-1/splicing-01.png tifs/DSO-1-Fake-Images-Masks/splicing-01.png splice - DARK"),
                    List.of("tifs/DSO-1/splicing-02.png")),
            new Tree("nist16",
                    List.of("probe/NC2016_0001.jpg", "probe/NC2016_0002.jpg", "mask/NC2016_0001.png", "world/w.jpg"),
                    List.of("probe/NC2016_0001.jpg mask/NC2016_0001.png - - DARK"),
                    List.of("probe/NC2016_0002.jpg")),
            new Tree("imd2020",
                    List.of("1a1ogs/1a1ogs_orig.jpg", "1a1ogs/c8tf5mq_0.png", "1a1ogs/c8tf5mq_0_mask.png",
                            "1a1ogs/d_0.jpg", "2b/c8tf5mq_0.jpg", "2b/c8tf5mq_0_mask.png"),
                    List.of("1a1ogs/1a1ogs_orig.jpg - - - BRIGHT",
                            "1a1ogs/c8tf5mq_0.png 1a1ogs/c8tf5mq_0_mask.png - - BRIGHT",
                            "2b/c8tf5mq_0.jpg 2b/c8tf5mq_0_mask.png - - BRIGHT"),
                    List.of("1a1ogs/d_0.jpg")),
            new Tree("folders",
                    List.of("authentic/x.jpg", "images/a.jpg", "images/b.png", "masks/a_gt.png", "masks/b.bmp",
                            "masks/c_mask.png"),
                    List.of("authentic/x.jpg - - - BRIGHT", "images/a.jpg masks/a_gt.png - - BRIGHT",
                            "images/b.png masks/b.bmp - - BRIGHT"),
                    List.of("masks/c_mask.png")));

    @TestFactory
    Stream<DynamicTest> eachLayoutIsRecognisedAndRead() {
        return TREES.stream().map(tree -> DynamicTest.dynamicTest(tree.layout, () -> check(tree, "")));
    }

    @TestFactory
    Stream<DynamicTest> belowOtherFoldersToo() {
        return TREES.stream().map(tree -> DynamicTest.dynamicTest(tree.layout, () -> check(tree, "nested/Deep er/")));
    }

    private void check(Tree tree, String prefix) throws IOException {
        var root = Files.createTempDirectory(folder, tree.layout);
        for (var file : tree.files) {
            make(root.resolve(prefix + file));
        }
        for (var dataset : List.of(Dataset.read(root), Dataset.read(root, tree.layout))) {
            assertThat(dataset.layout()).isEqualTo(tree.layout);
            assertThat(dataset.name()).isEqualTo(root.getFileName().toString());
            assertThat(dataset.items()).extracting(item -> text(item, root, prefix)).containsExactlyElementsOf(tree.items);
            assertThat(dataset.problems()).extracting(problem -> problem.path().substring(prefix.length()))
                    .containsExactlyInAnyOrderElementsOf(tree.problems);
            assertThat(dataset.problems()).allSatisfy(problem -> assertThat(problem.reason()).contains(";"));
        }
    }

    private static String text(Item item, Path root, String prefix) {
        assertThat(item.image()).isEqualTo(root.resolve(item.name()));
        assertThat(item.label()).isEqualTo(item.mask().isPresent() ? Label.ALTERED : Label.AUTHENTIC);
        var mask = item.mask().map(path -> root.resolve(prefix).relativize(path).toString().replace('\\', '/')).orElse("-");
        return item.name().substring(prefix.length()) + " " + mask + " " + blank(item.kind()).replace(' ', '_') + " "
                + blank(item.split()) + " " + item.rule();
    }

    private static String blank(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    @Test
    void tenThousandPicturesAreListedInSeconds() throws IOException {
        for (int i = 0; i < 5000; i++) {
            make(folder.resolve("Tp/" + i + ".jpg"));
            make(folder.resolve("Gt/" + i + "_gt.png"));
        }
        var start = System.nanoTime();
        var dataset = Dataset.read(folder);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
        assertThat(dataset.items()).hasSize(5000);
        assertThat(dataset.problems()).isEmpty();
    }
}
