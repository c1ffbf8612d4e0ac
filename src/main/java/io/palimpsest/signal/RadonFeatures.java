package io.palimpsest.signal;

import java.util.Arrays;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Resampling features of a patch of 32x32 pixels: Fourier spectra of the projections of its second derivative.
 *
 * <p>Interpolation leaves a periodic correlation between neighbouring pixels, which shows as peaks. The absolute
 * Laplacian of each channel, its border continued by mirroring, goes through a square root and is averaged over the
 * channels; it is projected under {@value #ANGLES} angles, 18 degrees apart, by rotating it about its middle with
 * bilinear interpolation on a canvas of 46x46; each projection has {@value #FREQUENCIES} magnitudes. A feature is a
 * magnitude divided by the mean of all angles at its frequency, less 1: 0 where no direction stands out, -1 in a level
 * patch. J. Bunk et al., "Detection and localization of image forgeries using resampling features and deep learning",
 * CVPR Workshops 2017; J. H. Bappy et al., "Hybrid LSTM and encoder-decoder architecture for detection of image
 * forgeries", IEEE Transactions on Image Processing 28, 2019.
 *
 * <p>An instance keeps work space and is used by one thread at a time.
 */
public final class RadonFeatures {

    /** Pixels on a side of a patch. */
    public static final int SIDE = 32;

    /** Directions of projection. */
    public static final int ANGLES = 10;

    /** Magnitudes of each projection. */
    public static final int FREQUENCIES = 24;

    /** Features of a patch, the frequencies of the first angle first. */
    public static final int COUNT = ANGLES * FREQUENCIES;

    /** The diagonal of a patch, rounded up to an even number of pixels. */
    private static final int CANVAS = 46;

    private static final int MARGIN = (CANVAS - SIDE) / 2;

    private static final double DEGREES = 18;

    private static final double LEAST = 1e-16;

    private static final Projection PROJECTION = Projection.create();

    private final DoubleFFT_1D fourier = new DoubleFFT_1D(CANVAS);
    private final double[] edges = new double[SIDE * SIDE];
    private final double[] line = new double[CANVAS];

    /**
     * The features of one patch.
     *
     * @param patch channels of SIDE x SIDE values each, row by row, in any unit
     * @param features receives COUNT values
     * @param means receives the mean magnitude of all angles at each of the FREQUENCIES
     */
    public void of(float[][] patch, double[] features, double[] means) {
        magnitudes(patch, features);
        for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
            double mean = 0;
            for (int i = frequency; i < COUNT; i += FREQUENCIES) {
                mean += features[i];
            }
            means[frequency] = mean / ANGLES;
            for (int i = frequency; i < COUNT; i += FREQUENCIES) {
                features[i] = features[i] / (means[frequency] + LEAST) - 1;
            }
        }
    }

    /**
     * The magnitudes that the features are made of, in the units of the square root of the patch's.
     *
     * @param patch as for {@link #of}
     * @param magnitudes receives COUNT values
     */
    public void magnitudes(float[][] patch, double[] magnitudes) {
        Arrays.fill(edges, 0);
        for (var channel : patch) {
            addEdges(channel, 1.0 / patch.length);
        }
        for (int angle = 0; angle < ANGLES; angle++) {
            PROJECTION.apply(angle, edges, line);
            fourier.realForward(line);
            var first = angle * FREQUENCIES;
            magnitudes[first] = Math.abs(line[0]);
            for (int k = 1; k < FREQUENCIES - 1; k++) {
                magnitudes[first + k] = Math.sqrt(line[2 * k] * line[2 * k] + line[2 * k + 1] * line[2 * k + 1]);
            }
            magnitudes[first + FREQUENCIES - 1] = Math.abs(line[1]);
        }
    }

    private void addEdges(float[] channel, double weight) {
        for (int y = 0; y < SIDE; y++) {
            var row = y * SIDE;
            var above = Math.max(0, y - 1) * SIDE;
            var below = Math.min(SIDE - 1, y + 1) * SIDE;
            for (int x = 0; x < SIDE; x++) {
                double sum = channel[above + x];
                sum += channel[below + x];
                sum += channel[row + Math.max(0, x - 1)];
                sum += channel[row + Math.min(SIDE - 1, x + 1)];
                edges[row + x] += weight * Math.sqrt(Math.abs(sum - 4.0 * channel[row + x]));
            }
        }
    }

    /** The share that each pixel has in each element of the projections; most have none. */
    private record Projection(int[] starts, short[] pixels, double[] weights) {

        static Projection create() {
            var starts = new int[ANGLES * CANVAS + 1];
            var pixels = new short[ANGLES * CANVAS * SIDE * SIDE];
            var weights = new double[pixels.length];
            int end = 0;
            for (int element = 0; element < ANGLES * CANVAS; element++) {
                var shares = shares(Math.toRadians(DEGREES * (element / CANVAS)), element % CANVAS);
                for (int pixel = 0; pixel < shares.length; pixel++) {
                    if (shares[pixel] != 0) {
                        pixels[end] = (short) pixel;
                        weights[end++] = shares[pixel];
                    }
                }
                starts[element + 1] = end;
            }
            return new Projection(starts, Arrays.copyOf(pixels, end), Arrays.copyOf(weights, end));
        }

        /** What the rotated canvas has of each pixel in one column, all rows together. */
        private static double[] shares(double angle, int column) {
            var shares = new double[SIDE * SIDE];
            var cos = Math.cos(angle);
            var sin = Math.sin(angle);
            var middle = CANVAS / 2;
            for (int row = 0; row < CANVAS; row++) {
                var x = cos * column + sin * row - middle * (cos + sin - 1) - MARGIN;
                var y = -sin * column + cos * row - middle * (cos - sin - 1) - MARGIN;
                var left = (int) Math.floor(x);
                var top = (int) Math.floor(y);
                for (int corner = 0; corner < 4; corner++) {
                    var atX = left + corner % 2;
                    var atY = top + corner / 2;
                    if (atX >= 0 && atY >= 0 && atX < SIDE && atY < SIDE) {
                        shares[atY * SIDE + atX] += (1 - Math.abs(x - atX)) * (1 - Math.abs(y - atY));
                    }
                }
            }
            return shares;
        }

        void apply(int angle, double[] values, double[] line) {
            for (int i = 0; i < CANVAS; i++) {
                double sum = 0;
                var element = angle * CANVAS + i;
                for (int at = starts[element]; at < starts[element + 1]; at++) {
                    sum += weights[at] * values[pixels[at]];
                }
                line[i] = sum;
            }
        }
    }
}
