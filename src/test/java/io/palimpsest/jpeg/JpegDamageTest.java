package io.palimpsest.jpeg;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class JpegDamageTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "baseline-444-q100.jpg", "baseline-restart-1-block.jpg", "baseline-separate-3x2.jpg", "baseline-cmyk.jpg",
        "progressive-grey.jpg", "progressive-422-restart.jpg", "progressive-444-q98.jpg", "baseline-420-q5.jpg"
    })
    void aTruncatedFileKeepsWhatComesBefore(String name) throws IOException {
        var bytes = JpegGoldenTest.bytes(name);
        var whole = JpegReader.read(bytes);
        var lastCount = 0;
        for (var length = 0; length < bytes.length - 2; length++) {
            try {
                var part = JpegReader.read(Arrays.copyOf(bytes, length));
                assertThat(part.warnings()).as("length " + length).isNotEmpty();
                var count = 0;
                for (var c = 0; c < part.components().size(); c++) {
                    var plane = part.components().get(c).coefficients();
                    assertPrefix(plane, whole.components().get(c).coefficients(), whole.process(), length);
                    count += plane.blocksWide() * plane.blocksHigh() - plane.missingCount();
                }
                assertThat(count).as("blocks at length " + length).isGreaterThanOrEqualTo(lastCount).isPositive();
                lastCount = count;
            } catch (JpegException e) {
                assertThat(lastCount).as(e.getMessage()).isZero();
                assertThat(e.getMessage()).endsWith(".");
            }
        }
        assertThat(JpegReader.read(Arrays.copyOf(bytes, bytes.length - 100)).complete()).isFalse();
    }

    /** Blocks equal those of the whole file; in a progressive file their magnitudes may still grow. */
    private static void assertPrefix(CoefficientPlane part, CoefficientPlane whole, JpegProcess process, int length) {
        for (var row = 0; row < part.blocksHigh(); row++) {
            var some = part.row(row);
            var all = whole.row(row);
            for (var column = 0; column < part.blocksWide(); column++) {
                var missing = part.missing(row, column);
                for (var i = 64 * column; i < 64 * column + 64; i++) {
                    var fits = missing ? some[i] == 0
                            : process != JpegProcess.PROGRESSIVE ? some[i] == all[i]
                            : (i & 63) == 0 ? Math.abs(some[i] - all[i]) < 16
                            : Math.abs(some[i]) <= Math.abs(all[i]) && some[i] * all[i] >= 0;
                    if (!fits) {
                        assertThat(some[i]).as("length %d, row %d, value %d", length, row, i).isEqualTo(all[i]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "baseline-420-q75.jpg", "baseline-restart-1-block.jpg", "progressive-deep-restart.jpg",
        "progressive-420-q75.jpg", "camera-canon-s100.jpg"
    })
    void aWrongByteNeverEndsInAnythingButAJpegException(String name) throws IOException {
        var bytes = JpegGoldenTest.bytes(name);
        var random = new Random(20);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (var i = 0; i < 2000; i++) {
                var wrong = bytes.clone();
                for (var changes = 1 + i % 3; changes > 0; changes--) {
                    wrong[random.nextInt(wrong.length)] = (byte) (i % 5 == 0 ? 0xFF : random.nextInt(256));
                }
                try {
                    JpegReader.readHeader(wrong);
                    JpegReader.read(wrong);
                } catch (JpegException e) {
                    assertThat(e.getMessage()).endsWith(".");
                }
            }
        });
    }

    @Test
    void damageEndsAtTheNextRestartMarker() throws IOException {
        var bytes = JpegGoldenTest.bytes("baseline-restart-row.jpg");
        var whole = JpegReader.read(bytes);
        var second = restart(bytes, 0xD1);
        var third = restart(bytes, 0xD2);
        Arrays.fill(bytes, second + 2 + (third - second) / 2, third, (byte) 0x55);

        var file = JpegReader.read(bytes);

        assertThat(file.complete()).isFalse();
        assertOnlyRowsDiffer(file, whole, 4, 5);
    }

    @Test
    void aLostIntervalIsLeftOutByTheNumberOfTheNextMarker() throws IOException {
        var bytes = JpegGoldenTest.bytes("baseline-restart-row.jpg");
        var whole = JpegReader.read(bytes);
        var from = restart(bytes, 0xD1);
        var to = restart(bytes, 0xD2);
        var shorter = new byte[bytes.length - (to - from)];
        System.arraycopy(bytes, 0, shorter, 0, from);
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);

        var file = JpegReader.read(shorter);

        var plane = file.components().get(0).coefficients();
        assertThat(plane.missingCount()).isEqualTo(2 * plane.blocksWide());
        assertThat(plane.missing(4, 0)).isTrue();
        assertThat(plane.missing(6, 0)).isFalse();
        assertThat(file.warnings()).anySatisfy(w -> assertThat(w).contains("interval"));
        assertOnlyRowsDiffer(file, whole, 4, 5);
    }

    @Test
    void aDamagedLaterScanIsReported() throws IOException {
        var bytes = JpegGoldenTest.bytes("progressive-deep.jpg");
        var last = JpegReader.read(bytes).scans().get(10).offset();

        var file = JpegReader.read(Arrays.copyOf(bytes, last + 30));

        assertThat(file.complete()).isFalse();
        assertThat(file.components()).allSatisfy(c -> assertThat(c.coefficients().missingCount()).isZero());
        assertThat(file.warnings()).anySatisfy(w -> assertThat(w).startsWith("Scan 11 (byte " + last + "): "));
    }

    @Test
    void aLackingEndMarkerLosesNothing() throws IOException {
        var bytes = JpegGoldenTest.bytes("progressive-420-q75.jpg");

        var file = JpegReader.read(Arrays.copyOf(bytes, bytes.length - 2));

        assertThat(file.complete()).isTrue();
        assertThat(file.warnings()).containsExactly("The file ends without an end marker (EOI).");
    }

    private static void assertOnlyRowsDiffer(JpegFile file, JpegFile whole, int... rows) {
        var some = file.components().get(0).coefficients();
        var all = whole.components().get(0).coefficients();
        for (var row = 0; row < some.blocksHigh(); row++) {
            var expected = row;
            if (Arrays.stream(rows).noneMatch(r -> r == expected)) {
                assertThat(some.row(row)).as("row " + row).isEqualTo(all.row(row));
                assertThat(some.missing(row, 0)).isFalse();
            }
        }
    }

    private static int restart(byte[] bytes, int code) {
        for (var i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xFF && bytes[i + 1] == (byte) code) {
                return i;
            }
        }
        throw new IllegalArgumentException("No such marker");
    }
}
