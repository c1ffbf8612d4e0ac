package io.palimpsest.detect.resampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import com.google.gson.GsonBuilder;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Forgery;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.data.Item;
import io.palimpsest.signal.RadonGrid;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Fits the weights of {@link Discriminant}: {@code DiscriminantFit OUTPUT NUMBER DATASET...}.
 *
 * <p>Fisher's discriminant between patches inside enlarged regions, on the one hand, and patches outside of them and
 * inside moved regions that were not enlarged, on the other. Patches are averaged with their neighbours first. Only
 * every second picture of a data set is used, from the second on, so that the others can tell what the fit is worth.
 */
final class DiscriminantFit {

    private static final int STRIDE = 16;

    /** Smallest side of a picture, and most patches that one may give. */
    private static final int SMALLEST = 480;
    private static final int MOST = 300;

    /** Share of the unit matrix that is added to the correlations. */
    private static final double RIDGE = 0.02;

    private final List<double[]> enlarged = new ArrayList<>();
    private final List<double[]> others = new ArrayList<>();

    private DiscriminantFit() {}

    public static void main(String[] arguments) throws IOException {
        var number = Integer.parseInt(arguments[1]);
        var authentic = new ArrayList<Item>();
        for (int i = 2; i < arguments.length; i++) {
            var pictures = Dataset.read(Path.of(arguments[i])).items();
            for (int picture = 1; picture < pictures.size(); picture += 2) {
                if (pictures.get(picture).mask().isEmpty()) {
                    authentic.add(pictures.get(picture));
                }
            }
        }
        var fit = new DiscriminantFit();
        for (int i = 0; i < number; i++) {
            var random = new Random(1_000_000 + i);
            var host = draw(authentic, random);
            var donor = draw(authentic, random);
            fit.add(host, Forgery.RESAMPLED.of(host, donor, 1_000_000 + i), true, random);
            fit.add(host, Forgery.SHIFTED.of(host, donor, 1_000_000 + i), false, random);
        }
        var names = Arrays.stream(arguments).skip(2).map(name -> Path.of(name).getFileName().toString())
                .collect(Collectors.joining(", "));
        var json = new GsonBuilder().setPrettyPrinting().create().toJson(new Discriminant(
                "Fisher's discriminant of " + number + " enlarged and as many other parts made of every second"
                        + " picture of " + names, fit.weights()));
        Files.writeString(Path.of(arguments[0]), json + "\n");
    }

    private static Specimen draw(List<Item> pictures, Random random) throws IOException {
        while (true) {
            var specimen = Specimen.open(pictures.get(random.nextInt(pictures.size())).image());
            if (Math.min(specimen.width(), specimen.height()) >= SMALLEST) {
                return specimen;
            }
        }
    }

    private void add(Specimen host, Forgery.Made made, boolean isEnlarged, Random random) throws IOException {
        var grid = RadonGrid.of(Specimen.of("forgery", made.file()), STRIDE, Monitor.none());
        var means = smooth(grid);
        var inside = new ArrayList<double[]>();
        var outside = new ArrayList<double[]>();
        for (int patch = 0; patch < means.length; patch++) {
            var share = share(made.altered(), host.width(), patch % grid.columns(), patch / grid.columns());
            if (means[patch] != null && (share == 0 || share == 1)) {
                (share == 1 ? inside : outside).add(means[patch]);
            }
        }
        java.util.Collections.shuffle(inside, random);
        java.util.Collections.shuffle(outside, random);
        (isEnlarged ? enlarged : others).addAll(inside.subList(0, Math.min(MOST, inside.size())));
        others.addAll(outside.subList(0, Math.min(MOST / 2, outside.size())));
    }

    private static double share(boolean[] altered, int width, int column, int row) {
        int count = 0;
        for (int i = 0; i < 32 * 32; i++) {
            count += altered[(row * STRIDE + i / 32) * width + column * STRIDE + i % 32] ? 1 : 0;
        }
        return count / 1024.0;
    }

    /** What describes each patch, averaged over neighbours; null where a patch is not assessed. */
    private static double[][] smooth(RadonGrid grid) {
        var means = new double[grid.columns() * grid.rows()][Discriminant.COUNT];
        var assessed = new boolean[means.length];
        for (int patch = 0; patch < means.length; patch++) {
            Discriminant.describe(grid, patch, means[patch]);
            assessed[patch] = PatchScores.assessed(grid, patch);
        }
        var result = new double[means.length][];
        for (int patch = 0; patch < means.length; patch++) {
            int count = 0;
            var sum = new double[Discriminant.COUNT];
            for (int i = 0; i < 9; i++) {
                var column = patch % grid.columns() + i % 3 - 1;
                var row = patch / grid.columns() + i / 3 - 1;
                if (column >= 0 && row >= 0 && column < grid.columns() && row < grid.rows()
                        && assessed[row * grid.columns() + column]) {
                    count++;
                    for (int k = 0; k < sum.length; k++) {
                        sum[k] += means[row * grid.columns() + column][k];
                    }
                }
            }
            if (assessed[patch]) {
                var all = count;
                result[patch] = Arrays.stream(sum).map(value -> value / all).toArray();
            }
        }
        return result;
    }

    private double[] weights() {
        var size = Discriminant.COUNT;
        var scatter = new DMatrixRMaj(size, size);
        var difference = new DMatrixRMaj(size, 1);
        for (var kind : List.of(enlarged, others)) {
            var mean = new double[size];
            kind.forEach(sample -> Arrays.setAll(mean, i -> mean[i] + sample[i] / kind.size()));
            for (var sample : kind) {
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        scatter.add(i, j, (sample[i] - mean[i]) * (sample[j] - mean[j]) / kind.size() / 2);
                    }
                }
            }
            for (int i = 0; i < size; i++) {
                difference.add(i, 0, kind == enlarged ? mean[i] : -mean[i]);
            }
        }
        var deviations = new double[size];
        Arrays.setAll(deviations, i -> Math.sqrt(scatter.get(i, i)) + 1e-6);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                scatter.set(i, j, scatter.get(i, j) / deviations[i] / deviations[j] + (i == j ? RIDGE : 0));
            }
            difference.set(i, 0, difference.get(i, 0) / deviations[i]);
        }
        var solution = new DMatrixRMaj(size, 1);
        if (!CommonOps_DDRM.solve(scatter, difference, solution)) {
            throw new IllegalStateException("The patches do not vary enough to fit weights");
        }
        return java.util.stream.IntStream.range(0, size).mapToDouble(i -> solution.get(i, 0) / deviations[i]).toArray();
    }
}
