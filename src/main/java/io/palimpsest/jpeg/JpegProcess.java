package io.palimpsest.jpeg;

/** How the coefficients of a JPEG file are coded; processes that are not listed here are not supported. */
public enum JpegProcess {
    /** SOF0: one pass, at most two tables of each kind. */
    BASELINE,
    /** SOF1: as baseline, with up to four tables of each kind. */
    EXTENDED_SEQUENTIAL,
    /** SOF2: several scans that refine one another. */
    PROGRESSIVE
}
