package io.palimpsest.jpeg;

import java.util.Arrays;

/** Blocks of a baseline or extended sequential scan. */
final class SequentialBlocks implements BlockDecoder {

    private final BitReader bits;
    private final HuffmanDecoder[] dc;
    private final HuffmanDecoder[] ac;
    private final int[] means;

    SequentialBlocks(BitReader bits, HuffmanDecoder[] dc, HuffmanDecoder[] ac) {
        this.bits = bits;
        this.dc = dc;
        this.ac = ac;
        this.means = new int[dc.length];
    }

    @Override
    public void restart() {
        Arrays.fill(means, 0);
    }

    @Override
    public int decode(int member, short[] block, int offset) {
        var size = dc[member].take(bits);
        if (size < 0) {
            return bits.exhausted() ? OUT_OF_DATA : NO_SUCH_CODE;
        }
        var mean = means[member] + bits.takeSigned(size);
        var result = decodeRest(ac[member], block, offset);
        if (result == FINE && bits.exhausted()) {
            result = OUT_OF_DATA;
        }
        if (result == FINE) {
            means[member] = mean;
            block[offset] = (short) mean;
        } else {
            Arrays.fill(block, offset, offset + 64, (short) 0);
        }
        return result;
    }

    private int decodeRest(HuffmanDecoder table, short[] block, int offset) {
        var reader = bits;
        var natural = StandardTables.NATURAL;
        var buffer = reader.buffer;
        var count = reader.count;
        var result = FINE;
        for (var k = 1; k < 64; k++) {
            if (count < 32) {
                reader.buffer = buffer;
                reader.count = count;
                reader.fill();
                buffer = reader.buffer;
                count = reader.count;
            }
            var found = table.find(buffer);
            if (found < 0) {
                result = NO_SUCH_CODE;
                break;
            }
            var length = found & 0xFF;
            var size = found >> 8 & 15;
            k += found >> 12;
            if (size != 0) {
                if (k > 63) {
                    result = OUT_OF_BLOCK;
                    break;
                }
                var value = (int) (buffer << length >>> (64 - size));
                block[offset + natural[k]] = (short) BitReader.extend(value, size);
                length += size;
            } else if (found >> 12 != 15) {
                k = 64;
            }
            buffer <<= length;
            count -= length;
        }
        reader.buffer = buffer;
        reader.count = count;
        return result != FINE && reader.exhausted() ? OUT_OF_DATA : result;
    }
}
