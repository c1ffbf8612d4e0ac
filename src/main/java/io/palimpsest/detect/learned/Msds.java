package io.palimpsest.detect.learned;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * MSDS: regions that do not fit the rest of the picture at several scales at once.
 *
 * <p>The network is a U-shaped one of U-shaped blocks, between whose halves patches of four sizes are compared with each
 * other; the one that we ship reads what TruFor's encoder sees in the picture, too. For raw map, size and units see the
 * model's card and {@link ScaledDetector}.
 *
 * <p>It misleads on kinds of pictures and alterations that it was not trained on (see the model's card). In pictures larger
 * than what it sees it is blind to small regions and fine traces. It needs 64 x 64 pixels that are not all the same.
 *
 * <p>S. Qin, C. Liang, Y. Luo, J. Liu, Q. Fu, X. Ouyang, "Multi-scale and deeply supervised network for image splicing
 * localization", Frontiers in Artificial Intelligence 8, 2025.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Learned>MSDS")
public final class Msds extends ScaledDetector {

    @Override
    String model() {
        return "msds";
    }

    @Override
    String trace() {
        return "look";
    }
}
