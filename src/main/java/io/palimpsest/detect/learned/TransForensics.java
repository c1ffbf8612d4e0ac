package io.palimpsest.detect.learned;

import java.util.Map;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * TransForensics: regions that do not fit the rest of the picture, by comparing each place with all others.
 *
 * <p>The network attends from every place to every other at four scales and corrects the finer scales by the coarser ones. For
 * raw map, size and units see the model's card and {@link ScaledDetector}: the paper's sees pictures at
 * 512 x 512 pixels. {@code branch} names the finest scale that is computed: C5, at a 32nd of that size, is quickest; C3, at an
 * 8th, is nearly as good as C2 by the paper; C2, at a 4th, compares 16 times as many pairs of places as C3.
 *
 * <p>The suite's own network began with the encoder of TruFor's and takes its fingerprint, so the two err together more often
 * than others: that both find a region says little more than that one does.
 *
 * <p>It misleads on kinds of pictures and alterations that it was not trained on (see the model's card), and where a whole
 * picture was put together by right, as panels are. In pictures larger than what it sees it is blind to small regions and fine
 * traces. It needs 64 x 64 pixels that are not all the same.
 *
 * <p>J. Hao, Z. Zhang, S. Yang, D. Xie, S. Pu, "TransForensics: image forgery localization with dense self-attention", ICCV
 * 2021.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Learned>TransForensics")
public final class TransForensics extends ScaledDetector {

    @Parameter(label = "Branch", description = "The finest scale that is computed: C5 is quickest, C2 sees the most.",
            choices = {"C2", "C3", "C4", "C5"}, persist = false)
    private String branch = "C3";

    /**
     * Chooses the finest scale that is computed.
     *
     * @param name {@code C2}, {@code C3}, {@code C4} or {@code C5}
     * @return this detector
     */
    public TransForensics branch(String name) {
        branch = name;
        return this;
    }

    @Override
    String model() {
        return "transforensics";
    }

    @Override
    Map<String, String> choices() {
        return Map.of("branch", branch);
    }

    @Override
    String trace() {
        return "look";
    }
}
