package io.palimpsest.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PickleTest {

    private static PickleBytes pickle() {
        return new PickleBytes();
    }

    private static Object read(byte[] bytes) throws IOException {
        return Pickle.read(ByteBuffer.wrap(bytes)).value();
    }

    @Test
    void readsWhatDictionariesOfWeightsHold() throws IOException {
        var bytes = pickle().op("}(").text("a").whole(-5).text("b").op("]").op("(").op('K', 7).op(0x88).op("Ne")
                .text("c").op('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0).text("d").op('M', 0xff, 0xff).op('J').int32(-2)
                .op(0x86).text("e").tensor("0", 6, 0, new long[] {2, 3}, new long[] {3, 1}).op("u").end();

        var map = (Map<?, ?>) read(bytes);

        assertThat(map.get("a")).isEqualTo(-5L);
        assertThat((List<?>) map.get("b")).isEqualTo(Arrays.asList(7L, true, null));
        assertThat(map.get("c")).isEqualTo(0.5);
        assertThat((List<?>) map.get("d")).isEqualTo(List.of(65535L, -2L));
        assertThat(map.get("e")).isInstanceOfSatisfying(StoredTensor.class, tensor -> {
            assertThat(tensor.shape()).containsExactly(2L, 3L);
            assertThat(tensor.places()).containsExactly(0, 1, 2, 3, 4, 5);
        });
    }

    @Test
    void aDictionaryMayContainItself() throws IOException {
        assertThat(read(pickle().op("}q").op(0).text("me").op("h").op(0).op("s").end())).isInstanceOf(Map.class);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of(pickle().global("os", "system").text("echo").op(0x85).op("R"), "'os.system'"),
                Arguments.of(pickle().global("builtins", "eval"), "'builtins.eval'"),
                Arguments.of(pickle().global("__builtin__", "getattr"), "'__builtin__.getattr'"),
                Arguments.of(pickle().text("posix").text("system").op(0x93), "'posix.system'"),
                Arguments.of(pickle().global("torch", "load"), "'torch.load'"),
                Arguments.of(pickle().global("torch._utils", "_rebuild_tensor"), "'torch._utils._rebuild_tensor'"),
                Arguments.of(pickle().global("__torch__.x", "Y").op(")").op(0x81), "'__torch__.x.Y'"),
                Arguments.of(pickle().global("numpy.core.multiarray", "scalar"), "'numpy.core.multiarray.scalar'"),
                Arguments.of(pickle().global("torch", "FloatStorage").op(")R"), "call 'torch.FloatStorage'"),
                Arguments.of(pickle().global("collections", "OrderedDict").op(")").op(0x81), "'collections.OrderedDict'"),
                Arguments.of(pickle().op("(ios\nsystem\n"), "(INST)"),
                Arguments.of(pickle().op("(").global("collections", "OrderedDict").op("o"), "(OBJ)"),
                Arguments.of(pickle().op(0x82, 1), "(EXT1)"),
                Arguments.of(pickle().op(0x83, 1, 0), "(EXT2)"),
                Arguments.of(pickle().op(0x84).int32(1), "(EXT4)"),
                Arguments.of(pickle().op(0x92), "(NEWOBJ_EX)"),
                Arguments.of(pickle().op("Pstorage\n"), "(PERSID)"),
                Arguments.of(pickle().op("]}b"), "(BUILD)"),
                Arguments.of(pickle().op(0xfe), "instruction 254"),
                Arguments.of(pickle().op("c" + "x".repeat(5000) + "\n\u001b[31m\n"), "xxx..."),
                Arguments.of(pickle().op("}}").op("Ns"), "key that is neither"),
                Arguments.of(pickle().op("}").op(")Ns"), "key that is neither"),
                Arguments.of(pickle().op(")(").op("Ne"), "makes no sense"),
                Arguments.of(pickle().op("R"), "makes no sense"),
                Arguments.of(pickle().op("e"), "makes no sense"),
                Arguments.of(pickle().op("h").op(9), "makes no sense"),
                Arguments.of(pickle().op("q").op(9), "makes no sense"),
                Arguments.of(pickle().op("("), "makes no sense"),
                Arguments.of(pickle().op("NN"), "1 values over"),
                Arguments.of(pickle().op("X").int32(Integer.MAX_VALUE), "ends too early"),
                Arguments.of(pickle().op("X").int32(-1), "ends too early"),
                Arguments.of(pickle().op(0x8d).op(255, 255, 255, 255, 255, 255, 255, 127), "makes no sense"),
                Arguments.of(pickle().op(0x8a, 255).op("x".repeat(255)), "whole number of 255 bytes"),
                Arguments.of(pickle().op("cos"), "ends too early"),
                Arguments.of(pickle().text("storage").op(0x85).op("Q"), "makes no sense"),
                Arguments.of(pickle().op("Q"), "makes no sense"),
                Arguments.of(pickle().storage("FloatStorage", "0", -1), "storage of -1 values"),
                Arguments.of(pickle().storage("FloatStorage", "0", 3).op("0").storage("HalfStorage", "0", 3),
                        "two different storages"),
                Arguments.of(pickle().tensor("0", 5, 0, new long[] {2, 3}, new long[] {3, 1}), "beyond the 5 values"),
                Arguments.of(pickle().tensor("0", 6, 1, new long[] {2, 3}, new long[] {3, 1}), "beyond the 6 values"),
                Arguments.of(pickle().tensor("0", 6, -1, new long[] {2}, new long[] {1}), "makes no sense"),
                Arguments.of(pickle().tensor("0", 6, 5, new long[] {2}, new long[] {-1}), "makes no sense"),
                Arguments.of(pickle().tensor("0", 6, 0, new long[] {-2}, new long[] {1}), "makes no sense"),
                Arguments.of(pickle().tensor("0", 6, 0, new long[] {2}, new long[] {1, 1}), "makes no sense"),
                Arguments.of(pickle().tensor("0", 6, 0, new long[] {Long.MAX_VALUE, 3}, new long[] {Long.MAX_VALUE, 3}),
                        "makes no sense"),
                Arguments.of(pickle().tensor("0", 6, 0, new long[17], new long[17]), "17 dimensions"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesEverythingElse(PickleBytes bytes, String reason) {
        assertThatThrownBy(() -> read(bytes.end())).isInstanceOf(IOException.class).hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b").hasSizeLessThan(300));
    }

    @Test
    void noPrefixAndNoChangedByteDoesWorseThanARefusal() {
        var whole = pickle().op("}(").text("state_dict").op("}(").text("w").tensor("0", 6, 0, new long[] {2, 3},
                new long[] {1, 2}).text("n").op("](").op('K', 7).op("Nesu").op("u").end();
        for (int length = 0; length < whole.length; length++) {
            var part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
        }
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            var changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            try {
                read(changed);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 19_999);
    }
}
