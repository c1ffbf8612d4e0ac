package io.palimpsest.evaluate.attack;

import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Bitmap;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;

/**
 * A picture of 8 bits.
 *
 * @param width in pixels
 * @param height in pixels
 * @param planes one of grey, or red, green and blue; row by row
 */
record Raster(int width, int height, byte[][] planes) {

    static Raster of(Specimen specimen) {
        var width = specimen.width();
        var planes = new byte[specimen.pixels().dimension(2) == 3 ? 3 : 1][width * specimen.height()];
        var rgb = new double[3][width];
        for (int y = 0; y < specimen.height(); y++) {
            specimen.rgbRow(y, rgb);
            for (int c = 0; c < planes.length; c++) {
                for (int x = 0; x < width; x++) {
                    planes[c][y * width + x] = level(rgb[c][x]);
                }
            }
        }
        return new Raster(width, specimen.height(), planes);
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    /** With Gaussian noise, its own in each channel, cut off at black and white. */
    Raster noisy(double deviation, Random random) {
        return with(width, height, plane -> {
            var noisy = new byte[plane.length];
            for (int i = 0; i < plane.length; i++) {
                noisy[i] = level((plane[i] & 0xff) + deviation * random.nextGaussian());
            }
            return noisy;
        });
    }

    /** Of another size: linear between pixels where it grows, and a mean weighted likewise where it shrinks. */
    Raster resized(int newWidth, int newHeight) {
        var columns = Weights.linear(width, newWidth);
        var rows = Weights.linear(height, newHeight);
        return with(newWidth, newHeight, plane -> weighted(plane, columns, rows));
    }

    /** Blurred by a Gaussian of that standard deviation in pixels; reflected at its borders. */
    Raster blurred(double sigma) {
        var columns = Weights.gaussian(width, sigma);
        var rows = Weights.gaussian(height, sigma);
        return with(width, height, plane -> weighted(plane, columns, rows));
    }

    /** Without its first columns and rows. */
    Raster cropped(int columns, int rows) {
        return with(width - columns, height - rows, plane -> {
            var rest = new byte[(width - columns) * (height - rows)];
            for (int y = rows; y < height; y++) {
                System.arraycopy(plane, y * width + columns, rest, (y - rows) * (width - columns), width - columns);
            }
            return rest;
        });
    }

    private Raster with(int newWidth, int newHeight, UnaryOperator<byte[]> change) {
        var changed = new byte[planes.length][];
        for (int c = 0; c < planes.length; c++) {
            changed[c] = change.apply(planes[c]);
        }
        return new Raster(newWidth, newHeight, changed);
    }

    private byte[] weighted(byte[] plane, Weights columns, Weights rows) {
        var wide = new float[columns.size() * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns.size(); x++) {
                double sum = 0;
                for (int k = 0; k < columns.of(x).length; k++) {
                    sum += columns.of(x)[k] * (plane[y * width + columns.at(x, k)] & 0xff);
                }
                wide[y * columns.size() + x] = (float) sum;
            }
        }
        var result = new byte[columns.size() * rows.size()];
        for (int y = 0; y < rows.size(); y++) {
            for (int x = 0; x < columns.size(); x++) {
                double sum = 0;
                for (int k = 0; k < rows.of(y).length; k++) {
                    sum += rows.of(y)[k] * wide[rows.at(y, k) * columns.size() + x];
                }
                result[y * columns.size() + x] = level(sum);
            }
        }
        return result;
    }

    /** A JPEG file, its colour 4:2:0 as most programs save it. */
    byte[] jpeg(int quality) {
        var image = new BufferedImage(width, height,
                planes.length == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        var row = new int[width];
        for (int c = 0; c < planes.length; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    row[x] = planes[c][y * width + x] & 0xff;
                }
                image.getRaster().setSamples(0, y, width, 1, c, row);
            }
        }
        return JpegEncoder.write(image, quality, Sampling.HALF_BOTH, false);
    }

    /** A file without loss. */
    byte[] lossless() {
        return Bitmap.file(width, height, planes);
    }
}
