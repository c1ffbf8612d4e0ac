package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import ij.ImagePlus;
import ij.io.Opener;

/**
 * Maps that were written as TIFF, such as a screening's {@code maps.tif}.
 *
 * @param width of each map in pixels
 * @param height of each map in pixels
 * @param maps height x width values row by row, by the slices' labels, in their order; a slice without a label is named
 *     by its number from 1
 */
public record MapStack(int width, int height, Map<String, float[]> maps) {

    /**
     * Reads a stack.
     *
     * @param file a TIFF of 8, 16 or 32 bits; values are as stored
     * @return its slices
     * @throws IOException if there is no such file or it is no such TIFF
     */
    public static MapStack read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file '" + file + "'");
        }
        ImagePlus image;
        try {
            var absolute = file.toAbsolutePath();
            image = new Opener().openTiff(absolute.getParent() + "/", absolute.getFileName().toString());
        } catch (RuntimeException e) {
            throw new IOException("The file '" + file + "' is no TIFF that can be read; write it again", e);
        }
        if (image == null || image.getBitDepth() == 24) {
            throw new IOException("The file '" + file + "' is no TIFF of 8, 16 or 32 bits; write it again");
        }
        var maps = new LinkedHashMap<String, float[]>();
        for (int slice = 1; slice <= image.getStackSize(); slice++) {
            var label = image.getStackSize() == 1 ? image.getProp("Slice_Label") : image.getStack().getSliceLabel(slice);
            var values = (float[]) image.getStack().getProcessor(slice).convertToFloatProcessor().getPixels();
            maps.put(label == null ? Integer.toString(slice) : label, values);
        }
        return new MapStack(image.getWidth(), image.getHeight(), maps);
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
