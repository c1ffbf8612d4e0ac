package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * Inverse CAGI: regions that lack the JPEG grid of the rest of the picture.
 *
 * <p>Shows a part without a grid of its own, such as one that was painted, resized or never compressed, in a picture
 * that was once a JPEG; it looks at the pixels, so that a PNG or TIFF of a former JPEG will do. It misleads where the
 * picture's own grid is faint, in blurred parts, and where the grid was moved by cropping. A part without a grid that is
 * busier than the rest comes out low instead of high, since fine texture scores as a grid does.
 *
 * <p>Raw map and reliability as in {@link Cagi}, from the same paper.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>Inverse CAGI")
public final class InverseCagi extends Detector {

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        return CagiMaps.inverse(specimen, monitor).meaning("JPEG grid discontinuity",
                "The JPEG grid that the rest of the picture shows is not seen in this region.");
    }
}
