package io.palimpsest.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

import io.palimpsest.core.CannotRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WideningArchiveTest {

    private static final Path WEIGHTS = TestModels.folder().resolve("tiny-half/tiny-half.pt");

    @Test
    void all65536NumbersKeepTheirValue() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            var value = Float.intBitsToFloat(WideningArchive.widen((short) bits));
            var sign = bits >> 15 == 0 ? 1 : -1;
            var exponent = bits >> 10 & 31;
            var fraction = bits & 1023;
            if (exponent == 31) {
                assertThat(value).isEqualTo((Float) (fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN));
            } else {
                var expected = sign * (exponent == 0
                        ? Math.scalb((float) fraction, -24)
                        : Math.scalb(1024f + fraction, exponent - 25));
                assertThat(value).isEqualTo(expected);
                assertThat(1 / value).as("sign of zero").isEqualTo(1 / expected);
            }
        }
    }

    @Test
    void halvesAreWidenedAndAllElseStays() throws IOException {
        Map<String, byte[]> widened = new HashMap<>();
        try (var zip = new ZipInputStream(WideningArchive.open(WEIGHTS))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                widened.put(entry.getName(), zip.readAllBytes());
            }
        }
        int halves = 0;
        int same = 0;
        try (var zip = new ZipFile(WEIGHTS.toFile())) {
            assertThat(widened).hasSize(zip.size());
            for (var entry : zip.stream().toList()) {
                var before = zip.getInputStream(entry).readAllBytes();
                var after = widened.get(entry.getName());
                if (entry.getName().endsWith("data.pkl")) {
                    assertThat(new String(before, StandardCharsets.ISO_8859_1)).contains("HalfStorage", "LongStorage");
                    assertThat(new String(after, StandardCharsets.ISO_8859_1)).contains("FloatStorage", "LongStorage")
                            .doesNotContain("HalfStorage");
                } else if (after.length == 2 * before.length) {
                    halves++;
                    assertThat(ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getInt()).isEqualTo(
                            WideningArchive.widen(ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN).getShort()));
                } else {
                    same++;
                    assertThat(after).isEqualTo(before);
                }
            }
        }
        assertThat(halves).as("two convolutions, the normalisation's four, the share").isEqualTo(9);
        assertThat(same).isGreaterThan(5);
    }

    @Test
    void aPickleThatEndsEarlyOrIsNoneIsRefused() throws IOException {
        byte[] pickle;
        try (var zip = new ZipFile(WEIGHTS.toFile())) {
            pickle = zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes();
        }
        assertThat(HalfStorages.widen(pickle).keys()).hasSize(9);
        for (int length = 0; length < pickle.length; length++) {
            var cut = Arrays.copyOf(pickle, length);
            assertThatThrownBy(() -> HalfStorages.widen(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> HalfStorages.widen("X\377\377\377\377.".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> HalfStorages.widen("i".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IOException.class).hasMessageContaining("unknown instruction 105");
    }

    @Test
    void whatIsNoArchiveIsRefused(@TempDir Path folder) throws IOException {
        var text = Files.writeString(folder.resolve("text.pt"), "text");
        var half = Files.write(folder.resolve("half.pt"), Arrays.copyOf(Files.readAllBytes(WEIGHTS), 6000));

        for (var file : new Path[] {text, half}) {
            assertThatThrownBy(() -> WideningArchive.open(file)).isInstanceOf(CannotRun.class)
                    .hasMessageContaining("no TorchScript archive; get the model again");
        }
    }
}
