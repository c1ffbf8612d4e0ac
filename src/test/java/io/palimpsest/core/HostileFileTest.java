package io.palimpsest.core;

import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

import com.sun.management.ThreadMXBean;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import io.palimpsest.jpeg.JpegEncoder;
import io.palimpsest.jpeg.JpegEncoder.Sampling;
import io.palimpsest.jpeg.TestJpegs;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class HostileFileTest {

    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void emptyFile() throws IOException {
        assertThat(refused(new byte[0])).contains("empty");
        assertThat(refused(Files.createFile(folder.resolve("empty.png")))).contains("empty");
    }

    @Test
    void missingFile() {
        assertThat(refused(folder.resolve("none.png"))).contains("no such file");
    }

    @Test
    void rootOfTheFileSystem() {
        assertThat(refused(folder.getRoot())).contains("directory");
    }

    @Test
    void text() throws IOException {
        assertThat(refused(Files.writeString(folder.resolve("letter.jpg"), "Dear editor, ".repeat(100))))
                .contains("no PNG, TIFF, JPEG, BMP or GIF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "89504E470D0A1A0A", "49492A00", "4D4D002A", "49492B00", "FFD8FF", "424D",
        "474946383961"})
    void noiseBehindEachSignature(String signature) {
        var start = HexFormat.of().parseHex(signature);
        var random = new Random(signature.hashCode());
        for (int i = 0; i < 200; i++) {
            var bytes = new byte[start.length + random.nextInt(2000)];
            random.nextBytes(bytes);
            System.arraycopy(start, 0, bytes, 0, start.length);
            var thrown = assertTimeoutPreemptively(SECONDS, () -> catchThrowable(() -> Specimen.of("noise", bytes)));
            if (thrown != null) { // noise can be a picture of a few pixels, rarely
                assertThat(thrown).isInstanceOf(UnreadableImage.class);
                assertThat(thrown.getMessage()).hasSizeGreaterThan(20);
            }
        }
    }

    /** Whatever is cut off, the picture is refused or has all its samples; it is never padded in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "gif", "bmp", "jpg"})
    void truncatedFiles(String format) throws IOException {
        var out = new ByteArrayOutputStream();
        if (format.equals("jpg")) {
            out.write(JpegEncoder.write(TestJpegs.texture(70, 50, false, 3), 80, Sampling.HALF_BOTH, false));
        } else if (format.equals("tiff")) {
            var image = TestJpegs.texture(70, 50, true, 3);
            out.write(new FileSaver(new ImagePlus("a", new ByteProcessor(image))).serialize());
        } else {
            assertThat(ImageIO.write(TestJpegs.texture(70, 50, true, 3), format, out)).isTrue();
        }
        var whole = out.toByteArray();
        var expected = Specimen.of("whole", whole).luminance();
        for (int i = 0; i <= 20; i++) {
            var length = i * (whole.length - 30) / 20;
            var part = Arrays.copyOf(whole, length);
            var thrown = assertTimeoutPreemptively(SECONDS, () -> catchThrowable(() ->
                    assertThat(Specimen.of("part", part).luminance()).containsExactly(expected)));
            assertThat(thrown).as(length + " of " + whole.length + " bytes").isInstanceOf(UnreadableImage.class);
        }
    }

    @Test
    void directoriesAndLinks() throws IOException {
        assertThat(refused(Files.createDirectory(folder.resolve("folder.png")))).contains("directory");
        var link = folder.resolve("link.png");
        try {
            Files.createSymbolicLink(link, folder.resolve("gone.png"));
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "No symbolic links here: " + e);
        }
        assertThat(refused(link)).contains("points to nothing");
        TestImages.write(TestImages.random(1, DataBuffer.TYPE_BYTE, 1), "png", folder.resolve("gone.png"));
        assertThat(Specimen.open(link).title()).isEqualTo("link.png");
    }

    @Test
    void pipesDoNotBlock() throws Exception {
        var pipe = folder.resolve("pipe.png");
        Process process;
        try {
            process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "No mkfifo here: " + e.getMessage());
            return;
        }
        assumeTrue(process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0, "mkfifo failed");
        assertThat(refused(pipe)).contains("pipe");
    }

    @Test
    void unreadableFile() throws IOException {
        var file = TestImages.write(TestImages.random(1, DataBuffer.TYPE_BYTE, 1), "png", folder.resolve("a.png"));
        assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "Permissions do not bind this user");
        assertThat(refused(file)).contains("permissions");
    }

    @ParameterizedTest
    @CsvSource({"65000,65000,0", "65000,65000,2", "2147483647,2147483647,0", "2147483647,1,2"})
    void hugePng(int width, int height, int colourType) throws IOException {
        var header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) colourType).array();
        var file = new ByteArrayOutputStream();
        file.write(HexFormat.of().parseHex("89504E470D0A1A0A"));
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", new byte[20]);
        chunk(file, "IEND", new byte[0]);
        var message = refusedCheaply(file.toByteArray());
        if (height > 1) {
            assertThat(message).contains(width + " x " + height).contains("GiB");
        }
    }

    @Test
    void pngThatNeedsMoreMemoryThanThereIs() throws IOException {
        assumeTrue(30000L * 30000 * 24 > Runtime.getRuntime().maxMemory(), "Much memory is allowed here");
        var header = ByteBuffer.allocate(13).putInt(30000).putInt(30000).put((byte) 8).put((byte) 0).array();
        var file = new ByteArrayOutputStream();
        file.write(HexFormat.of().parseHex("89504E470D0A1A0A"));
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", new byte[20]);
        assertThat(refusedCheaply(file.toByteArray())).contains("30000 x 30000").contains("-Xmx");
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        var body = ByteBuffer.allocate(4 + data.length).put(type.getBytes()).put(data).array();
        var crc = new CRC32();
        crc.update(body);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(body);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    @Test
    void hugeTiff() {
        assertThat(refusedCheaply(tiff(0, entry(256, 4, 1, 65000), entry(257, 4, 1, 65000), entry(258, 3, 1, 8),
                entry(262, 3, 1, 1), entry(273, 4, 1, 8), entry(279, 4, 1, 100)))).contains("65000 x 65000");
        assertThat(refusedCheaply(tiff(0, entry(256, 4, 1, -1), entry(257, 4, 1, -1), entry(258, 3, 1, 8),
                entry(262, 3, 1, 1), entry(273, 4, 1, 8), entry(279, 4, 1, 100)))).isNotBlank();
    }

    @Test
    void tiffsOfAbsurdDirectories() {
        var good = List.of(entry(256, 4, 1, 10), entry(257, 4, 1, 10), entry(258, 3, 1, 8), entry(262, 3, 1, 1));
        // billions of offsets, types that do not exist, data beyond the end, no data, absurd bits
        for (var bad : List.of(
                new byte[][] {entry(273, 4, 0x7fffffff, 8), entry(279, 4, 0x7fffffff, 8)},
                new byte[][] {entry(273, 4, 0x20000000, 8), entry(279, 4, 1, 100)},
                new byte[][] {entry(273, 99, 1, 8), entry(279, 99, 1, 100)},
                new byte[][] {entry(273, 4, 1, 0x7ffffff0), entry(279, 4, 1, 100)},
                new byte[][] {entry(273, 4, 1, 8), entry(277, 3, 1, 60000)},
                new byte[][] {entry(273, 4, 1, 8), entry(278, 4, 1, 0), entry(279, 4, 1, 0x7fffffff)},
                new byte[][] {entry(259, 3, 1, 5), entry(273, 4, 1, 8), entry(279, 4, 1, 20)},
                new byte[][] {entry(259, 3, 1, 31337), entry(273, 4, 1, 8), entry(279, 4, 1, 100)},
                new byte[][] {})) {
            var entries = new ArrayList<>(good);
            entries.addAll(List.of(bad));
            refusedCheaply(tiff(0, entries.toArray(byte[][]::new)));
        }
        refusedCheaply(tiff(0));
        refusedCheaply(Arrays.copyOf(tiff(0), 8));
        refusedCheaply(HexFormat.of().parseHex("49492A00FFFFFF7F" + "00".repeat(40)));
        refusedCheaply(HexFormat.of().parseHex("49492A0008000000FFFF" + "00".repeat(40)));
    }

    /** A chain of directories that ends in itself must not be followed for ever; the first picture is whole. */
    @Test
    void tiffWhoseDirectoriesGoInCircles() {
        var file = tiff(8, entry(256, 4, 1, 2), entry(257, 4, 1, 2), entry(258, 3, 1, 8), entry(262, 3, 1, 1),
                entry(273, 4, 1, 8), entry(279, 4, 1, 4));
        var thrown = assertTimeoutPreemptively(SECONDS, () -> catchThrowable(() -> Specimen.of("circle", file)));
        assertThat(thrown == null || thrown instanceof UnreadableImage).as(String.valueOf(thrown)).isTrue();
    }

    private static byte[] entry(int tag, int type, int count, int value) {
        return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putShort((short) tag).putShort((short) type)
                .putInt(count).putInt(value).array();
    }

    private static byte[] tiff(int next, byte[]... entries) {
        var file = ByteBuffer.allocate(8 + 2 + 12 * entries.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) entries.length);
        for (var entry : entries) {
            file.put(entry);
        }
        return file.putInt(next).array();
    }

    private static String refused(byte[] bytes) {
        return refused(() -> Specimen.of("hostile", bytes));
    }

    private static String refused(Path file) {
        return refused(() -> Specimen.open(file));
    }

    private static String refused(ThrowingCallable reading) {
        return assertTimeoutPreemptively(SECONDS, () -> {
            var thrown = catchThrowable(reading);
            assertThat(thrown).isInstanceOf(UnreadableImage.class);
            assertThat(thrown.getMessage()).hasSizeGreaterThan(20);
            return thrown.getMessage();
        });
    }

    /** Refused after less than 64 MiB of heap. */
    private static String refusedCheaply(byte[] bytes) {
        return assertTimeoutPreemptively(SECONDS, () -> {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> Specimen.of("hostile", bytes)).isInstanceOf(UnreadableImage.class);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L << 20);
            return catchThrowable(() -> Specimen.of("hostile", bytes)).getMessage();
        });
    }
}
