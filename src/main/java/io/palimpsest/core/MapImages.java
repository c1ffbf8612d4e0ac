package io.palimpsest.core;

import java.awt.image.IndexColorModel;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.LUT;

/** Makes ImageJ images of screenings; shows nothing. */
public final class MapImages {

    private static final LUT INFERNO = inferno();

    private MapImages() {}

    /**
     * The probability maps: 32 bits, 0 to 1, NaN = not assessed; one labelled slice for each detector.
     *
     * @param screening at least one detector's evidence
     * @return an image of the specimen's size titled {@code detector - title}, or {@code Screen - title} for several
     */
    public static ImagePlus maps(Screening screening) {
        var specimen = screening.specimen();
        var stack = new ImageStack(specimen.width(), specimen.height());
        for (var evidence : screening.evidence()) {
            stack.addSlice(evidence.provenance().detector(), evidence.probability());
        }
        var image = labelled(name(screening) + " - " + specimen.title(), stack);
        image.setLut(INFERNO);
        image.setDisplayRange(0, 1);
        return describe(image, screening);
    }

    /** The mask of all findings: 8 bits, 255 inside a region and 0 elsewhere. */
    public static ImagePlus mask(Screening screening) {
        var specimen = screening.specimen();
        var pixels = new ByteProcessor(specimen.width(), specimen.height(), screening.mask());
        return describe(new ImagePlus(name(screening) + " mask - " + specimen.title(), pixels), screening);
    }

    /**
     * The statistic in its paper's units: the grid itself, or the painted map where the paper paints it. Slices of
     * their own follow for what calibration reads, if that is another map, and for each further layer.
     *
     * @param evidence of a detector that ran
     * @param specimen what it was computed of
     * @return a 32-bit image; the first slice is labelled with the detector's name
     */
    public static ImagePlus raw(Evidence evidence, Specimen specimen) {
        var detector = evidence.provenance().detector();
        var raw = evidence.raw().orElseThrow();
        var ranked = evidence.ranked().orElseThrow();
        var maps = new LinkedHashMap<String, RawMap>();
        maps.put(detector, raw);
        if (ranked != raw) {
            maps.put("deviation", ranked);
        }
        maps.putAll(evidence.layers());
        var painted = raw.border() == RawMap.Border.NEAREST;
        var stack = painted
                ? new ImageStack(specimen.width(), specimen.height())
                : new ImageStack(raw.width(), raw.height());
        maps.forEach((label, map) -> stack.addSlice(label,
                painted ? map.paint(specimen.width(), specimen.height()) : map.values()));
        return tellNetworks(labelled(detector + " raw - " + specimen.title(), stack), List.of(evidence));
    }

    /** The 256 colours that probability maps are shown in, from 0 to 1, as red, green and blue. */
    public static int[] colours() {
        var colours = new int[256];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = INFERNO.getRGB(i) & 0xffffff;
        }
        return colours;
    }

    private static ImagePlus labelled(String title, ImageStack stack) {
        var image = new ImagePlus(title, stack);
        if (stack.size() == 1) {
            image.setProp("Slice_Label", stack.getSliceLabel(1)); // ImageJ keeps the label of a single slice here
        }
        return image;
    }

    /** Puts what a macro may want to know where {@code Property.get("status")} finds it. */
    private static ImagePlus describe(ImagePlus image, Screening screening) {
        image.setProp("status", screening.outcome().name());
        image.setProp("score", Double.toString(screening.score()));
        image.setProp("findings", Integer.toString(screening.findings().size()));
        image.setProp("reason", screening.status());
        image.setProp("sha256", screening.specimen().sha256());
        return tellNetworks(image, screening.evidence());
    }

    /** A network's result is worth what its card says, so that goes where the result goes, also into TIFF files. */
    private static ImagePlus tellNetworks(ImagePlus image, List<Evidence> evidence) {
        var networks = evidence.stream().map(Evidence::network).flatMap(Optional::stream).collect(Collectors.joining(" "));
        if (!networks.isEmpty()) {
            image.setProp("network", networks);
        }
        return image;
    }

    private static String name(Screening screening) {
        return screening.evidence().size() == 1 ? screening.evidence().get(0).provenance().detector() : "Screen";
    }

    private static LUT inferno() {
        try (var stream = new DataInputStream(MapImages.class.getResourceAsStream("/io/palimpsest/inferno.lut"))) {
            var channels = new byte[3][256];
            for (var channel : channels) {
                stream.readFully(channel);
            }
            return new LUT(new IndexColorModel(8, 256, channels[0], channels[1], channels[2]), 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException("The colour table cannot be read; install the suite again", e);
        }
    }
}
