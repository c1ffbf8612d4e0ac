package io.palimpsest.jpeg;

import java.util.Arrays;

/** Decodes the symbols of one Huffman table: short codes by one look-up, longer ones by their canonical order. */
final class HuffmanDecoder {

    static final int LOOK_AHEAD = 10;

    private final int[] lookup = new int[1 << LOOK_AHEAD];
    private final int[] lastCode = new int[17];
    private final int[] shift = new int[17];
    private final int[] symbols;

    private HuffmanDecoder(int[] symbols) {
        this.symbols = symbols;
    }

    static HuffmanDecoder of(HuffmanTable table) throws JpegException {
        var counts = table.counts();
        var decoder = new HuffmanDecoder(table.symbols());
        Arrays.fill(decoder.lastCode, -1);
        var code = 0;
        var index = 0;
        for (var length = 1; length <= 16; length++) {
            if (code + counts[length - 1] > 1 << length) {
                throw new JpegException("The " + table.kind() + " Huffman table " + table.id()
                        + " has more codes of " + length + " bits than there can be.");
            }
            decoder.shift[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++) {
                decoder.enter(code++, length, index++, table);
            }
            if (counts[length - 1] > 0) {
                decoder.lastCode[length] = code - 1;
            }
            code <<= 1;
        }
        return decoder;
    }

    private void enter(int code, int length, int index, HuffmanTable table) throws JpegException {
        if (table.kind() == HuffmanTable.Kind.DC && symbols[index] > 15) {
            throw new JpegException("The DC Huffman table " + table.id() + " codes a difference of " + symbols[index]
                    + " bits; at most 15 are possible.");
        }
        if (length <= LOOK_AHEAD) {
            var first = code << (LOOK_AHEAD - length);
            Arrays.fill(lookup, first, first + (1 << (LOOK_AHEAD - length)), symbols[index] << 8 | length);
        }
    }

    /**
     * The symbol that the uppermost bits of a buffer begin with.
     *
     * @return symbol times 256 plus the length of its code, or -1 when no code begins so
     */
    int find(long buffer) {
        var entry = lookup[(int) (buffer >>> (64 - LOOK_AHEAD))];
        return entry != 0 ? entry : findLong(buffer);
    }

    private int findLong(long buffer) {
        for (var length = LOOK_AHEAD + 1; length <= 16; length++) {
            var code = (int) (buffer >>> (64 - length));
            if (code <= lastCode[length]) {
                return symbols[code + shift[length]] << 8 | length;
            }
        }
        return -1;
    }

    /** Takes one symbol from a reader; -1 when no code begins so. */
    int take(BitReader bits) {
        if (bits.count < 16) {
            bits.fill();
        }
        var found = find(bits.buffer);
        if (found >= 0) {
            bits.buffer <<= found & 0xFF;
            bits.count -= found & 0xFF;
            return found >> 8;
        }
        return -1;
    }
}
