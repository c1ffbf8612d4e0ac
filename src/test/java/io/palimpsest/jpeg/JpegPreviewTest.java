package io.palimpsest.jpeg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.palimpsest.jpeg.JpegPreview.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JpegPreviewTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void exifThumbnail(boolean little) throws IOException {
        var thumbnail = JpegGoldenTest.bytes("baseline-420-q5.jpg");
        var tiff = tiff(little, 44 + thumbnail.length);
        tiff.putInt(8).putShort((short) 0).putInt(14);
        tiff.putShort((short) 2);
        entry(tiff, 0x0201, 4, 1, 44);
        entry(tiff, 0x0202, 4, 1, thumbnail.length);
        tiff.putInt(14);
        tiff.put(thumbnail);

        var file = JpegReader.read(with(segment(0xE1, "Exif\0\0", tiff.array())));

        assertThat(file.previews()).containsExactly(
                new JpegPreview(Kind.EXIF_JPEG, 2 + 4 + 6 + 44, thumbnail.length, 101, 75));
        assertThat(file.warnings()).isEmpty();
    }

    @Test
    void offsetsOutOfTheFileAreWarnings() throws IOException {
        var tiff = tiff(true, 60);
        tiff.putInt(8).putShort((short) 0).putInt(14).putShort((short) 2);
        entry(tiff, 0x0201, 4, 1, 0x7FFFFFF0);
        entry(tiff, 0x0202, 4, 1, 0x7FFFFFFF);

        var file = JpegReader.read(with(segment(0xE1, "Exif\0\0", tiff.array())));

        assertThat(file.previews()).isEmpty();
        assertThat(file.warnings()).singleElement().satisfies(w -> assertThat(w).contains("does not fit"));
    }

    @Test
    void loopsAndNonsenseInExifAreHarmless() throws IOException {
        for (var first : new int[] {0, 8, 9, 58, 60, -1, 0x7FFFFFFF}) {
            for (var entries : new int[] {0, 1, 0xFFFF}) {
                var tiff = tiff(false, 60);
                tiff.putInt(first).putShort((short) entries).putInt(8);
                assertThat(JpegReader.read(with(segment(0xE1, "Exif\0\0", tiff.array()))).complete()).isTrue();
            }
        }
    }

    @Test
    void jfifAndJfxxThumbnails() throws IOException {
        var jfif = new byte[9 + 3 * 4 * 2];
        jfif[7] = 4;
        jfif[8] = 2;
        var thumbnail = JpegGoldenTest.bytes("baseline-444-q100.jpg");
        var jfxx = new byte[1 + thumbnail.length];
        jfxx[0] = 0x10;
        System.arraycopy(thumbnail, 0, jfxx, 1, thumbnail.length);

        var file = JpegReader.read(with(join(segment(0xE0, "JFIF\0", jfif), segment(0xE0, "JFXX\0", jfxx))));

        assertThat(file.previews()).containsExactly(
                new JpegPreview(Kind.JFIF_RGB, 20, 24, 4, 2),
                new JpegPreview(Kind.JFXX_JPEG, 54, thumbnail.length, 40, 27));
    }

    @Test
    void multiPictureIndexAndAppendedImages() throws IOException {
        var second = JpegGoldenTest.bytes("baseline-grey.jpg");
        var third = JpegGoldenTest.bytes("progressive-grey.jpg");
        var length = with(new byte[4 + 4 + 70]).length;
        var tiff = tiff(false, 70);
        tiff.putInt(8).putShort((short) 2);
        entry(tiff, 0xB001, 4, 1, 2);
        entry(tiff, 0xB002, 7, 32, 38);
        tiff.putInt(0);
        tiff.putInt(0x20030000).putInt(length).putInt(0).putInt(0);
        tiff.putInt(0x00020002).putInt(second.length).putInt(length - 10).putInt(0);

        var file = JpegReader.read(join(join(with(segment(0xE2, "MPF\0", tiff.array())), second), third));

        assertThat(file.warnings()).isEmpty();
        assertThat(file.previews()).containsExactly(
                new JpegPreview(Kind.MULTI_PICTURE, length, second.length, 101, 75),
                new JpegPreview(Kind.APPENDED, length + second.length, third.length, 40, 27));
    }

    @Test
    void comments() throws IOException {
        var file = JpegReader.read(with(join(
                segment(0xFE, "größer", new byte[0]), segment(0xFE, "", new byte[] {(byte) 0xE9, 'a'}))));

        assertThat(file.comments()).containsExactly("größer", "éa");
        assertThat(file.markers().get(1)).isEqualTo(new JpegMarker(0xFE, 2, 10));
        assertThat(file.markers().get(1).name()).isEqualTo("COM");
    }

    private static byte[] with(byte[] segments) throws IOException {
        return TestJpegEncoder.of(JpegReader.read(JpegGoldenTest.bytes("baseline-grey.jpg")))
                .segments(segments)
                .encode();
    }

    private static byte[] segment(int code, String name, byte[] body) {
        var text = name.getBytes(StandardCharsets.UTF_8);
        var length = 2 + text.length + body.length;
        return join(new byte[] {(byte) 0xFF, (byte) code, (byte) (length >> 8), (byte) length}, join(text, body));
    }

    private static byte[] join(byte[] first, byte[] second) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private static ByteBuffer tiff(boolean little, int length) {
        var buffer = ByteBuffer.allocate(length);
        buffer.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M'));
        return buffer.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).putShort((short) 42);
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
