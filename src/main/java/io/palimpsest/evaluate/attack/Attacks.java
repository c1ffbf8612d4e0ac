package io.palimpsest.evaluate.attack;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.palimpsest.core.Specimen;
import io.palimpsest.core.UnreadableImage;
import io.palimpsest.evaluate.metric.Truth;

/** The attacks that there are. */
final class Attacks {

    private static final String CHOICE = "none, jpeg:QUALITY (1 to 100), noise:VARIANCE (above 0 to 1), resize:FACTOR"
            + " (0.05 to 4), recompress:FACTOR:QUALITY, blur:SIGMA (0.1 to 20), crop:COLUMNS:ROWS (0 to 1000), social";

    private static final Pattern TEXT = Pattern.compile("([a-z]+)(?:[:-]([0-9.]+))?(?:[:-]([0-9.]+))?");

    /** Longest side that social networks leave, and the quality at which they save. */
    private static final int LONGEST = 1280;
    private static final int SOCIAL_QUALITY = 75;

    static final List<Attack> PAPERS = Stream.of("none", "jpeg:90", "jpeg:80", "jpeg:70", "jpeg:60", "jpeg:50",
            "noise:0.02", "noise:0.04", "noise:0.06", "noise:0.08", "noise:0.1",
            "resize:0.5", "resize:0.75", "resize:1.25", "resize:1.5",
            "recompress:0.5:80", "recompress:0.75:80", "recompress:1.25:80", "recompress:1.5:80",
            "blur:0.5", "blur:1", "blur:1.5", "blur:2", "crop:3:5", "social").map(Attacks::parse).toList();

    private Attacks() {}

    /** What makes a new file of a picture, and the truth that fits it. */
    private interface Change {
        Result of(Raster picture, Truth truth, Random random);
    }

    private record Result(byte[] file, Truth truth) {}

    private record Made(String name, String family, double strength, Change change) implements Attack {

        @Override
        public Attacked apply(Specimen specimen, Truth truth, long seed) {
            if (truth.width() != specimen.width() || truth.height() != specimen.height()) {
                throw new IllegalArgumentException("The truth has " + truth.width() + "x" + truth.height()
                        + " pixels and the picture " + specimen.width() + "x" + specimen.height());
            }
            if (change == null) {
                return new Attacked(specimen, truth);
            }
            var result = change.of(Raster.of(specimen), truth, new Random(seed));
            try {
                return new Attacked(Specimen.of(specimen.title(), result.file), result.truth);
            } catch (UnreadableImage e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Attack parse(String text) {
        var matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw none(text);
        }
        var first = matcher.group(2);
        var second = matcher.group(3);
        switch (matcher.group(1) + " " + Stream.of(2, 3).filter(i -> matcher.group(i) != null).count()) {
            case "none 0":
                return new Made("none", "none", 0, null);
            case "jpeg 1":
                return jpeg(whole(text, first, 1, 100));
            case "noise 1":
                return noise(number(text, first, Double.MIN_VALUE, 1));
            case "resize 1":
                return resize(number(text, first, 0.05, 4));
            case "recompress 2":
                return recompress(number(text, first, 0.05, 4), whole(text, second, 1, 100));
            case "blur 1":
                return blur(number(text, first, 0.1, 20));
            case "crop 2":
                return crop(text, whole(text, first, 0, 1000), whole(text, second, 0, 1000));
            case "social 0":
                return new Made("social", "social", 0, (picture, truth, random) -> {
                    var factor = Math.min(1, (double) LONGEST / Math.max(truth.width(), truth.height()));
                    return resized(picture, truth, factor, SOCIAL_QUALITY);
                });
            default:
                throw none(text);
        }
    }

    private static Attack jpeg(int quality) {
        return new Made("jpeg-" + quality, "jpeg", quality, (picture, truth, random) ->
                new Result(picture.jpeg(quality), truth));
    }

    private static Attack noise(double variance) {
        return new Made("noise-" + level(variance), "noise", variance, (picture, truth, random) ->
                new Result(picture.noisy(Math.sqrt(variance) * 255, random).lossless(), truth));
    }

    private static Attack resize(double factor) {
        return new Made("resize-" + level(factor), "resize", factor, (picture, truth, random) ->
                resized(picture, truth, factor, 0));
    }

    private static Attack recompress(double factor, int quality) {
        return new Made("recompress-" + level(factor) + "-" + quality, "recompress", factor,
                (picture, truth, random) -> resized(picture, truth, factor, quality));
    }

    private static Attack blur(double sigma) {
        return new Made("blur-" + level(sigma), "blur", sigma, (picture, truth, random) ->
                new Result(picture.blurred(sigma).lossless(), truth));
    }

    private static Attack crop(String text, int columns, int rows) {
        if (columns + rows == 0) {
            throw none(text);
        }
        return new Made("crop-" + columns + "-" + rows, "crop", columns, (picture, truth, random) -> {
            if (columns >= truth.width() || rows >= truth.height()) {
                throw new IllegalArgumentException("A picture of " + truth.width() + "x" + truth.height()
                        + " pixels cannot lose " + columns + " columns and " + rows + " rows; crop less");
            }
            return new Result(picture.cropped(columns, rows).lossless(), Truths.cropped(truth, columns, rows));
        });
    }

    /** Quality 0 is a file without loss. */
    private static Result resized(Raster picture, Truth truth, double factor, int quality) {
        var width = (int) Math.max(1, Math.round(truth.width() * factor));
        var height = (int) Math.max(1, Math.round(truth.height() * factor));
        var resized = picture.resized(width, height);
        return new Result(quality == 0 ? resized.lossless() : resized.jpeg(quality),
                Truths.resized(truth, width, height));
    }

    private static int whole(String text, String level, int least, int most) {
        var value = number(text, level, least, most);
        if (value != Math.rint(value)) {
            throw none(text);
        }
        return (int) value;
    }

    private static double number(String text, String level, double least, double most) {
        try {
            var value = Double.parseDouble(level);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw none(text);
        }
        throw none(text);
    }

    private static IllegalArgumentException none(String text) {
        return new IllegalArgumentException("There is no attack '" + text + "'; name one of: " + CHOICE);
    }

    /** Without zeros after the point that say nothing. */
    private static String level(double value) {
        return new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
