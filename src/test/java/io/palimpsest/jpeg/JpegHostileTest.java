package io.palimpsest.jpeg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class JpegHostileTest {

    private static final String QUANTISATION = "FFDB004300" + "01".repeat(64);
    /** One code of one bit each: DC difference 0, end of block. */
    private static final String FLAT_TABLES =
            "FFC400140001" + "00".repeat(15) + "00" + "FFC400141001" + "00".repeat(15) + "00";

    @Test
    void noise() {
        var random = new Random(4);
        for (var i = 0; i < 3000; i++) {
            var bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && i % 2 == 0) {
                bytes[0] = (byte) 0xFF;
                bytes[1] = (byte) 0xD8;
                bytes[2] = (byte) 0xFF;
            }
            refused(bytes);
        }
    }

    @Test
    void whatIsNoJpeg(@TempDir Path folder) throws IOException {
        assertThat(refused(new byte[0])).isEqualTo("The file is empty.");
        assertThat(refused("Dear editor, ".repeat(1000).getBytes(StandardCharsets.US_ASCII))).contains("no JPEG");
        assertThat(refused(hex("FFD8"))).contains("without a frame header");
        assertThat(refused(hex("FFD8FFD9"))).contains("without a frame header");
        assertThatThrownBy(() -> JpegReader.read(folder)).isInstanceOf(JpegException.class);
        assertThatThrownBy(() -> JpegReader.read(folder.resolve("none.jpg"))).isInstanceOf(IOException.class);
        var text = Files.writeString(folder.resolve("text.jpg"), "text");
        assertThatThrownBy(() -> JpegReader.read(text)).isInstanceOf(JpegException.class);
        var empty = Files.createFile(folder.resolve("empty.jpg"));
        assertThatThrownBy(() -> JpegReader.readHeader(empty)).hasMessage("The file is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "C3:lossless", "C5:hierarchical", "C9:arithmetic coding (SOF9", "CA:arithmetic", "F7:JPEG-LS"
    })
    void processesThatAreNotSupported(String process) {
        var frame = "FFD8" + QUANTISATION + "FF" + process.substring(0, 2) + "000B080010001001011100";
        assertThat(refused(hex(frame))).startsWith("Not supported: ").contains(process.substring(3));
    }

    @Test
    void twelveBits() {
        assertThat(refused(hex("FFD8FFC1000B0C0010001001011100"))).startsWith("Not supported: 12-bit samples");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0", "C1", "C2"})
    void hugePicturesWithoutData(String frame) {
        var header = "FFD8" + QUANTISATION + "FF" + frame + "0011 08FFFFFFFF03 011100 021100 031100";
        var scan = FLAT_TABLES + "FFDA000C03 0100 0200 0300 00" + ("C2".equals(frame) ? "00" : "3F") + "00";
        assertThat(refused(hex(header + scan))).contains("No block");
        assertThat(refused(hex(header + scan + "FFD9"))).contains("No block");
    }

    @Test
    void hugePicturesWithARestartMarkerPerRow() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(hex("FFD8" + QUANTISATION + "FFC0000B08FFFFFFFF01011100" + FLAT_TABLES
                + "FFDD0004" + "2000" + "FFDA0008010100003F00"));
        for (var row = 0; row < 8192; row++) {
            bytes.writeBytes(new byte[] {0x3F, (byte) 0xFF, (byte) (0xD0 + row % 8)});
        }
        bounded(bytes.toByteArray());
    }

    @Test
    void manyProgressiveScansOverEndedBlocks() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(hex("FFD8" + QUANTISATION + "FFC2000B08" + "0FFF0FFF" + "01011100" + FLAT_TABLES
                + "FFDA000801010000000D"));
        bytes.writeBytes(new byte[512 * 512 / 8]);
        // one code of one bit: a run of 2^14 ended blocks and 14 bits that add to it
        bytes.writeBytes(hex("FFC400141001" + "00".repeat(15) + "E0"));
        for (var scan = 0; scan < 2000; scan++) {
            bytes.writeBytes(hex("FFDA00080101000" + "13F" + (scan == 0 ? "0D" : "DC")));
            for (var run = 0; run < 9; run++) {
                bytes.writeBytes(hex("7FFE7FFE7FFE"));
            }
        }
        bounded(bytes.toByteArray());
    }

    @Test
    void emptyScansAndSegmentsWithoutEnd() {
        var header = "FFD8" + QUANTISATION + "FFC2000B08FFFFFFFF01011100" + FLAT_TABLES;
        bounded(hex(header + "FFDA00080101000000" + "00".repeat(4) + "FFDA0008010100000010".repeat(100_000)));
        bounded(hex("FFD8" + "FFFE0002".repeat(500_000)));
        bounded(hex("FFD8" + "FFD0".repeat(500_000)));
        bounded(hex("FFD8" + "FF".repeat(1_000_000)));
        bounded(hex("FFD8FFE10000FFD9"));
        bounded(hex("FFD8FFE10001FFD9"));
        bounded(hex("FFD8FFE1FFFF00"));
        bounded(hex("FFD8" + (QUANTISATION + FLAT_TABLES).repeat(2000)));
    }

    @Test
    void impossibleTables() {
        assertThat(refused(hex("FFD8FFC4001300" + "FF".repeat(16)))).contains("4080 codes");
        assertThat(refused(hex("FFD8FFC4001405" + "00".repeat(17)))).contains("number 5");
        assertThat(refused(hex("FFD8FFDB004302" + "01".repeat(10)))).contains("ends within");
        assertThat(refused(hex("FFD8FFDB000302"))).contains("too short");
        var tooMany = "FFC400160003" + "00".repeat(15) + "000102";
        assertThat(refused(hex(
                "FFD8" + QUANTISATION + "FFC0000B080008000801011100" + tooMany + "FFDA0008010100003F0000")))
                .contains("more codes");
    }

    @Test
    void impossibleHeaders() {
        assertThat(refused(hex("FFD8FFC0000B080010000001011100"))).contains("width is 0");
        assertThat(refused(hex("FFD8FFC0000B080010001001015100"))).contains("sampling factors 5x1");
        assertThat(refused(hex("FFD8FFC00008080010001000"))).contains("0 components");
        assertThat(refused(hex("FFD8FFDA0008010100003F00"))).contains("before any frame header");
        assertThat(refused(hex("FFD8FFC0000B080000001001011100FFDA0008010100003F0000FFD9"))).contains("DNL");
    }

    @Test
    void thousandsOfImagesAfterTheEnd() throws IOException {
        var picture = JpegGoldenTest.bytes("baseline-grey.jpg");
        var many = Arrays.copyOf(picture, picture.length + 4_000_000);
        for (var i = picture.length; i + 4 <= many.length; i += 4) {
            System.arraycopy(hex("FFD8FFE0"), 0, many, i, 4);
        }
        bounded(many);
    }

    private static String refused(byte[] bytes) {
        var message = bounded(bytes);
        assertThat(message).isNotNull().endsWith(".");
        return message;
    }

    /** Reads within bounds of time and memory; returns the exception's message, null when it can be read. */
    private static String bounded(byte[] bytes) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            String message = null;
            try {
                JpegReader.read(bytes);
            } catch (JpegException e) {
                message = e.getMessage();
            }
            var used = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertThat(used).as(message).isLessThan(64 << 20);
            return message;
        });
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
