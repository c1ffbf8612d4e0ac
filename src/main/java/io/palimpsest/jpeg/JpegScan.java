package io.palimpsest.jpeg;

import java.util.List;

/**
 * A scan header. The sequence of scans tells encoders apart.
 *
 * @param offset of the scan's marker, from the start of the file
 * @param components positions of the scan's components in {@link JpegFile#components()}
 * @param spectralStart first coefficient of the scan, zig-zag position
 * @param spectralEnd last coefficient of the scan, zig-zag position
 * @param approximationHigh bit that the scan before it left off at; 0 in a first scan
 * @param approximationLow lowest bit that this scan codes
 */
public record JpegScan(
        int offset,
        List<Integer> components,
        int spectralStart,
        int spectralEnd,
        int approximationHigh,
        int approximationLow) {

    /** Keeps an unmodifiable copy of the list. */
    public JpegScan {
        components = List.copyOf(components);
    }
}
