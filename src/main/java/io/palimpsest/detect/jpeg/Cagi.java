package io.palimpsest.detect.jpeg;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/**
 * CAGI, content-aware detection of grid inconsistencies: regions in which the 8x8 grid that fits best elsewhere does not.
 *
 * <p>Shows a part that was compressed as a JPEG on another grid than the rest, such as a region moved or pasted from
 * another JPEG; it looks at the pixels, so that it also works on a PNG or TIFF of a former JPEG. It misleads where no
 * grid is left (high quality, or resized after compression), where the content changes, and it is blind or inverted
 * where the pasted part carries no grid of its own: see {@link InverseCagi}.
 *
 * <p>Raw map: one value for each macro cell of 16x16 or 24x24 pixels, painted to image size, about 0.1 to 0.4, high =
 * altered. The reliability is the share of the averaged cells that the method itself calls usable, 0 in cells that it
 * does not: flat, nearly black or white, or with strong edges; times how clearly the picture has a grid, as in {@link
 * Blk}, since without one the map shows texture. C. Iakovidou, M. Zampoglou, S. Papadopoulos, Y.
 * Kompatsiaris, "Content-aware detection of JPEG grid inconsistencies for intuitive image forensics", Journal of Visual
 * Communication and Image Representation 54, 2018.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>JPEG>CAGI")
public final class Cagi extends Detector {

    @Override
    protected Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        return CagiMaps.direct(specimen, monitor).meaning("JPEG grid discontinuity",
                "The JPEG grid that fits the rest of the picture best does not fit this region.");
    }
}
