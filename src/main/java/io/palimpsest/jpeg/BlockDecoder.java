package io.palimpsest.jpeg;

/** Decodes the blocks of one scan, one after the other. */
interface BlockDecoder {

    int FINE = 0;
    int NO_SUCH_CODE = 1;
    int OUT_OF_BLOCK = 2;
    int OUT_OF_DATA = 3;

    /**
     * Decodes one block; on damage it is left as it was.
     *
     * @param member position of the component in the scan
     * @param block receives the coefficients, natural order
     * @param offset of the block in the array
     * @return one of the constants
     */
    int decode(int member, short[] block, int offset);

    /** Begins a new restart interval. */
    void restart();
}
