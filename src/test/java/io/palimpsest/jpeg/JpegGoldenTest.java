package io.palimpsest.jpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares with libjpeg; see src/test/resources/jpeg/README.md. */
class JpegGoldenTest {

    static List<String> files() throws IOException {
        return lines().stream().map(line -> line.split(" ")[0]).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void coefficientsAreThoseOfLibjpeg(String name) throws IOException {
        var file = JpegReader.read(bytes(name));

        assertThat(file.complete()).isTrue();
        assertThat(file.warnings()).isEmpty();
        var actual = new ArrayList<String>();
        for (var c = 0; c < file.components().size(); c++) {
            var plane = file.components().get(c).coefficients();
            actual.add(name + " " + c + " " + plane.blocksWide() + " " + plane.blocksHigh() + " " + hash(plane));
        }
        assertThat(actual).isEqualTo(lines().stream().filter(line -> line.startsWith(name + " ")).toList());
    }

    @Test
    void headersTellHowTheFilesWereMade() throws IOException {
        assertThat(read("baseline-420-q75.jpg").quality()).isEqualTo(new JpegQuality(75, true));
        assertThat(read("extended-420-q2-16bit.jpg").process()).isEqualTo(JpegProcess.EXTENDED_SEQUENTIAL);
        assertThat(read("extended-420-q2-16bit.jpg").quality()).isEqualTo(new JpegQuality(2, true));
        assertThat(read("baseline-restart-1-block.jpg").restartInterval()).isEqualTo(1);
        assertThat(read("baseline-separate-scans.jpg").scans()).hasSize(3);
        assertThat(read("baseline-cmyk.jpg").adobeTransform()).hasValue(0);
        assertThat(read("baseline-rgb.jpg").adobeTransform()).hasValue(0);
        assertThat(read("baseline-420-q75.jpg").adobeTransform()).isEmpty();
        assertThat(read("camera-canon-s100.jpg").quality().exact()).isFalse();
    }

    @Test
    void theHeaderAloneHasAllButCoefficients() throws IOException {
        var bytes = bytes("progressive-deep-restart.jpg");

        var header = JpegReader.readHeader(bytes);

        var whole = JpegReader.read(bytes);
        assertThat(header.markers()).isEqualTo(whole.markers());
        assertThat(header.scans()).isEqualTo(whole.scans());
        assertThat(header.huffmanTables()).isEqualTo(whole.huffmanTables());
        assertThat(header.complete()).isFalse();
        assertThat(header.components().get(0).coefficients().missingCount()).isEqualTo(13 * 10);
        assertThat(whole.components().get(0).coefficients().missingCount()).isZero();
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = JpegGoldenTest.class.getResourceAsStream("/jpeg/" + name)) {
            return in.readAllBytes();
        }
    }

    private static JpegFile read(String name) throws IOException {
        return JpegReader.read(bytes(name));
    }

    private static List<String> lines() throws IOException {
        return new String(bytes("coefficients.txt"), StandardCharsets.US_ASCII).lines().toList();
    }

    private static String hash(CoefficientPlane plane) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var row = 0; row < plane.blocksHigh(); row++) {
                var bytes = ByteBuffer.allocate(128 * plane.blocksWide()).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asShortBuffer().put(plane.row(row));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
