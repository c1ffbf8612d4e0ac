package io.palimpsest.jpeg;

import io.palimpsest.jpeg.HuffmanTable.Kind;

/** The tables of Annex K of ITU-T T.81, and the zig-zag order. */
final class StandardTables {

    /** Natural-order position of each zig-zag position; 16 further entries catch runs that leave the block. */
    static final int[] NATURAL = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63
    };

    private static final int[] LUMA = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    /** The upper left corner, and 99 everywhere else. */
    private static final int[][] CHROMA = {{17, 18, 24, 47}, {18, 21, 26, 66}, {24, 26, 56, 99}, {47, 66, 99, 99}};

    private static final String LUMA_AC = "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282"
            + "090A161718191A25262728292A3435363738393A434445464748494A535455565758595A636465666768696A73747576777879"
            + "7A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7"
            + "D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA";

    private static final String CHROMA_AC = "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D1"
            + "0A162434E125F11718191A262728292A35363738393A434445464748494A535455565758595A636465666768696A7374757677"
            + "78797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4"
            + "D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA";

    private StandardTables() {}

    /** The luma step at a natural-order position as the IJG library scales it. */
    static int scaledLuma(int index, int quality, int limit) {
        return scaled(LUMA[index], quality, limit);
    }

    /** The chroma step at a natural-order position as the IJG library scales it. */
    static int scaledChroma(int index, int quality, int limit) {
        return scaled(index / 8 < 4 && index % 8 < 4 ? CHROMA[index / 8][index % 8] : 99, quality, limit);
    }

    private static int scaled(int step, int quality, int limit) {
        var scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return Math.max(1, Math.min(limit, (step * scale + 50) / 100));
    }

    /** The typical table that decoders assume where a file (a Motion JPEG frame) defines none; ids 0 and 1 only. */
    static HuffmanTable huffman(Kind kind, int id) {
        if (kind == Kind.DC) {
            return id == 0
                    ? table(kind, id, "00010501010101010100000000000000", "000102030405060708090A0B")
                    : table(kind, id, "00030101010101010101010000000000", "000102030405060708090A0B");
        }
        return id == 0
                ? table(kind, id, "0002010303020403050504040000017D", LUMA_AC)
                : table(kind, id, "00020102040403040705040400010277", CHROMA_AC);
    }

    private static HuffmanTable table(Kind kind, int id, String counts, String symbols) {
        return new HuffmanTable(kind, id, bytes(counts), bytes(symbols));
    }

    private static int[] bytes(String hex) {
        var values = new int[hex.length() / 2];
        for (var i = 0; i < values.length; i++) {
            values[i] = Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
        }
        return values;
    }
}
