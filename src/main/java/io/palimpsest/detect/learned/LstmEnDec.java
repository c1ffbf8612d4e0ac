package io.palimpsest.detect.learned;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * LSTM-EnDec: regions that were resampled otherwise than the rest, or do not fit it in look.
 *
 * <p>The network follows the traces of resampling from patch to patch with a recurrent network, and encodes and decodes the
 * picture itself beside it, at 256 x 256 pixels; the one that we ship reads what TruFor's encoder sees in the picture at 512 x
 * 512 pixels, too. For raw map, size and units see the model's card and {@link ScaledDetector}.
 *
 * <p>It misleads on kinds of pictures and alterations that it was not trained on (see the model's card). Scaling a picture
 * to the network's size resamples all of it, so in pictures of another size little of the trace that it follows is left; it
 * is then blind to small regions too. It needs 64 x 64 pixels that are not all the same.
 *
 * <p>J. H. Bappy, C. Simons, L. Nataraj, B. S. Manjunath, A. K. Roy-Chowdhury, "Hybrid LSTM and encoder-decoder architecture
 * for detection of image forgeries", IEEE Transactions on Image Processing 28, 2019.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Learned>LSTM-EnDec")
public final class LstmEnDec extends ScaledDetector {

    @Override
    String model() {
        return "lstm-endec";
    }

    @Override
    String trace() {
        return "resampling and look";
    }
}
