package io.palimpsest.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Threshold and connected regions, the same for every detector.
 *
 * <p>A cell belongs to a region when its probability reaches the threshold and its reliability reaches
 * {@link Detector#MIN_RELIABILITY}; regions are 8-connected and do not reach from one matched part into another; those smaller
 * than {@link Detector#MIN_AREA} of the picture are dropped.
 *
 * @param probability calibrated probability of each cell
 * @param labels number of the finding that a cell belongs to, from 1; 0 = none
 * @param findings the kept regions, most probable first
 * @param score largest probability that a share of MIN_AREA of the picture reaches
 */
record Segmentation(RawMap probability, int[] labels, List<Finding> findings, double score) {

    static Segmentation of(String detector, Evidence.Statistic statistic, RawMap probability, double threshold,
            int imageWidth, int imageHeight) {
        var grid = new Cells(probability, statistic, statistic.reliability().values(), imageWidth, imageHeight);
        var smallest = Math.max(1, Math.round(Detector.MIN_AREA * imageWidth * imageHeight));
        var cells = probability.values().length;
        var seen = new boolean[cells];
        var queue = new int[cells];
        var regions = new ArrayList<Region>();
        int first = 0;
        for (int start = 0; start < cells; start++) {
            if (!seen[start] && grid.counts(start, threshold)) {
                var end = grid.grow(start, threshold, seen, queue, first);
                var finding = grid.finding(queue, first, end, detector);
                if (finding.area() >= smallest) {
                    regions.add(new Region(finding, first, end));
                }
                first = end;
            }
        }
        regions.sort(Comparator.comparingDouble((Region region) -> -region.finding().score())
                .thenComparingInt(region -> region.finding().y()).thenComparingInt(region -> region.finding().x()));
        var labels = new int[cells];
        for (int i = 0; i < regions.size(); i++) {
            for (int at = regions.get(i).first(); at < regions.get(i).end(); at++) {
                labels[queue[at]] = i + 1;
            }
        }
        var findings = regions.stream().map(region -> grid.linked(region, queue, labels)).toList();
        return new Segmentation(probability, labels, findings, grid.score(smallest));
    }

    /** A finding and where its cells stand in the queue. */
    private record Region(Finding finding, int first, int end) {}

    /** Cells with their sizes in pixels. */
    private record Cells(RawMap map, Evidence.Statistic statistic, float[] reliability, int imageWidth,
            int imageHeight) {

        boolean counts(int cell, double threshold) {
            return map.values()[cell] >= threshold && reliability[cell] >= Detector.MIN_RELIABILITY;
        }

        /** Appends the region of {@code start} to the queue from {@code first} on; returns where it ends. */
        int grow(int start, double threshold, boolean[] seen, int[] queue, int first) {
            int end = first;
            queue[end++] = start;
            seen[start] = true;
            for (int at = first; at < end; at++) {
                int x = queue[at] % map.width();
                int y = queue[at] / map.width();
                for (int ny = Math.max(0, y - 1); ny <= Math.min(map.height() - 1, y + 1); ny++) {
                    for (int nx = Math.max(0, x - 1); nx <= Math.min(map.width() - 1, x + 1); nx++) {
                        var next = ny * map.width() + nx;
                        if (!seen[next] && counts(next, threshold) && statistic.part(next) == statistic.part(start)) {
                            seen[next] = true;
                            queue[end++] = next;
                        }
                    }
                }
            }
            return end;
        }

        long area(int cell) {
            return map.area(cell, imageWidth, imageHeight);
        }

        Finding finding(int[] queue, int first, int end, String detector) {
            int x0 = Integer.MAX_VALUE;
            int y0 = Integer.MAX_VALUE;
            int x1 = 0;
            int y1 = 0;
            long area = 0;
            double score = 0;
            double trust = 0;
            for (int at = first; at < end; at++) {
                int cell = queue[at];
                int x = cell % map.width();
                int y = cell / map.width();
                x0 = Math.min(x0, map.edgeX(x, imageWidth));
                y0 = Math.min(y0, map.edgeY(y, imageHeight));
                x1 = Math.max(x1, map.edgeX(x + 1, imageWidth));
                y1 = Math.max(y1, map.edgeY(y + 1, imageHeight));
                area += area(cell);
                score += area(cell) * (double) map.values()[cell];
                trust += area(cell) * (double) reliability[cell];
            }
            return new Finding(detector, statistic.category(), x0, y0, x1 - x0, y1 - y0, area,
                    score / Math.max(1, area), trust / Math.max(1, area),
                    statistic.explanation(Arrays.copyOfRange(queue, first, end)));
        }

        /** Adds to a finding what its part is similar to. */
        Finding linked(Region region, int[] queue, int[] labels) {
            var part = statistic.part(queue[region.first()]);
            var partners = statistic.links().stream().filter(link -> link.part() == part)
                    .map(link -> partner(region, queue, labels, link)).toList();
            return partners.isEmpty() ? region.finding() : region.finding().with(partners);
        }

        /** The place that a region is mapped to, and the finding of the other part that most of it falls on. */
        private Finding.Partner partner(Region region, int[] queue, int[] labels, Similar link) {
            var votes = new TreeMap<Integer, Integer>();
            int x0 = imageWidth;
            int y0 = imageHeight;
            int x1 = 0;
            int y1 = 0;
            for (int at = region.first(); at < region.end(); at++) {
                var left = map.edgeX(queue[at] % map.width(), imageWidth);
                var top = map.edgeY(queue[at] / map.width(), imageHeight);
                var right = map.edgeX(queue[at] % map.width() + 1, imageWidth) - 1;
                var bottom = map.edgeY(queue[at] / map.width() + 1, imageHeight) - 1;
                for (int corner = 0; corner < 4; corner++) {
                    var fromX = corner % 2 == 0 ? left : right;
                    var fromY = corner / 2 == 0 ? top : bottom;
                    var x = within(link.transform().x(fromX, fromY), imageWidth);
                    var y = within(link.transform().y(fromX, fromY), imageHeight);
                    x0 = Math.min(x0, x);
                    y0 = Math.min(y0, y);
                    x1 = Math.max(x1, x + 1);
                    y1 = Math.max(y1, y + 1);
                }
                var middleX = (left + right) / 2.0;
                var middleY = (top + bottom) / 2.0;
                var cell = cell(within(link.transform().x(middleX, middleY), imageWidth),
                        within(link.transform().y(middleX, middleY), imageHeight));
                if (cell >= 0 && statistic.part(cell) == link.partner() && labels[cell] > 0) {
                    votes.merge(labels[cell], 1, Integer::sum);
                }
            }
            var finding = votes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(0);
            return new Finding.Partner(finding, x0, y0, x1 - x0, y1 - y0, link.transform());
        }

        private static int within(double at, int size) {
            return (int) Math.min(size - 1, Math.max(0, Math.round(at)));
        }

        /** The cell of a pixel; -1 if there is none. */
        private int cell(int x, int y) {
            var column = Math.floorDiv(x - map.left(), map.step());
            var row = Math.floorDiv(y - map.top(), map.step());
            return column < 0 || row < 0 || column >= map.width() || row >= map.height()
                    ? -1
                    : row * map.width() + column;
        }

        /** Walks down the probabilities of reliable cells until they cover the smallest area. */
        double score(long smallest) {
            var values = map.values();
            var bins = new long[10001];
            for (int cell = 0; cell < values.length; cell++) {
                if (reliability[cell] >= Detector.MIN_RELIABILITY && !Float.isNaN(values[cell])) {
                    bins[Math.round(values[cell] * 10000)] += area(cell);
                }
            }
            long covered = 0;
            for (int bin = bins.length - 1; bin >= 0; bin--) {
                covered += bins[bin];
                if (covered >= smallest) {
                    return bin / 10000.0;
                }
            }
            return 0;
        }
    }
}
