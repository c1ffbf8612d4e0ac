package io.palimpsest.signal;

import java.util.Random;
import java.util.stream.IntStream;

/** Seeded pictures in grey levels. */
final class Pictures {

    private Pictures() {}

    /** Soft stripes under white noise, within 40 to 215 but for rare peaks. */
    static float[] noise(int width, int height, double deviation, long seed) {
        var random = new Random(seed);
        var picture = new float[width * height];
        for (var i = 0; i < picture.length; i++) {
            var stripes = 50 * Math.sin(i % width * 0.013) * Math.cos(i / width * 0.017);
            picture[i] = (float) Math.max(0, Math.min(255, 128 + stripes + deviation * random.nextGaussian()));
        }
        return picture;
    }

    /** Whole-numbered levels, with a black and a white area and some grain. */
    static float[] clipped(int width, int height, long seed) {
        var picture = noise(width, height, 4, seed);
        for (var i = 0; i < picture.length; i++) {
            var x = i % width;
            var y = i / width;
            var level = x < width / 8 ? 2 : y < height / 9 ? 254 : picture[i];
            picture[i] = Math.round(x % 17 == 0 && y % 5 == 0 ? 100 : level);
        }
        return picture;
    }

    static boolean[] disc(int width, int height, double radius) {
        var mask = new boolean[width * height];
        for (var i = 0; i < mask.length; i++) {
            mask[i] = Math.hypot(i % width - 0.6 * width, i / width - 0.4 * height) <= radius;
        }
        return mask;
    }

    /** White noise of deviation 3; under the mask the same noise, slightly smoothed and made as strong again. */
    static float[] spliced(int width, int height, boolean[] mask, long seed) {
        var picture = noise(width, height, 3, seed);
        var other = noise(width, height, 4.2, seed + 1);
        for (var i = 0; i < picture.length; i++) {
            if (mask[i]) {
                picture[i] = (2 * other[i] + other[i + 1] + other[i + width]) / 4;
            }
        }
        return picture;
    }

    /** Area under the ROC curve of pixel scores. */
    static double areaUnderCurve(float[] scores, boolean[] mask) {
        var order = IntStream.range(0, scores.length).boxed()
                .sorted((a, b) -> Float.compare(scores[a], scores[b])).mapToInt(i -> i).toArray();
        double wins = 0;
        double below = 0;
        long altered = 0;
        for (int from = 0, to; from < order.length; from = to) {
            double inside = 0;
            for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                inside += mask[order[to]] ? 1 : 0;
            }
            var outside = to - from - inside;
            wins += inside * (below + outside / 2);
            below += outside;
            altered += (long) inside;
        }
        return wins / (altered * below);
    }
}
