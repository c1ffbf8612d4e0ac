package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.palimpsest.core.Specimen;

/** ADQ as its description reads: sums over all samples instead of tables, a fine scan instead of Newton's method. */
final class NaiveAdq {

    private static final Map<Double, Double> NORMAL = new ConcurrentHashMap<>();

    private final Specimen specimen;
    private final Specimen.JpegGrid grid;
    private final int wide;
    private final int high;
    private final List<Position> positions = new ArrayList<>();

    NaiveAdq(Specimen specimen) {
        this.specimen = specimen;
        grid = specimen.jpegGrid().orElseThrow();
        wide = (specimen.width() - grid.x()) / 8;
        high = (specimen.height() - grid.y()) / 8;
        for (int v = 0; v < 5; v++) {
            for (int u = 0; u + v < 5; u++) {
                positions.add(position(u, v));
            }
        }
    }

    int wide() {
        return wide;
    }

    double[] map() {
        var steps = usualSteps();
        var map = new double[wide * high];
        for (var position : positions) {
            int best = steps[position.index];
            double most = position.gain(best) + bar();
            for (int first = 2; first <= 64; first++) {
                if (position.gain(first) > most) {
                    most = position.gain(first);
                    best = first;
                }
            }
            for (int i = 0; best > 1 && i < map.length; i++) {
                map[i] -= Math.log(position.ratios.get(best).get(position.values[i]));
            }
        }
        return map;
    }

    private double bar() {
        return Math.max(20, 0.01 * wide * high);
    }

    /** The IJG's formula with the first entries of the standard's table, for the best of all qualities. */
    private int[] usualSteps() {
        int[][] standard = {{16, 11, 10, 16, 24}, {12, 12, 14, 19}, {14, 13, 16}, {14, 17}, {18}};
        var none = new int[64];
        Arrays.fill(none, 1);
        var best = none;
        double most = gain(none) + bar();
        for (int quality = 20; quality < 100; quality++) {
            var scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
            var steps = new int[64];
            for (int v = 0; v < 5; v++) {
                for (int u = 0; u + v < 5; u++) {
                    steps[8 * v + u] = Math.max(1, (standard[v][u] * scale + 50) / 100);
                }
            }
            var gain = gain(steps);
            if (gain > most) {
                most = gain;
                best = steps;
            }
        }
        return best;
    }

    private double gain(int[] steps) {
        var ratios = new ArrayList<Double>();
        for (var position : positions) {
            for (var value : position.values) {
                ratios.add(position.ratios.get(steps[position.index]).get(value));
            }
        }
        return NaiveAdq.gain(ratios);
    }

    private record Position(int index, int[] values, Map<Integer, Map<Integer, Double>> ratios) {
        double gain(int first) {
            return Math.max(0, plain(first) - plain(1));
        }

        private double plain(int first) {
            return NaiveAdq.gain(Arrays.stream(values).mapToObj(ratios.get(first)::get).toList());
        }
    }

    private Position position(int u, int v) {
        var values = new int[wide * high];
        for (int i = 0; i < values.length; i++) {
            values[i] = grid.blocks().get(i / wide, i % wide, 8 * v + u);
        }
        var step = specimen.jpeg().orElseThrow().components().get(0).quantisation().step(8 * v + u);
        var samples = samples(u, v);
        var range = new TreeSet<Integer>();
        for (var value : values) {
            range.add(value);
        }
        var once = once(samples, step, range);
        var rounding = (2 + 0.299 * 0.299 + 0.587 * 0.587 + 0.114 * 0.114) / 12;
        var ratios = new HashMap<Integer, Map<Integer, Double>>();
        for (int first = 1; first <= 64; first++) {
            ratios.put(first, ratio(once, twice(samples, first, step, range, rounding)));
        }
        return new Position(8 * v + u, values, ratios);
    }

