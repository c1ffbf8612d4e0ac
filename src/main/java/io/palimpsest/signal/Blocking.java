package io.palimpsest.signal;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;

/**
 * Blocking artefacts of a picture: how far each pixel lies on a vertical or horizontal line that repeats every 8 pixels.
 *
 * <p>Edges are second differences of at most 50, summed along 33 pixels; what exceeds the median across the line is kept
 * where it repeats with the period of 8. Beyond the picture everything is mirrored. Luminance counts in steps of 2^-36,
 * so that all sums up to the artefacts are exact and level areas give exactly 0.
 */
public final class Blocking {

    /** Rows that are done together. */
    private static final int BAND = 128;

    /** Rows beyond a band, or pixels beyond a row, that its filters reach. */
    private static final int REACH = BlockingLine.REACH;
    private static final int HALF_SUM = 16;

    private static final double LARGEST = 50;

    /** From luminance on 0..255 to the ITU-R BT.601 range of 219 steps. */
    private static final double SCALE = 219 / 255.0;
    private static final double UNIT = 0x1p36;

    /** Columns that are gathered together, a cache line of values. */
    private static final int COLUMNS = 8;

    private final Specimen specimen;
    private final int width;
    private final int height;
    private final double[] artefacts;
    private final boolean[] edges;
    private final double[][] rowPhases;
    private final double[][] columnPhases;

    private Blocking(Specimen specimen) {
        this.specimen = specimen;
        width = specimen.width();
        height = specimen.height();
        artefacts = new double[width * height];
        edges = new boolean[width * height];
        rowPhases = new double[(height + BAND - 1) / BAND][8];
        columnPhases = new double[rowPhases.length][8];
    }

    /**
     * Finds the artefacts of a picture.
     *
     * @param specimen any picture
     * @param monitor asked often whether to go on
     * @return the artefacts
     */
    public static Blocking of(Specimen specimen, Monitor monitor) {
        var blocking = new Blocking(specimen);
        TaskLoop.run(blocking.rowPhases.length, band -> blocking.new Band(band, monitor).run());
        return blocking;
    }

    /** Strength of the lines through each pixel, height x width values row by row; for reading only. */
    public double[] artefacts() {
        return artefacts;
    }

    /** Whether a pixel has an edge that counts, that is, of more than 0 and at most 50; for reading only. */
    public boolean[] edges() {
        return edges;
    }

    /** Mean strength of horizontal lines in the rows of each phase, row modulo 8. */
    public double[] rowPhases() {
        return means(rowPhases, height, width);
    }

    /** Mean strength of vertical lines in the columns of each phase, column modulo 8. */
    public double[] columnPhases() {
        return means(columnPhases, width, height);
    }

    private static double[] means(double[][] sums, int lines, int length) {
        var means = new double[8];
        for (int phase = 0; phase < 8; phase++) {
            var at = phase;
            var count = (lines - phase + 7) / 8;
            means[phase] = count < 1 ? 0 : Arrays.stream(sums).mapToDouble(band -> band[at]).sum() / count / length;
        }
        return means;
    }

