package io.palimpsest.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Codes for the test encoder: fitted to the frequencies of its symbols, or given. */
final class TestHuffman {

    final int[] counts = new int[16];
    final int[] symbols;
    final int[] code = new int[256];
    final int[] length = new int[256];

    /** Codes of at most 16 bits for the symbols with a frequency, after Annex K.2 of T.81. */
    static TestHuffman fitted(long[] frequencies) {
        var freq = Arrays.copyOf(frequencies, 257);
        freq[256] = 1;
        var size = new int[257];
        var other = new int[257];
        Arrays.fill(other, -1);
        while (true) {
            var first = least(freq, -1);
            var second = least(freq, first);
            if (second < 0) {
                break;
            }
            freq[first] += freq[second];
            freq[second] = 0;
            first = deepen(size, other, first);
            other[first] = second;
            deepen(size, other, second);
        }
        var bits = new int[258];
        for (var s : size) {
            bits[s]++;
        }
        bits[0] = 0;
        for (var i = 257; i > 16; i--) {
            while (bits[i] > 0) {
                var j = i - 2;
                while (bits[j] == 0) {
                    j--;
                }
                bits[i] -= 2;
                bits[i - 1]++;
                bits[j + 1] += 2;
                bits[j]--;
            }
        }
        var longest = 16;
        while (bits[longest] == 0) {
            longest--;
        }
        bits[longest]--;
        var symbols = new ByteArrayOutputStream();
        for (var s = 1; s <= 257; s++) {
            for (var symbol = 0; symbol < 256; symbol++) {
                if (size[symbol] == s) {
                    symbols.write(symbol);
                }
            }
        }
        var values = symbols.toByteArray();
        var ints = new int[values.length];
        for (var i = 0; i < ints.length; i++) {
            ints[i] = values[i] & 0xFF;
        }
        return new TestHuffman(Arrays.copyOfRange(bits, 1, 17), ints);
    }

    TestHuffman(int[] counts, int[] symbols) {
        System.arraycopy(counts, 0, this.counts, 0, 16);
        this.symbols = symbols;
        var next = 0;
        var index = 0;
        for (var bits = 1; bits <= 16; bits++) {
            for (var i = 0; i < counts[bits - 1]; i++) {
                code[symbols[index]] = next++;
                length[symbols[index++]] = bits;
            }
            next <<= 1;
        }
    }

    private static int least(long[] freq, int except) {
        var found = -1;
        for (var i = 0; i < freq.length; i++) {
            if (freq[i] > 0 && i != except && (found < 0 || freq[i] <= freq[found])) {
                found = i;
            }
        }
        return found;
    }

    private static int deepen(int[] size, int[] other, int from) {
        size[from]++;
        var at = from;
        while (other[at] >= 0) {
            at = other[at];
            size[at]++;
        }
        return at;
    }
}
