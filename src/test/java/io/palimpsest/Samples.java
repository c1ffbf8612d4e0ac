package io.palimpsest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.Splice;

/** Pictures that the tests share. */
public final class Samples {

    /** The splice that lies among the samples as park-spliced.jpg. */
    public static final long SEED = 2;

    private Samples() {}

    public static Path path(String name) {
        return Path.of("src/test/resources/samples", name);
    }

    public static Specimen open(String name) {
        try {
            return Specimen.open(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case of section 14 of the algorithm notes: 1024x1024, host at quality 60, plain donor, quality 90, 4:4:4. */
    public static Splice splice(long seed) {
        return Splice.of(open("park.jpg"), open("village.jpg"), seed);
    }

    public static Specimen specimen(Splice splice) {
        try {
            return Specimen.of("splice", splice.jpeg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Area under the ROC curve of a map against a mask; ties count half, NaN counts as lowest. */
    public static double auc(float[] map, boolean[] altered) {
        var keys = new long[map.length];
        for (int i = 0; i < map.length; i++) {
            var bits = Float.floatToIntBits(Float.isNaN(map[i]) ? Float.NEGATIVE_INFINITY : map[i]);
            var rank = bits < 0 ? ~bits : bits ^ 0x80000000;
            keys[i] = (rank & 0xffffffffL) << 1 | (altered[i] ? 1 : 0);
        }
        java.util.Arrays.sort(keys);
        double sum = 0;
        long inside = 0;
        long outside = 0;
        for (int from = 0; from < keys.length;) {
            int to = from;
            long tiedInside = 0;
            while (to < keys.length && keys[to] >> 1 == keys[from] >> 1) {
                tiedInside += keys[to++] & 1;
            }
            var tiedOutside = to - from - tiedInside;
            sum += tiedInside * (outside + tiedOutside / 2.0);
            inside += tiedInside;
            outside += tiedOutside;
            from = to;
        }
        return sum / ((double) inside * outside);
    }
}
