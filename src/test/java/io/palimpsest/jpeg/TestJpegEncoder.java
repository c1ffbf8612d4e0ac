package io.palimpsest.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes given quantised coefficients as a JPEG file: any sampling, sequential or progressive by a script of scans,
 * restart intervals, fitted or standard Huffman tables. For tests of readers; slow and without checks.
 */
public final class TestJpegEncoder {

    /** One component; the plane has {@code ceil(ceil(size * sampling / most) / 8)} blocks each way. */
    public record Component(int id, int horizontal, int vertical, int table, CoefficientPlane plane) {}

    /** One scan: positions of components, band and bits as in a scan header. */
    public record Scan(List<Integer> components, int start, int end, int high, int low) {}

    private final int width;
    private final int height;
    private final JpegProcess process;
    private final List<Component> components;
    private final List<int[]> tables;
    private List<Scan> scans;
    private int interval;
    private boolean standardTables;
    private byte[] segments = new byte[0];
    private boolean heightLater;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long[][] frequencies;
    private TestHuffman[] codes;
    private long bits;
    private int bitCount;
    private int[] means;
    private int ended;
    private int endedTable;
    private final StringBuilder corrections = new StringBuilder();

    /** A file of one interleaved scan; {@code tables} are in natural order. */
    public TestJpegEncoder(int width, int height, JpegProcess process, List<Component> components, List<int[]> tables) {
        this.width = width;
        this.height = height;
        this.process = process;
        this.components = components;
        this.tables = tables;
        var all = new ArrayList<Integer>();
        for (var i = 0; i < components.size(); i++) {
            all.add(i);
        }
        scans = List.of(new Scan(all, 0, 63, 0, 0));
    }

    /** The same coefficients as a file that was read. */
    public static TestJpegEncoder of(JpegFile file) {
        var components = new ArrayList<Component>();
        var tables = new ArrayList<int[]>();
        for (var c : file.components()) {
            components.add(new Component(
                    c.id(), c.horizontalSampling(), c.verticalSampling(), components.size(), c.coefficients()));
            tables.add(c.quantisation().steps());
        }
        return new TestJpegEncoder(file.width(), file.height(), JpegProcess.BASELINE, components, tables);
    }

    public TestJpegEncoder scans(List<Scan> script) {
        scans = script;
        return this;
    }

    public TestJpegEncoder restartInterval(int units) {
        interval = units;
        return this;
    }

    public TestJpegEncoder standardTables() {
        standardTables = true;
        return this;
    }

    /** Whole segments, with their markers, to put behind the start of the image. */
    public TestJpegEncoder segments(byte[] bytes) {
        segments = bytes;
        return this;
    }

    /** Leaves the height to a DNL marker. */
    public TestJpegEncoder heightLater() {
        heightLater = true;
        return this;
    }

    public byte[] encode() {
        out.reset();
        shortOf(0xFFD8);
        out.writeBytes(segments);
        for (var t = 0; t < tables.size(); t++) {
            var wide = Arrays.stream(tables.get(t)).anyMatch(step -> step > 255);
            segment(0xDB, wide ? 129 : 65);
            out.write(wide ? 16 + t : t);
            for (var k = 0; k < 64; k++) {
                var step = tables.get(t)[StandardTables.NATURAL[k]];
                if (wide) {
                    out.write(step >> 8);
                }
                out.write(step);
            }
        }
        segment(0xC0 + process.ordinal(), 6 + 3 * components.size());
        out.write(8);
        shortOf(heightLater ? 0 : height);
        shortOf(width);
        out.write(components.size());
        for (var c : components) {
            out.write(c.id);
            out.write(c.horizontal << 4 | c.vertical);
            out.write(c.table);
        }
        if (interval > 0) {
            segment(0xDD, 2);
            shortOf(interval);
        }
        for (var scan : scans) {
            writeScan(scan);
            if (heightLater && scan == scans.get(0)) {
                segment(0xDC, 2);
                shortOf(height);
            }
        }
        shortOf(0xFFD9);
        return out.toByteArray();
    }

    private void writeScan(Scan scan) {
        frequencies = new long[8][256];
        codes = null;
        walk(scan);
        codes = new TestHuffman[8];
        for (var t = 0; t < 8; t++) {
            if (Arrays.stream(frequencies[t]).sum() == 0) {
                continue;
            }
            if (standardTables) {
                var kind = HuffmanTable.Kind.values()[t >> 2];
                var table = StandardTables.huffman(kind, t & 1);
                codes[t] = new TestHuffman(table.counts(), table.symbols());
            } else {
                codes[t] = TestHuffman.fitted(frequencies[t]);
            }
            segment(0xC4, 17 + codes[t].symbols.length);
            out.write(t >> 2 << 4 | t & 3);
            Arrays.stream(codes[t].counts).forEach(out::write);
            Arrays.stream(codes[t].symbols).forEach(out::write);
        }
        segment(0xDA, 4 + 2 * scan.components.size());
        out.write(scan.components.size());
        for (var c : scan.components) {
            out.write(components.get(c).id);
            out.write(number(c) << 4 | number(c));
        }
        out.write(scan.start);
        out.write(scan.end);
        out.write(scan.high << 4 | scan.low);
        walk(scan);
    }

    /** Huffman table of a component: as many as the process allows. */
    private int number(int component) {
        return process == JpegProcess.BASELINE || standardTables ? component & 1 : component & 3;
    }

