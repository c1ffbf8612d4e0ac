package io.palimpsest.jpeg;

import java.util.function.Consumer;

import io.palimpsest.jpeg.HuffmanTable.Kind;

/** Reads table definitions. */
final class TableReader {

    private TableReader() {}

    static void quantisation(Segment segment, Consumer<QuantisationTable> sink) throws JpegException {
        while (segment.remaining() > 0) {
            var first = segment.next();
            if (first >> 4 > 1 || (first & 15) > 3) {
                throw segment.broken("a quantisation table has the number " + (first & 15) + " and the precision "
                        + (first >> 4));
            }
            var steps = new int[64];
            for (var k = 0; k < 64; k++) {
                steps[StandardTables.NATURAL[k]] = first >> 4 == 0 ? segment.next() : segment.nextShort();
            }
            sink.accept(new QuantisationTable(first & 15, first >> 4 == 0 ? 8 : 16, steps));
        }
    }

    static void huffman(Segment segment, Consumer<HuffmanTable> sink) throws JpegException {
        while (segment.remaining() > 0) {
            var first = segment.next();
            if (first >> 4 > 1 || (first & 15) > 3) {
                throw segment.broken("a Huffman table has the number " + (first & 15) + " and the class "
                        + (first >> 4));
            }
            var counts = new int[16];
            var sum = 0;
            for (var i = 0; i < 16; i++) {
                counts[i] = segment.next();
                sum += counts[i];
            }
            if (sum > 256 || sum > segment.remaining()) {
                throw segment.broken("a Huffman table claims " + sum + " codes");
            }
            var symbols = new int[sum];
            for (var i = 0; i < sum; i++) {
                symbols[i] = segment.next();
            }
            sink.accept(new HuffmanTable(first >> 4 == 0 ? Kind.DC : Kind.AC, first & 15, counts, symbols));
        }
    }
}
