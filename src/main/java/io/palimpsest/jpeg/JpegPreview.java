package io.palimpsest.jpeg;

/**
 * A further image inside the file: a thumbnail, a preview or another picture of a several-images file.
 *
 * <p>A thumbnail that shows something else than the picture is an old trace of editing. Many editors write a new
 * thumbnail, though, and some cameras crop theirs, so that agreement proves nothing and a different crop little.
 *
 * @param kind where it was found
 * @param offset of its first byte, from the start of the file
 * @param length in bytes
 * @param width in pixels, 0 when its header cannot be read
 * @param height in pixels, 0 when its header cannot be read
 */
public record JpegPreview(Kind kind, int offset, int length, int width, int height) {

    /** Where a further image was found, and in which format it is. */
    public enum Kind {
        /** A JPEG stream in the first IFD after the main one of the EXIF segment. */
        EXIF_JPEG,
        /** Uncompressed strips in that IFD. */
        EXIF_UNCOMPRESSED,
        /** 24-bit RGB in the JFIF segment. */
        JFIF_RGB,
        /** A JPEG stream in a JFXX segment. */
        JFXX_JPEG,
        /** 8-bit pixels with a palette of 768 bytes before them in a JFXX segment. */
        JFXX_PALETTE,
        /** 24-bit RGB in a JFXX segment. */
        JFXX_RGB,
        /** A JPEG stream that the multi-picture index (MPF) tells. */
        MULTI_PICTURE,
        /** A JPEG stream after the end of the picture that no index tells. */
        APPENDED
    }
}
