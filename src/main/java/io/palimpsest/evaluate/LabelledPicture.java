package io.palimpsest.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.palimpsest.core.Specimen;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * A picture of which it is known what was altered.
 *
 * @param image the picture
 * @param mask a picture of the same size, brighter than half its maximum = altered; nothing if the picture is authentic
 */
public record LabelledPicture(Path image, Optional<Path> mask) {

    /**
     * Lists the pictures of a data set.
     *
     * @param folder holds {@code manifest.csv} with a column {@code image} and, unless all are authentic, {@code mask};
     *     both are paths below the folder
     * @return the pictures in the manifest's order
     * @throws IOException if there is no such manifest, or none with such a column
     */
    public static List<LabelledPicture> list(Path folder) throws IOException {
        var manifest = folder.resolve("manifest.csv");
        if (!Files.isRegularFile(manifest)) {
            throw new IOException("There is no manifest.csv in '" + folder + "'; name a folder with one");
        }
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        var pictures = new ArrayList<LabelledPicture>();
        try (var csv = CSVParser.parse(manifest, java.nio.charset.StandardCharsets.UTF_8, format)) {
            if (!csv.getHeaderNames().contains("image")) {
                throw new IOException("The manifest '" + manifest + "' has no column 'image'; name its columns in its"
                        + " first line");
            }
            for (var row : csv) {
                var mask = row.isMapped("mask") && !row.get("mask").isBlank()
                        ? Optional.of(folder.resolve(row.get("mask")))
                        : Optional.<Path>empty();
                pictures.add(new LabelledPicture(folder.resolve(row.get("image")), mask));
            }
        }
        return pictures;
    }

    /**
     * Reads the mask.
     *
     * @param specimen the picture that it belongs to
     * @return height x width values row by row, true = altered; all false for an authentic picture
     * @throws IOException if the mask cannot be read or has another size
     */
    public boolean[] altered(Specimen specimen) throws IOException {
        var altered = new boolean[specimen.width() * specimen.height()];
        if (mask.isPresent()) {
            var white = Specimen.open(mask.get());
            if (white.width() != specimen.width() || white.height() != specimen.height()) {
                throw new IOException("The mask '" + mask.get() + "' has " + white.width() + "x" + white.height()
                        + " pixels and its picture " + specimen.width() + "x" + specimen.height());
            }
            var grey = white.luminance();
            float brightest = 0;
            for (var value : grey) {
                brightest = Math.max(brightest, value);
            }
            for (int i = 0; i < grey.length; i++) {
                altered[i] = grey[i] > brightest / 2;
            }
        }
        return altered;
    }
}
