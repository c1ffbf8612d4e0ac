package io.palimpsest.jpeg;

import java.util.Arrays;

/** Blocks of a progressive scan: block means or a band of other coefficients, each for the first time or refined. */
final class ProgressiveBlocks {

    private ProgressiveBlocks() {}

    static BlockDecoder of(BitReader bits, JpegScan scan, HuffmanDecoder[] dc, HuffmanDecoder ac) {
        var first = scan.approximationHigh() == 0;
        if (scan.spectralStart() == 0) {
            return first ? new MeanFirst(bits, dc, scan.approximationLow()) : new MeanRefined(bits, scan);
        }
        return first ? new BandFirst(bits, ac, scan) : new BandRefined(bits, ac, scan);
    }

    private static final class MeanFirst implements BlockDecoder {

        private final BitReader bits;
        private final HuffmanDecoder[] tables;
        private final int low;
        private final int[] means;

        MeanFirst(BitReader bits, HuffmanDecoder[] tables, int low) {
            this.bits = bits;
            this.tables = tables;
            this.low = low;
            this.means = new int[tables.length];
        }

        @Override
        public int decode(int member, short[] block, int offset) {
            var size = tables[member].take(bits);
            var difference = size < 0 ? 0 : bits.takeSigned(size);
            if (bits.exhausted()) {
                return OUT_OF_DATA;
            }
            if (size < 0) {
                return NO_SUCH_CODE;
            }
            means[member] += difference;
            block[offset] = (short) (means[member] << low);
            return FINE;
        }

        @Override
        public void restart() {
            Arrays.fill(means, 0);
        }
    }

    private static final class MeanRefined implements BlockDecoder {

        private final BitReader bits;
        private final int bit;

        MeanRefined(BitReader bits, JpegScan scan) {
            this.bits = bits;
            this.bit = 1 << scan.approximationLow();
        }

        @Override
        public int decode(int member, short[] block, int offset) {
            var set = bits.take(1) != 0;
            if (bits.exhausted()) {
                return OUT_OF_DATA;
            }
            if (set) {
                block[offset] |= (short) bit;
            }
            return FINE;
        }

        @Override
        public void restart() {}
    }

    private static final class BandFirst implements BlockDecoder {

        private final BitReader bits;
        private final HuffmanDecoder table;
        private final int start;
        private final int end;
        private final int low;
        private int endedBlocks;

        BandFirst(BitReader bits, HuffmanDecoder table, JpegScan scan) {
            this.bits = bits;
            this.table = table;
            this.start = scan.spectralStart();
            this.end = scan.spectralEnd();
            this.low = scan.approximationLow();
        }

        @Override
        public int decode(int member, short[] block, int offset) {
            if (endedBlocks > 0) {
                endedBlocks--;
                return FINE;
            }
            var result = decodeBand(block, offset);
            if (bits.exhausted()) {
                result = OUT_OF_DATA;
            }
            if (result != FINE) {
                for (var k = start; k <= end; k++) {
                    block[offset + StandardTables.NATURAL[k]] = 0;
                }
            }
            return result;
        }

        private int decodeBand(short[] block, int offset) {
            for (var k = start; k <= end; k++) {
                var symbol = table.take(bits);
                if (symbol < 0) {
                    return NO_SUCH_CODE;
                }
                var run = symbol >> 4;
                var size = symbol & 15;
                if (size == 0 && run != 15) {
                    endedBlocks = run == 0 ? 0 : (1 << run) - 1 + bits.take(run);
                    return FINE;
                }
                k += run;
                if (size != 0) {
                    if (k > end) {
                        return OUT_OF_BLOCK;
                    }
                    block[offset + StandardTables.NATURAL[k]] = (short) (bits.takeSigned(size) << low);
                }
            }
            return FINE;
        }

        @Override
        public void restart() {
            endedBlocks = 0;
        }
    }

    private static final class BandRefined implements BlockDecoder {

        private final BitReader bits;
        private final HuffmanDecoder table;
        private final int start;
        private final int end;
        private final int plus;
        private final int minus;
        private final short[] before = new short[64];
        private int endedBlocks;

        BandRefined(BitReader bits, HuffmanDecoder table, JpegScan scan) {
            this.bits = bits;
            this.table = table;
            this.start = scan.spectralStart();
            this.end = scan.spectralEnd();
            this.plus = 1 << scan.approximationLow();
            this.minus = -plus;
        }

        @Override
        public int decode(int member, short[] block, int offset) {
            System.arraycopy(block, offset, before, 0, 64);
            var result = FINE;
            if (endedBlocks > 0) {
                endedBlocks--;
                refine(block, offset, start, end + 1);
            } else {
                result = decodeBand(block, offset);
            }
            if (bits.exhausted()) {
                result = OUT_OF_DATA;
            }
            if (result != FINE) {
                System.arraycopy(before, 0, block, offset, 64);
            }
            return result;
        }

        private int decodeBand(short[] block, int offset) {
            for (var k = start; k <= end; k++) {
                var symbol = table.take(bits);
                var size = symbol & 15;
                if (symbol < 0 || size > 1) {
                    return NO_SUCH_CODE;
                }
                var run = symbol >> 4;
                if (size == 0 && run != 15) {
                    endedBlocks = run == 0 ? 0 : (1 << run) - 1 + bits.take(run);
                    refine(block, offset, k, end + 1);
                    return FINE;
                }
                var value = size == 0 ? 0 : bits.take(1) != 0 ? plus : minus;
                k = refine(block, offset, k, run);
                if (value != 0) {
                    if (k > end) {
                        return OUT_OF_BLOCK;
                    }
                    block[offset + StandardTables.NATURAL[k]] = (short) value;
                }
            }
            return FINE;
        }

        /** Refines non-zero coefficients from position k on and stops at the zero after {@code zeros} others. */
        private int refine(short[] block, int offset, int k, int zeros) {
            for (; k <= end; k++) {
                var at = offset + StandardTables.NATURAL[k];
                var value = block[at];
                if (value == 0) {
                    if (zeros-- == 0) {
                        break;
                    }
                } else if (bits.take(1) != 0 && (value & plus) == 0) {
                    block[at] += (short) (value >= 0 ? plus : minus);
                }
            }
            return k;
        }

        @Override
        public void restart() {
            endedBlocks = 0;
        }
    }
}
