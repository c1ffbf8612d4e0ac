package io.palimpsest.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import ij.ImagePlus;
import io.palimpsest.jpeg.CoefficientPlane;
import io.palimpsest.jpeg.JpegFile;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * What is examined: one plane of samples and, as far as it is known, the history of the file that it came from.
 *
 * <p>Immutable. A specimen from an {@link ImagePlus} copies nothing: do not write to the image while it is examined.
 */
public final class Specimen {

    private final String title;
    private final Pixels pixels;
    private final Source source;
    private final List<String> notes;
    private final int left;
    private final int top;

    Specimen(String title, Pixels pixels, Source source, List<String> notes, int left, int top) {
        this.title = title;
        this.pixels = pixels;
        this.source = source;
        this.notes = List.copyOf(notes);
        this.left = left;
        this.top = top;
    }

    /** Where the samples came from; {@code jpeg} is null when no JPEG history is at hand. */
    record Source(Path file, String sha256, JpegFile jpeg) {}

    /**
     * Reads a PNG, TIFF, JPEG, BMP or GIF file; of several pictures in one file the first.
     *
     * @param file the file, whatever its suffix
     * @return the specimen, with the file's JPEG structure if it is a JPEG
     * @throws UnreadableImage if the file is missing, damaged, truncated, too large or no picture
     * @throws IOException if the file cannot be read
     */
    public static Specimen open(Path file) throws IOException {
        return SpecimenReader.open(file);
    }

    /**
     * Reads a picture file that is at hand as bytes.
     *
     * @param title what to call it
     * @param file the bytes of a PNG, TIFF, JPEG, BMP or GIF file
     * @return the specimen, with the file's JPEG structure if it is a JPEG
     * @throws UnreadableImage as in {@link #open}
     */
    public static Specimen of(String title, byte[] file) throws UnreadableImage {
        return SpecimenReader.of(title, null, file);
    }

    /**
     * The SHA-256 of a file, as its specimen would have it, without decoding the picture.
     *
     * @param file a picture file
     * @return 64 hexadecimal digits
     * @throws IOException if the file is missing or cannot be read
     */
    public static String sha256(Path file) throws IOException {
        return SpecimenReader.sha256(file);
    }

    /**
     * Takes the current plane of an image; for a composite all channels at the current slice and frame.
     *
     * <p>If the image came from a file and has the very samples of that file, the specimen carries the file's JPEG
     * structure and digest. If it was edited since, it does not, and {@link #notes()} says so.
     *
     * @param image an image with pixels
     * @return the specimen
     * @throws IllegalArgumentException if the image has no pixels
     */
    public static Specimen of(ImagePlus image) {
        return SpecimenReader.of(image);
    }

    /**
     * A part of this specimen, such as a panel of a figure; the JPEG blocks that lie wholly inside go with it.
     *
     * @param box x and y range in pixels, inside the picture
     * @return the part, a specimen of its own
     * @throws IllegalArgumentException if the box reaches outside
     */
    public Specimen crop(Interval box) {
        var part = pixels.crop(box);
        return new Specimen(title, part, source, notes, left + (int) box.min(0), top + (int) box.min(1));
    }

    Specimen withTitle(String newTitle, List<String> newNotes) {
        return new Specimen(newTitle, pixels, source, newNotes, left, top);
    }

    boolean has(Pixels samples) {
        return pixels.sameSamples(samples);
    }

    /** Title of the image or name of the file. */
    public String title() {
        return title;
    }

    /** Width in pixels. */
    public int width() {
        return pixels.width();
    }

    /** Height in pixels. */
    public int height() {
        return pixels.height();
    }

    /** Bits of a sample in the source: 8, 16 or 32. */
    public int depth() {
        return pixels.depth();
    }

    /** All samples, in the order x, y, channel, in the depth of the source; three channels are red, green, blue. */
    public RandomAccessibleInterval<? extends RealType<?>> pixels() {
        return pixels.image();
    }

    /** The file that the samples are known to equal, if any. */
    public Optional<Path> file() {
        return Optional.ofNullable(source.file());
    }

    /** SHA-256 in hexadecimal: of the file if there is one, else of the samples. */
    public String sha256() {
        return source.sha256();
    }

    /** The structure of the JPEG file that these samples came from, if they did. */
    public Optional<JpegFile> jpeg() {
        return Optional.ofNullable(source.jpeg());
    }

    /** What the reader had to decide or could not keep, one sentence each. */
    public List<String> notes() {
        return notes;
    }

    /**
     * Luminance 0.299 R + 0.587 G + 0.114 B on the scale 0 to 255, not rounded; the mean of the channels where there
     * are not three. 16 bits are scaled by the bits in use, 32 bits by 1, 255 or their range.
     *
     * @return height x width values, row by row
     */
    public float[] luminance() {
        var values = new float[width() * height()];
        var row = new double[width()];
        for (int y = 0; y < height(); y++) {
            pixels.luminanceRow(y, row);
            for (int x = 0; x < row.length; x++) {
                values[y * row.length + x] = (float) row[x];
            }
        }
        return values;
    }

    /**
     * One row of {@link #luminance()} in double precision.
     *
     * @param y the row
     * @param row receives the width's number of values
     */
    public void luminanceRow(int y, double[] row) {
        pixels.luminanceRow(y, row);
    }

    /**
     * One row of red, green and blue on the scale 0 to 255, scaled as for {@link #luminance()}; where there are not
     * three channels, their mean as all three.
     *
     * @param y the row
     * @param rgb three arrays that each receive the width's number of values
     */
    public void rgbRow(int y, double[][] rgb) {
        pixels.rgbRow(y, rgb);
    }

    /**
     * The quantised luminance coefficients of the file, cut to the blocks that lie wholly inside this specimen.
     *
     * @return the coefficients and where their grid starts, or nothing without a JPEG history, without a whole
     *     block, or where the first component is subsampled
     */
    public Optional<JpegGrid> jpegGrid() {
        return jpeg().filter(jpeg -> jpeg.components().get(0).width() == jpeg.width()
                        && jpeg.components().get(0).height() == jpeg.height())
                .flatMap(jpeg -> JpegGrid.of(jpeg, left, top, width(), height()));
    }

    /**
     * Quantised luminance blocks under a specimen.
     *
     * @param blocks the coefficients, blocks in raster order
     * @param x column of the first block's left edge in pixels of the specimen, 0 to 7
     * @param y row of the first block's upper edge in pixels of the specimen, 0 to 7
     */
    public record JpegGrid(CoefficientPlane blocks, int x, int y) {

        private static Optional<JpegGrid> of(JpegFile jpeg, int left, int top, int width, int height) {
            var plane = jpeg.components().get(0).coefficients();
            if (left == 0 && top == 0 && width == jpeg.width() && height == jpeg.height()) {
                return Optional.of(new JpegGrid(plane, 0, 0));
            }
            var x = Math.floorMod(-left, 8);
            var y = Math.floorMod(-top, 8);
            var wide = (width - x) / 8;
            var high = (height - y) / 8;
            return wide < 1 || high < 1
                    ? Optional.empty()
                    : Optional.of(new JpegGrid(plane.crop((left + x) / 8, (top + y) / 8, wide, high), x, y));
        }
    }
}
