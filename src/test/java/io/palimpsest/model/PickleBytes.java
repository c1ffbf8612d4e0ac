package io.palimpsest.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles, hostile ones too. */
final class PickleBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleBytes() {
        op(0x80, 2);
    }

    PickleBytes op(int... codes) {
        for (var code : codes) {
            bytes.write(code);
        }
        return this;
    }

    PickleBytes op(String codes) {
        bytes.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    PickleBytes text(String text) {
        return op('X').int32(text.getBytes(StandardCharsets.UTF_8).length).op(text);
    }

    PickleBytes whole(long value) {
        op(0x8a, 8);
        bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    PickleBytes int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    /** A storage of some type and count. */
    PickleBytes storage(String type, String key, long count) {
        return op("(").text("storage").global("torch", type).text(key).text("cpu").whole(count).op("tQ");
    }

    /** A tensor in a storage of 32-bit floats. */
    PickleBytes tensor(String key, long count, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op("(").storage("FloatStorage", key, count).whole(offset);
        for (var numbers : new long[][] {shape, strides}) {
            op("(");
            for (var number : numbers) {
                whole(number);
            }
            op("t");
        }
        return op(0x89).global("collections", "OrderedDict").op(")RtR");
    }

    byte[] end() {
        op(".");
        return bytes.toByteArray();
    }
}
