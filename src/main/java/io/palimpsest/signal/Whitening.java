package io.palimpsest.signal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * Projection on the principal components of the largest variance, each scaled to unit variance.
 *
 * <p>The covariance is the biased one (divided by the number of samples); its eigenvectors are divided by the square
 * roots of the eigenvalues. The samples are projected as they are: their mean is not subtracted, which moves all of
 * them alike. Components without true variance would only enlarge rounding errors and are left out: those whose
 * eigenvalue is at most 1e-12 of the largest one, and all of them when the largest is below 1e-20 of the mean squared
 * length of a sample. Fewer components, down to none, are hence returned for flat or tiny pictures.
 *
 * @param components per component the weights of the features
 */
record Whitening(double[][] components) {

    private static final double RELATIVE_RANK = 1e-12;

    private static final double LEAST_VARIANCE = 1e-20;

    static Whitening of(SampleSource samples, int most, Monitor monitor) {
        if (samples.count() < 2) {
            return new Whitening(new double[0][]);
        }
        var sums = new double[samples.dimensions()];
        samples.forEachPart(monitor, part -> part.addTo(sums));
        var mean = Arrays.stream(sums).map(sum -> sum / samples.count()).toArray();
        var moments = new SecondMoments(samples.dimensions());
        samples.forEachPart(monitor, part -> moments.addAll(part, mean, monitor));
        monitor.check();
        return of(mean, moments.covariance(), most);
    }

    private static Whitening of(double[] mean, double[][] covariance, int most) {
        var size = mean.length;
        var eigen = DecompositionFactory_DDRM.eig(size, true, true);
        if (!eigen.decompose(new DMatrixRMaj(covariance))) {
            throw new IllegalStateException("The covariance of " + size + " features has no eigenvectors");
        }
        var order = IntStream.range(0, size).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -eigen.getEigenvalue(i).getReal()))
                .toList();
        var largest = eigen.getEigenvalue(order.get(0)).getReal();
        var length = largest;
        for (var value : mean) {
            length += value * value;
        }
        var least = Math.max(largest * RELATIVE_RANK, length * LEAST_VARIANCE);
        return new Whitening(order.stream()
                .filter(i -> eigen.getEigenvalue(i).getReal() > least)
                .limit(most)
                .map(i -> scaled(eigen.getEigenVector(i).getData(), eigen.getEigenvalue(i).getReal()))
                .toArray(double[][]::new));
    }

    private static double[] scaled(double[] vector, double variance) {
        return Arrays.stream(vector).map(v -> v / Math.sqrt(variance)).toArray();
    }

    /** The components of each sample. */
    SampleTiles project(SampleSource samples, Monitor monitor) {
        var projected = new SampleTiles(samples.count(), components.length);
        var done = new int[1];
        samples.forEachPart(monitor, part -> {
            TaskLoop.run(part.tiles(), tile -> {
                monitor.check();
                for (var component = 0; component < components.length; component++) {
                    project(part.tile(tile), components[component], projected.tile(done[0] + tile), component);
                }
            });
            done[0] += part.tiles();
        });
        return projected;
    }

    private static void project(double[] tile, double[] weights, double[] target, int component) {
        for (var dimension = 0; dimension < weights.length; dimension++) {
            var weight = weights[dimension];
            var from = dimension * SampleTiles.WIDTH;
            var to = component * SampleTiles.WIDTH;
            for (var s = 0; s < SampleTiles.WIDTH; s++) {
                target[to + s] += weight * tile[from + s];
            }
        }
    }
}
