package io.palimpsest.detect.fusion;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * Fusion of ADQ1, DCT, BLK, CAGI and Splicebuster by a U-Net with an EfficientNet-B4 as its encoder.
 *
 * <p>A large network that the paper on OwAF compares with; it sees the whole picture at once. For what it shows and when it
 * misleads see {@link Owaf}.
 *
 * <p>P. Charitidis and others, as for OwAF; M. Tan, Q. V. Le, "EfficientNet: rethinking model scaling for convolutional
 * neural networks", ICML 2019. The weights are our own.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Fusion>Eff-B4-Unet")
public final class EffB4Unet extends LearnedFusion {

    @Override
    String model() {
        return "eff-b4-unet";
    }
}
