package io.palimpsest.evaluate.attack;

import java.io.IOException;
import java.util.Arrays;

import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Bitmap;
import io.palimpsest.evaluate.metric.Truth;

/** What the tests of attacks share. */
final class AttackSamples {

    private AttackSamples() {}

    /** A picture of three channels of one colour each, without loss. */
    static Specimen plain(int width, int height, int... levels) throws IOException {
        var planes = new byte[levels.length][width * height];
        for (int c = 0; c < levels.length; c++) {
            Arrays.fill(planes[c], (byte) levels[c]);
        }
        return Specimen.of("plain", Bitmap.file(width, height, planes));
    }

    /** Two rectangles, the parts 1 and 2. */
    static Truth truth(int width, int height) {
        var altered = new boolean[width * height];
        var instances = new int[width * height];
        for (int i = 0; i < altered.length; i++) {
            var x = i % width;
            var y = i / width;
            if (y >= height / 4 && y < height / 2) {
                instances[i] = x < width / 4 ? 1 : x > width / 2 ? 2 : 0;
            }
            altered[i] = instances[i] > 0;
        }
        return new Truth(width, height, altered, instances);
    }
}
