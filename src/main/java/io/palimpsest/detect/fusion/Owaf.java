package io.palimpsest.detect.fusion;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * OwAF, operation-wise attention fusion of ADQ1, DCT, BLK, CAGI and Splicebuster.
 *
 * <p>A small network that chooses, for each picture, between convolutions and poolings of several sizes, and so learns
 * which maps are to be believed when. Shows regions that the five maps together set apart, also where none of them does so
 * by itself, and is silent about what looks like a trace but is texture. It misleads on kinds of pictures and alterations
 * that it was not trained on (models/owaf/card.json says on which), and sees nothing that leaves no trace in the five maps.
 *
 * <p>P. Charitidis, G. Kordopatis-Zilos, S. Papadopoulos, I. Kompatsiaris, "Operation-wise attention network for tampering
 * localization fusion", Content-Based Multimedia Indexing, 2021. Here each map comes with its trust, and the grid is that
 * of JPEG blocks; the weights are our own.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Fusion>OwAF")
public final class Owaf extends LearnedFusion {

    @Override
    String model() {
        return "owaf";
    }
}