    private void walk(Scan scan) {
        var only = scan.components.size() == 1 ? components.get(scan.components.get(0)) : null;
        var mostH = components.stream().mapToInt(Component::horizontal).max().orElseThrow();
        var mostV = components.stream().mapToInt(Component::vertical).max().orElseThrow();
        var wide = only != null ? only.plane.blocksWide() : Frame.ceil(width, 8 * mostH);
        var high = only != null ? only.plane.blocksHigh() : Frame.ceil(height, 8 * mostV);
        means = new int[components.size()];
        bits = 0;
        bitCount = 0;
        for (var unit = 0; unit < wide * high; unit++) {
            if (interval > 0 && unit > 0 && unit % interval == 0) {
                flush();
                if (codes != null) {
                    shortOf(0xFFD0 + (unit / interval - 1 & 7));
                }
                Arrays.fill(means, 0);
            }
            for (var c : scan.components) {
                var part = components.get(c);
                for (var b = 0; b < (only != null ? 1 : part.horizontal * part.vertical); b++) {
                    var h = only != null ? 1 : part.horizontal;
                    var v = only != null ? 1 : part.vertical;
                    block(scan, c, unit / wide * v + b / h, unit % wide * h + b % h);
                }
            }
        }
        flush();
    }

    private void block(Scan scan, int c, int row, int column) {
        var plane = components.get(c).plane;
        var block = new short[64];
        if (row < plane.blocksHigh() && column < plane.blocksWide()) {
            plane.copyBlock(row, column, block);
        }
        if (process != JpegProcess.PROGRESSIVE) {
            mean(c, block[0]);
            band(block, 1, 63, 0, 4 + number(c), false);
        } else if (scan.start == 0) {
            if (scan.high == 0) {
                mean(c, block[0] >> scan.low);
            } else {
                put(block[0] >> scan.low & 1, 1);
            }
        } else if (scan.high == 0) {
            band(block, scan.start, scan.end, scan.low, 4 + number(c), true);
        } else {
            refine(block, scan, 4 + number(c));
        }
    }

    private void mean(int c, int value) {
        var difference = value - means[c];
        means[c] = value;
        var size = size(difference);
        symbol(number(c), size);
        put(difference < 0 ? difference - 1 : difference, size);
    }

    private void band(short[] block, int start, int end, int low, int table, boolean longRuns) {
        var run = 0;
        for (var k = start; k <= end; k++) {
            var full = block[StandardTables.NATURAL[k]];
            var value = full < 0 ? -(-full >> low) : full >> low;
            if (value == 0) {
                run++;
                continue;
            }
            flushEnded();
            for (; run > 15; run -= 16) {
                symbol(table, 0xF0);
            }
            var size = size(value);
            symbol(table, run << 4 | size);
            put(value < 0 ? value - 1 : value, size);
            run = 0;
        }
        if (run > 0 && longRuns) {
            end(table, "");
        } else if (run > 0) {
            symbol(table, 0);
        }
    }

    private void refine(short[] block, Scan scan, int table) {
        var last = 0;
        var magnitude = new int[64];
        for (var k = scan.start; k <= scan.end; k++) {
            magnitude[k] = Math.abs(block[StandardTables.NATURAL[k]]) >> scan.low;
            if (magnitude[k] == 1) {
                last = k;
            }
        }
        var run = 0;
        var pending = new StringBuilder();
        for (var k = scan.start; k <= scan.end; k++) {
            if (magnitude[k] == 0) {
                run++;
                continue;
            }
            while (run > 15 && k <= last) {
                flushEnded();
                symbol(table, 0xF0);
                run -= 16;
                putAll(pending);
            }
            if (magnitude[k] > 1) {
                pending.append(magnitude[k] & 1);
                continue;
            }
            flushEnded();
            symbol(table, run << 4 | 1);
            put(block[StandardTables.NATURAL[k]] < 0 ? 0 : 1, 1);
            putAll(pending);
            run = 0;
        }
        if (run > 0 || pending.length() > 0) {
            end(table, pending.toString());
        }
    }

    private void end(int table, String bitsOfBlock) {
        endedTable = table;
        corrections.append(bitsOfBlock);
        if (++ended == 0x7FFF) {
            flushEnded();
        }
    }

    private void flushEnded() {
        if (ended > 0) {
            var size = 31 - Integer.numberOfLeadingZeros(ended);
            symbol(endedTable, size << 4);
            put(ended, size);
            ended = 0;
            putAll(corrections);
        }
    }

    private void putAll(StringBuilder ones) {
        for (var i = 0; i < ones.length(); i++) {
            put(ones.charAt(i) & 1, 1);
        }
        ones.setLength(0);
    }

    private void symbol(int table, int symbol) {
        if (codes == null) {
            frequencies[table][symbol]++;
        } else {
            put(codes[table].code[symbol], codes[table].length[symbol]);
        }
    }

    private void put(int value, int size) {
        if (codes == null) {
            return;
        }
        bits = bits << size | value & (1L << size) - 1;
        bitCount += size;
        while (bitCount >= 8) {
            var next = (int) (bits >> bitCount - 8) & 0xFF;
            out.write(next);
            if (next == 0xFF) {
                out.write(0);
            }
            bitCount -= 8;
        }
    }

    private void flush() {
        flushEnded();
        put(0x7F, 7);
        bitCount = 0;
    }

    private static int size(int value) {
        return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    }

    private void segment(int code, int length) {
        out.write(0xFF);
        out.write(code);
        shortOf(length + 2);
    }

    private void shortOf(int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