    /** Coefficients between the blocks, in single precision as their bins are sharp; mirrored except for the DC. */
    private List<Double> samples(int u, int v) {
        var luminance = specimen.luminance();
        var samples = new ArrayList<Double>();
        for (int row = 0; row < high - 1; row++) {
            for (int column = 0; column < wide - 1; column++) {
                float sum = 0;
                for (int x = 0; x < 8; x++) {
                    float down = 0;
                    for (int y = 0; y < 8; y++) {
                        var at = (grid.y() + 8 * row + 4 + y) * specimen.width() + grid.x() + 8 * column + 4 + x;
                        down += cosine(v, y) * (luminance[at] - 128);
                    }
                    sum += cosine(u, x) * down;
                }
                samples.add((double) sum);
                samples.add(u + v == 0 ? sum : -(double) sum);
            }
        }
        return samples;
    }

    private static float cosine(int frequency, int x) {
        return (float) (0.5 * Math.cos(Math.PI * (2 * x + 1) * frequency / 16) / (frequency == 0 ? Math.sqrt(2) : 1));
    }

    private static Map<Integer, Double> once(List<Double> samples, int step, TreeSet<Integer> range) {
        var shares = new HashMap<Integer, Double>();
        for (int x = range.first(); x <= range.last(); x++) {
            double count = 0;
            for (var value : samples) {
                count += value >= step * (x - 0.5) && value < step * (x + 0.5) ? 1 : 0;
            }
            shares.put(x, count / samples.size());
        }
        return floored(shares, samples.size() / 2.0);
    }

    static Map<Integer, Double> twice(List<Double> samples, int first, int step, TreeSet<Integer> range,
            double variance) {
        var middles = new HashMap<Long, Integer>();
        for (var value : samples) {
            middles.merge((long) Math.floor(value / first + 0.5) * first, 1, Integer::sum);
        }
        var shares = new HashMap<Integer, Double>();
        for (int x = range.first(); x <= range.last(); x++) {
            double sum = 0;
            for (var middle : middles.entrySet()) {
                sum += middle.getValue() * (normal((step * (x + 0.5) - middle.getKey()) / Math.sqrt(variance))
                        - normal((step * (x - 0.5) - middle.getKey()) / Math.sqrt(variance)));
            }
            shares.put(x, sum / samples.size());
        }
        return floored(shares, samples.size() / 2.0);
    }

    private static double normal(double z) {
        return NORMAL.computeIfAbsent(z, NaiveAdq::simpson);
    }

    /** Simpson's rule. */
    private static double simpson(double z) {
        if (Math.abs(z) > 7) {
            return z > 0 ? 1 : 0;
        }
        double sum = 0;
        var steps = 200;
        for (int i = 0; i <= steps; i++) {
            var t = z * i / steps;
            sum += Math.exp(-t * t / 2) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return 0.5 + sum * z / steps / 3 / Math.sqrt(2 * Math.PI);
    }

    private static Map<Integer, Double> floored(Map<Integer, Double> shares, double samples) {
        var least = 0.5 / (samples + shares.size());
        var all = shares.values().stream().mapToDouble(share -> share + least).sum();
        shares.replaceAll((x, share) -> (share + least) / all);
        return shares;
    }

    private static Map<Integer, Double> ratio(Map<Integer, Double> once, Map<Integer, Double> twice) {
        var ratio = new HashMap<Integer, Double>();
        once.forEach((x, share) -> ratio.put(x, 0.01 + 0.99 * twice.get(x) / share));
        return ratio;
    }

    private static double gain(List<Double> ratios) {
        var counts = new HashMap<Double, Integer>();
        for (var ratio : ratios) {
            counts.merge(ratio, 1, Integer::sum);
        }
        double best = 0;
        for (int i = 1; i <= 400; i++) {
            var share = i / 400.0;
            var gain = counts.entrySet().stream()
                    .mapToDouble(entry -> entry.getValue() * Math.log(1 + share * (entry.getKey() - 1))).sum();
            best = Math.max(best, gain);
        }
        return best;
    }
}
