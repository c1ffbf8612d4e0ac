package io.palimpsest.detect;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;

import io.palimpsest.Samples;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Specimen;
import io.palimpsest.detect.clone.CopyMoveDense;
import io.palimpsest.detect.clone.CopyMoveKeypoints;
import io.palimpsest.detect.jpeg.Nadq;
import io.palimpsest.detect.noise.Cfa1;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.evaluate.Splice;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/**
 * Pictures of one size on which speed is measured: a spliced JPEG, and what is made for detectors that would not analyse
 * that in full.
 */
final class BenchmarkPictures {

    private static final double NOISE = 3;

    private final Specimen jpeg;
    private final boolean mirrored;

    private BenchmarkPictures(Specimen jpeg, boolean mirrored) {
        this.jpeg = jpeg;
        this.mirrored = mirrored;
    }

    /** The sample as it is, 1024x1024 pixels. */
    static BenchmarkPictures sample() {
        return new BenchmarkPictures(Samples.open("park-spliced.jpg"), false);
    }

    /** The sample mirrored on and on, which keeps its traces on their grid. */
    static BenchmarkPictures mirrored(int width, int height) throws IOException {
        var sample = spliced();
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, sample.getRGB(mirror(x, sample.getWidth()), mirror(y, sample.getHeight())));
            }
        }
        return new BenchmarkPictures(saved(picture), true);
    }

    /**
     * The picture for a detector: for CFA1 a lossless one with the trace of a colour filter array, for NADQ one with a
     * part on another grid, for copy-move detectors one that does not repeat, for all others the JPEG.
     */
    Specimen of(Detector detector) throws IOException {
        if (detector instanceof Cfa1) {
            return made(Forgery.CFA);
        }
        if (detector instanceof Nadq) {
            return made(Forgery.MISALIGNED);
        }
        var copies = detector instanceof CopyMoveDense || detector instanceof CopyMoveKeypoints;
        return mirrored && copies ? enlarged(jpeg.width(), jpeg.height()) : jpeg;
    }

    private Specimen made(Forgery kind) throws IOException {
        return Specimen.of("picture", kind.of(jpeg, Samples.open("village.jpg"), Samples.SEED).file());
    }

    /** The sample enlarged bicubically, with seeded noise in place of the detail that it lacks. */
    private static Specimen enlarged(int width, int height) throws IOException {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(spliced(), 0, 0, width, height, null);
        graphics.dispose();
        var random = new Random(Samples.SEED);
        for (int i = 0; i < width * height; i++) {
            var rgb = picture.getRGB(i % width, i / width);
            int noisy = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                var value = Math.round((rgb >> shift & 0xff) + NOISE * random.nextGaussian());
                noisy |= (int) Math.max(0, Math.min(255, value)) << shift;
            }
            picture.setRGB(i % width, i / width, noisy);
        }
        return saved(picture);
    }

    private static BufferedImage spliced() {
        return JpegEncoder.read(Samples.splice(Samples.SEED).jpeg());
    }

    private static Specimen saved(BufferedImage picture) throws IOException {
        return Specimen.of("picture", JpegEncoder.write(picture, Splice.FINAL_QUALITY, Sampling.FULL, false));
    }

    private static int mirror(int at, int size) {
        var folded = at % (2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }
}
