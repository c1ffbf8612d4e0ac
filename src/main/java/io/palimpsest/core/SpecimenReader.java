package io.palimpsest.core;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import io.palimpsest.jpeg.JpegException;
import io.palimpsest.jpeg.JpegFile;
import io.palimpsest.jpeg.JpegReader;

/** Makes specimens of files and of open images. */
final class SpecimenReader {

    private SpecimenReader() {}

    static Specimen open(Path file) throws IOException {
        var bytes = bytes(file);
        return of(file.getFileName().toString(), file.toAbsolutePath(), bytes);
    }

    static Specimen of(String title, Path file, byte[] bytes) throws UnreadableImage {
        var notes = new ArrayList<String>();
        var jpeg = ImageDecoder.isJpeg(bytes) ? structure(bytes) : null;
        var decoded = ImageDecoder.decode(bytes);
        if (decoded.pictures() > 1) {
            notes.add("The file holds " + decoded.pictures() + " pictures; the first one was examined.");
        }
        if (jpeg != null) {
            notes.addAll(jpeg.warnings());
            requireSameSize(jpeg, decoded.pixels());
        }
        return new Specimen(title, decoded.pixels(), new Specimen.Source(file, sha256(bytes), jpeg), notes, 0, 0);
    }

    static String sha256(Path file) throws IOException {
        return sha256(bytes(file));
    }

    static Specimen of(ImagePlus image) {
        if (image.getProcessor() == null) {
            throw new IllegalArgumentException("The image '" + image.getTitle() + "' has no pixels; open it again");
        }
        var notes = new ArrayList<String>();
        var pixels = plane(image, notes);
        var file = original(image);
        if (file != null) {
            var same = sameAsFile(image, pixels, file);
            if (same != null) {
                notes.addAll(same.notes());
                return same.withTitle(image.getTitle(), notes);
            }
            if (image.getStackSize() == 1) {
                notes.add("The open image differs from its file '" + file.getFileName()
                        + "'; the file's JPEG history was not used.");
            }
        }
        return new Specimen(image.getTitle(), pixels, new Specimen.Source(null, sha256(pixels), null), notes, 0, 0);
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw new UnreadableImage("The link points to nothing; restore the file that it names");
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnreadableImage("There is no such file; check its name");
        }
        if (Files.isDirectory(file)) {
            throw new UnreadableImage("This is a directory and no picture, whatever its name");
        }
        if (!Files.isRegularFile(file)) {
            throw new UnreadableImage("This is no regular file (a device, pipe or socket)");
        }
        if (Files.size(file) > Integer.MAX_VALUE - 64) {
            throw new UnreadableImage("The file is larger than 2 GiB; crop the picture or save one plane of it");
        }
        try {
            return Files.readAllBytes(file);
        } catch (AccessDeniedException e) {
            throw new UnreadableImage("The file may not be read; change its permissions", e);
        }
    }

    /** The structure of a complete JPEG; half a picture is no evidence, so a damaged one is refused. */
    private static JpegFile structure(byte[] bytes) throws UnreadableImage {
        try {
            var jpeg = JpegReader.read(bytes);
            if (!jpeg.complete()) {
                throw new UnreadableImage("The JPEG data are truncated or damaged ("
                        + String.join("; ", jpeg.warnings()) + "); get an undamaged copy of the file");
            }
            return jpeg;
        } catch (JpegException e) {
            throw new UnreadableImage("The JPEG data cannot be read (" + e.getMessage()
                    + "); get an undamaged copy of the file", e);
        }
    }

    private static void requireSameSize(JpegFile jpeg, Pixels pixels) throws UnreadableImage {
        if (jpeg.width() != pixels.width() || jpeg.height() != pixels.height()) {
            throw new UnreadableImage("The JPEG header says " + jpeg.width() + "x" + jpeg.height()
                    + " pixels and its decoder " + pixels.width() + "x" + pixels.height()
                    + "; get an undamaged copy of the file");
        }
    }

    private static Pixels plane(ImagePlus image, List<String> notes) {
        if (image.getStackSize() > 1) {
            notes.add("Of the stack, plane " + image.getCurrentSlice() + " of " + image.getStackSize()
                    + " was examined.");
        }
        if (image instanceof CompositeImage composite && composite.getMode() == IJ.COMPOSITE) {
            var channels = new ArrayList<Object>();
            for (int c = 1; c <= image.getNChannels(); c++) {
                var index = image.getStackIndex(c, image.getZ(), image.getT());
                channels.add(image.getStack().getProcessor(index).getPixels());
            }
            notes.add("All " + channels.size() + " channels of the composite were examined together.");
            return Pixels.of(image.getWidth(), image.getHeight(), channels);
        }
        return samples(image.getProcessor());
    }

    private static Pixels samples(ImageProcessor processor) {
        var w = processor.getWidth();
        var h = processor.getHeight();
        if (processor instanceof ColorProcessor) {
            return ImageDecoder.rgb(w, h, (int[]) processor.getPixels());
        }
        if (processor instanceof ByteProcessor && processor.isColorLut()) {
            return ImageDecoder.rgb(w, h, (int[]) processor.convertToRGB().getPixels());
        }
        return Pixels.of(w, h, List.of(processor.getPixels()));
    }

    private static Path original(ImagePlus image) {
        FileInfo info = image.getOriginalFileInfo();
        if (info == null || info.fileName == null || info.directory == null || info.directory.contains("://")) {
            return null;
        }
        var file = new File(info.directory, info.fileName).toPath();
        return Files.isRegularFile(file) ? file : null;
    }

    /** The specimen of the file if the image still has its samples, as we read them or as ImageJ does; else null. */
    private static Specimen sameAsFile(ImagePlus image, Pixels pixels, Path file) {
        try {
            var opened = open(file);
            if (opened.has(pixels)) {
                return opened;
            }
            if (opened.width() != pixels.width() || opened.height() != pixels.height()
                    || image.getStackSize() > 1) {
                return null;
            }
            var again = new Opener().openImage(file.toString());
            var same = again != null && again.getType() == image.getType()
                    && samples(again.getProcessor()).sameSamples(pixels);
            return same ? opened : null;
        } catch (IOException e) {
            return null; // a file that is gone or no longer readable gives no history
        }
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static String sha256(Pixels pixels) {
        var digest = digest();
        digest.update(ByteBuffer.allocate(12).putInt(pixels.width()).putInt(pixels.height())
                .putInt(pixels.depth()).array());
        var row = ByteBuffer.allocate(pixels.width() * 4);
        for (var plane : pixels.planes()) {
            for (int y = 0; y < pixels.height(); y++) {
                row.clear();
                for (int x = 0, i = y * pixels.width(); x < pixels.width(); x++, i++) {
                    if (plane instanceof byte[] bytes) {
                        row.put(bytes[i]);
                    } else if (plane instanceof short[] shorts) {
                        row.putShort(shorts[i]);
                    } else {
                        row.putFloat(((float[]) plane)[i]);
                    }
                }
                digest.update(row.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