    /** Index of a pixel in a picture that is mirrored at its borders, border pixels included. */
    private static int mirror(int at, int size) {
        var folded = Math.floorMod(at, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
    }

    /** Neighbouring rows that are done at once. */
    private final class Band {

        private final Monitor monitor;
        private final int index;
        private final int from;
        private final int count;
        private final int first;
        private final int last;
        private final double[] luminance;

        Band(int index, Monitor monitor) {
            this.monitor = monitor;
            this.index = index;
            from = index * BAND;
            count = Math.min(BAND, height - from);
            first = Math.max(0, from - REACH - 1);
            last = Math.min(height, from + count + REACH + 1);
            luminance = new double[(last - first) * width];
        }

        void run() {
            var row = new double[width];
            for (int y = first; y < last; y++) {
                specimen.luminanceRow(y, row);
                for (int x = 0; x < width; x++) {
                    luminance[(y - first) * width + x] = Math.rint(row[x] * SCALE * UNIT) / UNIT;
                }
            }
            horizontalLines();
            verticalLines();
        }

        private void horizontalLines() {
            var low = Math.max(0, from - REACH);
            var high = Math.min(height, from + count + REACH);
            var sums = new double[(high - low) * width];
            var row = new double[width];
            for (int y = low; y < high; y++) {
                monitor.check();
                rowEdges(y, row);
                if (y >= from && y < from + count) {
                    mark(y, row);
                }
                sumAlong(row, sums, (y - low) * width);
            }
            var rows = IntStream.range(0, count + 2 * REACH)
                    .map(i -> (mirror(from - REACH + i, height) - low) * width).toArray();
            var lines = new BlockingLine[COLUMNS];
            Arrays.setAll(lines, i -> new BlockingLine(count));
            for (int x = 0; x < width; x += COLUMNS) {
                monitor.check();
                var columns = Math.min(COLUMNS, width - x);
                for (int i = 0; i < rows.length; i++) {
                    for (int c = 0; c < columns; c++) {
                        lines[c].sums[i] = sums[rows[i] + x + c];
                    }
                }
                for (int c = 0; c < columns; c++) {
                    lines[c].run();
                }
                for (int i = 0; i < count; i++) {
                    for (int c = 0; c < columns; c++) {
                        artefacts[(from + i) * width + x + c] = lines[c].result[i];
                        rowPhases[index][(from + i) % 8] += lines[c].result[i];
                    }
                }
            }
        }

        /** Sums of 33 values of a mirrored row. */
        private void sumAlong(double[] row, double[] sums, int at) {
            double sum = 0;
            for (int x = -HALF_SUM; x < HALF_SUM; x++) {
                sum += row[mirror(x, width)];
            }
            for (int x = 0; x < width; x++) {
                var enter = x + HALF_SUM;
                var leave = x - HALF_SUM;
                sum += row[enter < width ? enter : mirror(enter, width)];
                sums[at + x] = sum;
                sum -= row[leave >= 0 ? leave : mirror(leave, width)];
            }
        }

        private void verticalLines() {
            var sum = new double[width];
            var row = new double[width];
            for (int y = from - HALF_SUM; y < from + HALF_SUM; y++) {
                columnEdges(mirror(y, height), row);
                add(row, 1, sum);
            }
            var line = new BlockingLine(width);
            for (int y = from; y < from + count; y++) {
                monitor.check();
                columnEdges(y, row);
                mark(y, row);
                columnEdges(mirror(y + HALF_SUM, height), row);
                add(row, 1, sum);
                for (int i = 0; i < REACH; i++) {
                    line.sums[i] = sum[mirror(i - REACH, width)];
                    line.sums[REACH + width + i] = sum[mirror(width + i, width)];
                }
                System.arraycopy(sum, 0, line.sums, REACH, width);
                line.run();
                for (int x = 0; x < width; x++) {
                    artefacts[y * width + x] += line.result[x];
                    columnPhases[index][x % 8] += line.result[x];
                }
                columnEdges(mirror(y - HALF_SUM, height), row);
                add(row, -1, sum);
            }
        }

        private void add(double[] row, int sign, double[] sum) {
            for (int x = 0; x < width; x++) {
                sum[x] += sign * row[x];
            }
        }

        private void rowEdges(int y, double[] row) {
            var at = (y - first) * width;
            var above = y == 0 ? at : at - width;
            var below = y == height - 1 ? at : at + width;
            for (int x = 0; x < width; x++) {
                row[x] = edge(luminance[above + x], luminance[at + x], luminance[below + x]);
            }
        }

        private void columnEdges(int y, double[] row) {
            var at = (y - first) * width;
            for (int x = 1; x < width - 1; x++) {
                row[x] = edge(luminance[at + x - 1], luminance[at + x], luminance[at + x + 1]);
            }
            row[0] = edge(luminance[at], luminance[at], luminance[at + Math.min(1, width - 1)]);
            row[width - 1] = edge(luminance[at + Math.max(0, width - 2)], luminance[at + width - 1],
                    luminance[at + width - 1]);
        }

        private static double edge(double before, double value, double after) {
            var size = Math.abs(2 * value - before - after);
            return size > LARGEST ? 0 : size;
        }

        private void mark(int y, double[] row) {
            for (int x = 0; x < width; x++) {
                edges[y * width + x] |= row[x] > 0;
            }
        }
    }
}
