package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.io.TiffDecoder;

/**
 * Maps that were written as TIFF, such as a screening's {@code maps.tif}.
 *
 * @param width of each map in pixels
 * @param height of each map in pixels
 * @param maps height x width values row by row, by the slices' labels, in their order; a slice without a label, or with
 *     that of an earlier one, is named by its number from 1
 */
public record MapStack(int width, int height, Map<String, float[]> maps) {

    /**
     * Reads a stack.
     *
     * @param file a TIFF of 32 bits, whose values are taken as they are, or of 8 or 16 bits, whose range becomes 0 to 1
     * @return its slices
     * @throws IOException if there is no such file, it breaks off or is no such TIFF
     */
    public static MapStack read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file '" + file + "'; check its name");
        }
        var folder = file.toAbsolutePath().getParent() + "/";
        var name = file.getFileName().toString();
        FileInfo[] pictures;
        ImagePlus image;
        try {
            pictures = new TiffDecoder(folder, name).getTiffInfo();
            image = pictures == null ? null : new Opener().openTiff(folder, name);
        } catch (IOException | RuntimeException e) {
            throw new IOException("The file '" + file + "' is no TIFF that can be read; write it again", e);
        }
        if (image == null || image.getBitDepth() == 24) {
            throw new IOException("The file '" + file + "' is no TIFF of 8, 16 or 32 bits; write it again");
        }
        requireWhole(file, pictures);
        var white = image.getBitDepth() == 32 ? 1 : (1 << image.getBitDepth()) - 1;
        var maps = new LinkedHashMap<String, float[]>();
        for (int slice = 1; slice <= image.getStackSize(); slice++) {
            var label = image.getStackSize() == 1 ? image.getProp("Slice_Label") : image.getStack().getSliceLabel(slice);
            var values = (float[]) image.getStack().getProcessor(slice).convertToFloatProcessor().getPixels();
            for (int i = 0; i < values.length && white > 1; i++) {
                values[i] /= white;
            }
            maps.put(label == null || maps.containsKey(label) ? Integer.toString(slice) : label, values);
        }
        return new MapStack(image.getWidth(), image.getHeight(), maps);
    }

    /** ImageJ would fill up with zeros what is missing of a file. */
    private static void requireWhole(Path file, FileInfo[] pictures) throws IOException {
        var length = Files.size(file);
        for (var picture : pictures) {
            var pixels = (long) picture.width * picture.height * picture.getBytesPerPixel();
            var end = picture.compression > FileInfo.COMPRESSION_NONE
                    ? 0
                    : picture.getOffset() + picture.nImages * pixels + (picture.nImages - 1) * picture.getGap();
            for (int i = 0; picture.stripOffsets != null && i < picture.stripOffsets.length; i++) {
                end = Math.max(end, (picture.stripOffsets[i] & 0xffffffffL) + picture.stripLengths[i]);
            }
            if (end > length) {
                throw new IOException("The file '" + file + "' breaks off: it has " + length + " of " + end
                        + " bytes; write it again");
            }
        }
    }

    /**
     * A map at another size; each pixel takes the nearest value.
     *
     * @param label of the map
     * @param wide of the result in pixels
     * @param high of the result in pixels
     * @return high x wide values row by row
     */
    public float[] resized(String label, int wide, int high) {
        var values = maps.get(label);
        if (wide == width && high == height) {
            return values;
        }
        var resized = new float[wide * high];
        for (int y = 0; y < high; y++) {
            var row = (int) ((2L * y + 1) * height / (2L * high));
            for (int x = 0; x < wide; x++) {
                resized[y * wide + x] = values[row * width + (int) ((2L * x + 1) * width / (2L * wide))];
            }
        }
        return resized;
    }
}
