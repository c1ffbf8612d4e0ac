package io.palimpsest.signal;

import java.util.Arrays;

import io.palimpsest.core.Monitor;

/**
 * Vectors in tiles of {@value #WIDTH}: a tile holds the first component of all its vectors, then the second, and so on,
 * so that loops over the vectors of a tile run on neighbouring memory. The last tile is padded with zeros.
 */
final class SampleTiles implements SampleSource {

    static final int WIDTH = 64;

    private final int count;
    private final int dimensions;
    private final double[][] tiles;

    SampleTiles(int count, int dimensions) {
        this.count = count;
        this.dimensions = dimensions;
        tiles = new double[(count + WIDTH - 1) / WIDTH][dimensions * WIDTH];
    }

    private SampleTiles(int count, int dimensions, double[][] tiles) {
        this.count = count;
        this.dimensions = dimensions;
        this.tiles = tiles;
    }

    @Override
    public SampleTiles part(int first, int length, Monitor monitor) {
        var from = first / WIDTH;
        return new SampleTiles(length, dimensions, Arrays.copyOfRange(tiles, from, from + (length + WIDTH - 1) / WIDTH));
    }

    /**
     * At most some number of the vectors, evenly spread over all.
     *
     * @param most how many there may be
     * @return this where there are no more
     */
    SampleTiles thinned(int most) {
        if (count <= most) {
            return this;
        }
        var thinned = new SampleTiles(most, dimensions);
        for (var sample = 0; sample < most; sample++) {
            for (var dimension = 0; dimension < dimensions; dimension++) {
                thinned.set(sample, dimension, get((int) ((long) sample * count / most), dimension));
            }
        }
        return thinned;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    int tiles() {
        return tiles.length;
    }

    /** The values themselves, not a copy. */
    double[] tile(int number) {
        return tiles[number];
    }

    /** Vectors in a tile, without the padding. */
    int used(int tile) {
        return Math.min(WIDTH, count - tile * WIDTH);
    }

    double get(int sample, int dimension) {
        return tiles[sample / WIDTH][dimension * WIDTH + sample % WIDTH];
    }

    void set(int sample, int dimension, double value) {
        tiles[sample / WIDTH][dimension * WIDTH + sample % WIDTH] = value;
    }

    double[] vector(int sample) {
        var vector = new double[dimensions];
        for (var dimension = 0; dimension < dimensions; dimension++) {
            vector[dimension] = get(sample, dimension);
        }
        return vector;
    }

    double[] mean() {
        var mean = new double[dimensions];
        addTo(mean);
        for (var dimension = 0; dimension < dimensions; dimension++) {
            mean[dimension] /= Math.max(1, count);
        }
        return mean;
    }

    /** Biased variances, as a diagonal matrix. */
    double[][] variances() {
        var mean = mean();
        var variances = new double[dimensions][dimensions];
        for (var dimension = 0; dimension < dimensions; dimension++) {
            for (var sample = 0; sample < count; sample++) {
                var deviation = get(sample, dimension) - mean[dimension];
                variances[dimension][dimension] += deviation * deviation / count;
            }
        }
        return variances;
    }

    /** Adds up each component over all vectors. */
    void addTo(double[] sums) {
        for (var tile = 0; tile < tiles.length; tile++) {
            for (var dimension = 0; dimension < dimensions; dimension++) {
                for (var sample = 0; sample < used(tile); sample++) {
                    sums[dimension] += tiles[tile][dimension * WIDTH + sample];
                }
            }
        }
    }
}
