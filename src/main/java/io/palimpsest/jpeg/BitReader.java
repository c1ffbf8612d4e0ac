package io.palimpsest.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bits of entropy-coded data, first bit uppermost in {@link #buffer}.
 *
 * <p>Reads up to the next marker and then goes on with zeros; {@link #exhausted()} tells that some of those were used.
 * Decoders keep {@code buffer} and {@code count} in local variables and write them back around {@link #fill()}.
 */
final class BitReader {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] data;
    private int position;
    private int invented;

    /** The next bits; those below the uppermost {@link #count} are zero. */
    long buffer;

    /** Number of bits in the buffer. */
    int count;

    BitReader(byte[] data, int position) {
        this.data = data;
        this.position = position;
    }

    /** Forgets the bits in the buffer and goes on at a position. */
    void restart(int from) {
        position = from;
        buffer = 0;
        count = 0;
        invented = 0;
    }

    /** Brings at least 32 bits into a buffer that holds fewer. */
    void fill() {
        if (position + 4 <= data.length) {
            var four = (int) INT.get(data, position);
            if (((~four - 0x01010101) & four & 0x80808080) == 0) {
                buffer |= (four & 0xFFFFFFFFL) << (32 - count);
                count += 32;
                position += 4;
                return;
            }
        }
        fillSlowly();
    }

    private void fillSlowly() {
        while (count <= 56) {
            var next = position < data.length ? data[position] & 0xFF : -1;
            if (next == 0xFF) {
                next = stuffed();
            } else if (next >= 0) {
                position++;
            }
            if (next < 0) {
                invented += 8;
            } else {
                buffer |= (long) next << (56 - count);
            }
            count += 8;
        }
    }

    /** Returns 0xFF and steps over it when it is data (any number of FF, then 00); else -1. */
    private int stuffed() {
        var after = position + 1;
        while (after < data.length && data[after] == (byte) 0xFF) {
            after++;
        }
        if (after >= data.length || data[after] != 0) {
            return -1;
        }
        position = after + 1;
        return 0xFF;
    }

    /** Takes 1 to 16 bits. */
    int take(int bits) {
        if (count < bits) {
            fill();
        }
        var value = (int) (buffer >>> (64 - bits));
        buffer <<= bits;
        count -= bits;
        return value;
    }

    /** Takes the bits of a coefficient of a given size, 0 to 15, and restores its sign. */
    int takeSigned(int size) {
        return size == 0 ? 0 : extend(take(size), size);
    }

    static int extend(int value, int size) {
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /** Whether more bits were taken than there were before the marker or the end of the file. */
    boolean exhausted() {
        return count < invented;
    }

    /** Whole bytes that were read ahead but not taken. */
    int unused() {
        return Math.max(0, count - invented) >> 3;
    }

    /** First byte that was not read ahead; the marker when the data before it are used up. */
    int position() {
        return position;
    }
}
