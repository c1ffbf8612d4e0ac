package io.palimpsest.evaluate.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyMaskTest {

    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;
    private static final String PLAIN = "{'descr': '|b1', 'fortran_order': False, 'shape': (5, 7), }";

    @TempDir
    private Path folder;

    private Path file(int version, String header, byte[] numbers) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        var text = header.getBytes(StandardCharsets.UTF_8);
        var length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        out.write((version == 1 ? length.putShort((short) text.length) : length.putInt(text.length)).array());
        out.write(text);
        out.write(numbers);
        return Files.write(folder.resolve("mask.npy"), out.toByteArray());
    }

    /** Numbers of a type, written as NumPy would: index by index in C or Fortran order. */
    private static byte[] numbers(int[] shape, boolean fortran, String type, boolean big, boolean[] flat, double one) {
        var size = type.charAt(1) - '0';
        var bytes = ByteBuffer.allocate(flat.length * size).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < flat.length; i++) {
            int rest = i;
            int to = 0;
            int step = 1;
            var at = new int[shape.length];
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            for (int k = 0; k < shape.length; k++) {
                var axis = fortran ? k : shape.length - 1 - k;
                to += at[axis] * step;
                step *= shape[axis];
            }
            var value = flat[i] ? one : 0;
            bytes.position(to * size);
            switch (type) {
                case "f4" -> bytes.putFloat((float) value);
                case "f8" -> bytes.putDouble(value);
                default -> {
                    for (int b = 0; b < size; b++) {
                        bytes.put((byte) ((long) value >> 8 * (big ? size - 1 - b : b)));
                    }
                }
            }
        }
        return bytes.array();
    }

    private static boolean[] random(int length, long seed) {
        var random = new Random(seed);
        var flat = new boolean[length];
        for (int i = 0; i < length; i++) {
            flat[i] = random.nextInt(3) == 0;
        }
        return flat;
    }

    @ParameterizedTest
    @CsvSource({"1,b1,|,1", "1,u1,|,255", "2,u1,|,1", "3,i1,|,-1", "1,i4,<,1", "1,i4,>,256", "2,i8,<,1", "1,i8,>,4294967296",
        "1,u2,>,7", "1,f4,<,0.25", "3,f8,>,1"})
    void oneMask(int version, String type, String order, double one) throws IOException {
        for (var fortran : new boolean[] {false, true}) {
            var flat = random(WIDTH * HEIGHT, version);
            var header = "{'descr': '" + order + type + "', 'fortran_order': " + (fortran ? "True" : "False")
                    + ", 'shape': (5, 7), }          \n";
            var truth = NpyMask.read(file(version, header, numbers(new int[] {HEIGHT, WIDTH}, fortran, type,
                    order.equals(">"), flat, one)), WIDTH, HEIGHT);
            assertThat(truth.altered()).containsExactly(flat);
            assertThat(truth.instances()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void severalParts(boolean fortran, boolean last) throws IOException {
        var parts = 3;
        var shape = last ? new int[] {HEIGHT, WIDTH, parts} : new int[] {parts, HEIGHT, WIDTH};
        var flat = random(parts * WIDTH * HEIGHT, 5);
        var header = "{'descr': '|u1', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': ("
                + shape[0] + ", " + shape[1] + ", " + shape[2] + "), }\n";
        var truth = NpyMask.read(file(1, header, numbers(shape, fortran, "u1", false, flat, 1)), WIDTH, HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int expected = 0;
            for (int part = parts; part >= 1; part--) {
                expected = flat[last ? i * parts + part - 1 : (part - 1) * WIDTH * HEIGHT + i] ? part : expected;
            }
            assertThat(truth.instances()[i]).isEqualTo(expected);
            assertThat(truth.altered()[i]).isEqualTo(expected > 0);
        }
    }

    @Test
    void noParts() throws IOException {
        var header = PLAIN.replace("(5, 7)", "(0, 5, 7)");
        assertThat(NpyMask.read(file(1, header, new byte[0]), WIDTH, HEIGHT).authentic()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{'descr': '|O', 'fortran_order': False, 'shape': (5, 7), }",
        "{'descr': [('x', '|u1')], 'fortran_order': False, 'shape': (5, 7), }",
        "{'descr': '<f2', 'fortran_order': False, 'shape': (5, 7), }",
        "{'descr': '|u9', 'fortran_order': False, 'shape': (5, 7), }",
        "{'descr': '|b1', 'fortran_order': Maybe, 'shape': (5, 7), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (35,), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (1, 1, 5, 7), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (-5, -7), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (99999999999999999999, 5, 7), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (9223372036854775807, 5, 7), }",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2305843009213693952, 5, 7), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (2000000000, 2000000000), }"})
    void hostileHeaders(String header) throws IOException {
        var mask = file(1, header, new byte[WIDTH * HEIGHT]);
        assertThatThrownBy(() -> NpyMask.read(mask, WIDTH, HEIGHT)).isInstanceOf(IOException.class)
                .hasMessageContaining("mask.npy");
    }

    @Test
    void sizes() throws IOException {
        var mask = file(1, PLAIN, new byte[WIDTH * HEIGHT]);
        assertThatThrownBy(() -> NpyMask.read(mask, 8, HEIGHT)).isInstanceOf(IOException.class)
                .hasMessageContaining("7x5").hasMessageContaining("8x5");
    }

    @Test
    void cutOffAnywhere() throws IOException {
        var whole = Files.readAllBytes(file(2, PLAIN, new byte[WIDTH * HEIGHT]));
        for (int length = 0; length < whole.length; length++) {
            var mask = Files.write(folder.resolve("cut.npy"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NpyMask.read(mask, WIDTH, HEIGHT)).isInstanceOf(IOException.class);
        }
        var longer = Files.write(folder.resolve("long.npy"), java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> NpyMask.read(longer, WIDTH, HEIGHT)).isInstanceOf(IOException.class);
        var version = whole.clone();
        version[6] = 4;
        var unknown = Files.write(folder.resolve("version.npy"), version);
        assertThatThrownBy(() -> NpyMask.read(unknown, WIDTH, HEIGHT)).isInstanceOf(IOException.class);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1); // a header of 4 GiB
        var huge = Files.write(folder.resolve("huge.npy"), whole);
        assertThatThrownBy(() -> NpyMask.read(huge, WIDTH, HEIGHT)).isInstanceOf(IOException.class);
    }
}
