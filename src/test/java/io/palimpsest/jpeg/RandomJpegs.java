package io.palimpsest.jpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.palimpsest.jpeg.TestJpegEncoder.Component;
import io.palimpsest.jpeg.TestJpegEncoder.Scan;

/** Random coefficients in files of every layout that the reader supports. */
final class RandomJpegs {

    private final Random random;
    private final JpegProcess process;
    final int width;
    final int height;
    final List<Component> components = new ArrayList<>();
    final List<int[]> tables = new ArrayList<>();

    RandomJpegs(long seed, JpegProcess process, int count, int width, int height) {
        this.random = new Random(seed);
        this.process = process;
        this.width = width;
        this.height = height;
        var sampling = new int[count][2];
        var most = new int[] {1, 1};
        do {
            most[0] = 1;
            most[1] = 1;
            for (var s : sampling) {
                for (var axis = 0; axis < 2; axis++) {
                    s[axis] = 1 + random.nextInt(random.nextBoolean() ? 2 : 4);
                    most[axis] = Math.max(most[axis], s[axis]);
                }
            }
        } while (blocks(sampling) > 10 && count > 1);
        var large = random.nextInt(3) == 0;
        for (var c = 0; c < count; c++) {
            var wide = Frame.ceil(Frame.ceil(width * sampling[c][0], most[0]), 8);
            var high = Frame.ceil(Frame.ceil(height * sampling[c][1], most[1]), 8);
            components.add(new Component(c + 1, sampling[c][0], sampling[c][1], c, plane(wide, high, large)));
            var table = new int[64];
            for (var i = 0; i < 64; i++) {
                table[i] = 1 + random.nextInt(process == JpegProcess.BASELINE ? 255 : 3000);
            }
            tables.add(table);
        }
    }

    byte[] encode() {
        var encoder = new TestJpegEncoder(width, height, process, components, tables);
        if (random.nextBoolean()) {
            encoder.restartInterval(1 + random.nextInt(9));
        }
        if (process == JpegProcess.PROGRESSIVE) {
            encoder.scans(script());
        } else if (random.nextInt(3) == 0) {
            var scans = new ArrayList<Scan>();
            for (var c = 0; c < components.size(); c++) {
                scans.add(new Scan(List.of(c), 0, 63, 0, 0));
            }
            encoder.scans(scans);
        }
        if (random.nextInt(8) == 0) {
            encoder.heightLater();
        }
        return encoder.encode();
    }

    private List<Scan> script() {
        var scans = new ArrayList<Scan>();
        var all = new ArrayList<Integer>();
        for (var c = 0; c < components.size(); c++) {
            all.add(c);
        }
        var low = random.nextInt(4);
        scans.add(new Scan(all, 0, 0, 0, low));
        for (; low > 0; low--) {
            scans.add(new Scan(all, 0, 0, low, low - 1));
        }
        for (var c : all) {
            for (var start = 1; start < 64; ) {
                var end = random.nextBoolean() ? 63 : Math.min(63, start + random.nextInt(20));
                var bit = random.nextInt(4);
                scans.add(new Scan(List.of(c), start, end, 0, bit));
                for (; bit > 0; bit--) {
                    scans.add(new Scan(List.of(c), start, end, bit, bit - 1));
                }
                start = end + 1;
            }
        }
        return scans;
    }

    private CoefficientPlane plane(int wide, int high, boolean large) {
        var values = new short[64 * wide * high];
        var density = Math.pow(random.nextDouble(), 3);
        for (var i = 0; i < values.length; i++) {
            if ((i & 63) == 0) {
                density = random.nextInt(4) == 0 ? 0 : Math.pow(random.nextDouble(), 3);
            }
            if (random.nextDouble() < density || (i & 63) == 0) {
                var bits = random.nextInt(large ? 14 : 10);
                values[i] = (short) ((random.nextInt(1 << bits) + 1) * (random.nextBoolean() ? 1 : -1));
            }
        }
        return CoefficientPlane.of(wide, high, values);
    }

    private static int blocks(int[][] sampling) {
        var sum = 0;
        for (var s : sampling) {
            sum += s[0] * s[1];
        }
        return sum;
    }
}
