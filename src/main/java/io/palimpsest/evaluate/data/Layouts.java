package io.palimpsest.evaluate.data;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The layouts, in the order in which they are tried.
 *
 * <p>What is assumed of the published ones, each as its authors' archive unpacks, below any further folders:
 * <ul>
 * <li>recodai (Recod.ai/LUC scientific image forgery): {@code train_images/authentic|forged/N.png},
 * {@code train_masks/N.npy}; {@code supplemental_images} and {@code supplemental_masks} likewise, all forged;
 * {@code test_images} has no labels and is left out
 * <li>columbia (uncompressed splicing): {@code 4cam_auth}, {@code 4cam_splc} and its {@code edgemask/NAME_edgemask.jpg},
 * in which red is the part of the first camera in the name and green that of the second, bright or dark by the distance
 * from the border. The authors call neither the spliced one; green is taken, as published evaluations do. The masks
 * {@code _edgemask_3} are left out
 * <li>defacto: {@code PART_img/img}, {@code PART_annotations/probe_mask}, the other masks left out
 * <li>comofod: {@code NNN_O} original, {@code NNN_F} forged, {@code NNN_F_XXN} forged and processed, {@code NNN_B}
 * binary mask of all of these, {@code NNN_M} coloured mask, left out
 * <li>grip (copy-move): {@code TP_C00_000_copy} with {@code TP_C00_000_gt}, variants with the same ending;
 * {@code IMG_*} or a folder of originals
 * <li>coverage: {@code image/N.tif} original, {@code image/Nt.tif} altered, {@code mask/Nforged.tif}; the masks of source
 * and place of the copy, {@code Ncopy} and {@code Npaste}, are left out
 * <li>casia1: {@code Au}, {@code Tp} or {@code Modified Tp} with {@code Sp_D_*} (splice) and {@code Sp_S_*} (copy-move),
 * a folder ending in {@code groundtruth} with {@code *_gt.png}
 * <li>casia2: the same with {@code Tp_D_*} and {@code Tp_S_*}
 * <li>dso1: {@code normal-NN}, {@code splicing-NN}, masks of the same name in a folder with {@code mask} in its name, black
 * = altered; {@code DSI-1} beside it is left out
 * <li>nist16: see {@link Nist16}
 * <li>imd2020: in a folder for each original {@code *_orig}, altered versions of any name, {@code NAME_mask} of each
 * </ul>
 */
final class Layouts {

    private static final String NONE = "(?!)";

    private static final Map<String, String> KINDS = Map.of("d", "splice", "s", "copy-move", "splicing", "splice",
            "copymove", "copy-move");

    private static final UnaryOperator<String> NAMED = kind -> KINDS.getOrDefault(kind, kind);

    static final List<Layout> ALL = List.of(
            new Manifest(),
            Published.of("recodai", MaskRule.ARRAY,
                    "<dir>(?<part>train|supplemental)_masks/<dir>(?<key>[^/]+)\\.npy",
                    "<dir>test_images/.*",
                    "<dir>train_images/authentic/[^/]+<ext>",
                    "<dir>(?<part>train|supplemental)_images/(?:forged/)?(?<key>[^/]+)<ext>", kind -> "copy-move"),
            Published.of("columbia", MaskRule.GREEN,
                    "<dir>4cam_splc/<dir>edgemask/(?<key>[^/]+)_edgemask<ext>",
                    "<dir>edgemask/.*",
                    "<dir>4cam_auth/<dir>[^/]+<ext>",
                    "<dir>4cam_splc/<dir>(?<key>[^/]+)<ext>", kind -> "splice"),
            Published.of("defacto", MaskRule.BRIGHT,
                    "<dir>(?<part>[^/]+)_annotations/probe_mask/(?<key>[^/]+)<ext>",
                    "<dir>[^/]+_annotations/.*",
                    "<dir>(?:authentic|originals?|pristine)/<dir>[^/]+<ext>",
                    "<dir>(?<part>(?<kind>[a-z]+)[^/]*)_img/(?:img/)?(?<key>[^/]+)<ext>", NAMED),
            Published.of("comofod", MaskRule.BRIGHT,
                    "<dir>(?<key>\\d{3})_B<ext>",
                    "<dir>\\d{3}_M<ext>",
                    "<dir>\\d{3}_O(?:_[A-Z]{1,3}\\d*)?<ext>",
                    "<dir>(?<key>\\d{3})_F(?:_(?<kind>[A-Z]{1,3}\\d*))?<ext>", kind -> ("copy-move " + kind).strip()),
            Published.of("grip", MaskRule.BRIGHT,
                    "<dir>(?<key>TP_C\\d+_\\d+)(?:_copy)?(?<part>[^/]*?)_gt[^/]*<ext>",
                    NONE,
                    "<dir>IMG_[^/]+<ext>|<dir>originals?[^/]*/<dir>[^/]+<ext>",
                    "<dir>(?<key>TP_C\\d+_\\d+)_copy(?<part>[^/]*)<ext>", kind -> "copy-move"),
            Published.of("coverage", MaskRule.BRIGHT,
                    "<dir>masks?/(?<key>\\d+)forged<ext>",
                    "<dir>masks?/\\d+(?:copy|paste)<ext>",
                    "<dir>images?/\\d+<ext>",
                    "<dir>images?/(?<key>\\d+)t<ext>", kind -> "copy-move"),
            Published.of("casia1", MaskRule.BRIGHT,
                    "<dir>[^/]*ground ?truth/<dir>(?<key>Sp_[^/]+?)(?:_gt)?<ext>",
                    NONE,
                    "<dir>Au/<dir>[^/]+<ext>",
                    "<dir>(?:Modified ?)?Tp/<dir>(?<key>Sp_(?<kind>[DS])_[^/]+)<ext>", NAMED),
            Published.of("casia2", MaskRule.BRIGHT,
                    "<dir>[^/]*ground ?truth/<dir>(?<key>Tp_[^/]+?)(?:_gt)?<ext>",
                    NONE,
                    "<dir>Au/<dir>[^/]+<ext>",
                    "<dir>Tp/<dir>(?<key>Tp_(?<kind>[DS])_[^/]+)<ext>", NAMED),
            Published.of("dso1", MaskRule.DARK,
                    "(?!.*DSI-1)<dir>[^/]*mask[^/]*/<dir>(?<key>splicing-\\d+)(?:_gt|_mask)?<ext>",
                    ".*DSI-1.*",
                    "<dir>normal-\\d+<ext>",
                    "<dir>(?<key>splicing-\\d+)<ext>", kind -> "splice"),
            new Nist16(Published.of("nist16", MaskRule.DARK,
                    "<dir>masks?/<dir>(?<key>[^/]+?)(?:_mask|_gt)?<ext>",
                    "<dir>world/.*",
                    NONE,
                    "<dir>probe/<dir>(?<key>[^/]+)<ext>", kind -> "")),
            Published.of("imd2020", MaskRule.BRIGHT,
                    "(?<part>(?:[^/]+/)+)(?<key>[^/]+)_mask<ext>",
                    NONE,
                    "(?:[^/]+/)+[^/]+_orig<ext>",
                    "(?<part>(?:[^/]+/)+)(?<key>[^/]+)<ext>", kind -> "").withOriginals(),
            new Folders());

    private Layouts() {}
}
