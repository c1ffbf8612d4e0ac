package io.palimpsest.detect.jpeg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Grid votes and regions as plainly as their description reads: block by block and pixel by pixel. */
final class NaiveGridOrigin {

    private final byte[] grey;
    private final int width;
    private final int height;

    NaiveGridOrigin(byte[] grey, int width, int height) {
        this.grey = grey;
        this.width = width;
        this.height = height;
    }

    byte[] votes() {
        var best = new int[grey.length];
        var votes = new byte[grey.length];
        var blocks = new int[grey.length];
        java.util.Arrays.fill(best, -1);
        for (int y = 0; y + 8 <= height; y++) {
            for (int x = 0; x + 8 <= width; x++) {
                var zeros = zeros(x, y);
                var vote = constant(x, y) ? -1 : x % 8 + 8 * (y % 8);
                for (int i = 0; i < 64; i++) {
                    var at = (y + i / 8) * width + x + i % 8;
                    blocks[at]++;
                    if (zeros == best[at]) {
                        votes[at] = -1;
                    } else if (zeros > best[at]) {
                        best[at] = zeros;
                        votes[at] = (byte) vote;
                    }
                }
            }
        }
        for (int i = 0; i < votes.length; i++) {
            votes[i] = blocks[i] == 64 ? votes[i] : -1;
        }
        return votes;
    }

    private double level(int x, int y) {
        return grey[y * width + x] & 0xff;
    }

    private int zeros(int left, int top) {
        int zeros = 0;
        for (int frequency = 1; frequency < 64; frequency++) {
            int u = frequency % 8;
            int v = frequency / 8;
            double sum = 0;
            for (int i = 0; i < 64; i++) {
                sum += level(left + i % 8, top + i / 8) * Math.cos((2 * (i % 8) + 1) * u * Math.PI / 16)
                        * Math.cos((2 * (i / 8) + 1) * v * Math.PI / 16);
            }
            var coefficient = sum / 4 * (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1);
            zeros += Math.abs(coefficient) < 0.5 - 1e-9 ? 1 : 0;
        }
        return zeros;
    }

    private boolean constant(int left, int top) {
        boolean rows = true;
        boolean columns = true;
        for (int i = 0; i < 64; i++) {
            rows &= level(left + i % 8, top + i / 8) == level(left, top + i / 8);
            columns &= level(left + i % 8, top + i / 8) == level(left + i % 8, top);
        }
        return rows || columns;
    }

    /** Pixels of the regions whose votes are another than one grid, each in rising order. */
    static List<List<Integer>> regions(byte[] votes, int width, int except) {
        var seen = new boolean[votes.length];
        var regions = new ArrayList<List<Integer>>();
        for (int start = 0; start < votes.length; start++) {
            if (seen[start] || votes[start] < 0 || votes[start] == except) {
                continue;
            }
            var region = new TreeSet<Integer>();
            var queue = new ArrayDeque<Integer>();
            queue.add(start);
            seen[start] = true;
            while (!queue.isEmpty()) {
                int at = queue.poll();
                region.add(at);
                for (int next = 0; next < votes.length; next++) {
                    if (!seen[next] && votes[next] == votes[start] && Math.abs(next % width - at % width) <= 9
                            && Math.abs(next / width - at / width) <= 9) {
                        seen[next] = true;
                        queue.add(next);
                    }
                }
            }
            if (significance(region, votes.length, width) > 0) {
                regions.add(List.copyOf(region));
            }
        }
        regions.sort(Comparator.comparing(region -> region.get(0)));
        return regions;
    }

    private static double significance(TreeSet<Integer> region, int pixels, int width) {
        var x0 = region.stream().mapToInt(at -> at % width).min().orElseThrow();
        var x1 = region.stream().mapToInt(at -> at % width).max().orElseThrow();
        var side = Math.max(x1 - x0, region.last() / width - region.first() / width) + 1;
        var tests = Math.log10(64 * (double) pixels * Math.sqrt(pixels));
        return -tests - io.palimpsest.signal.BinomialTail.log10(side * side / 64, region.size() / 64, 1 / 64.0);
    }
}
