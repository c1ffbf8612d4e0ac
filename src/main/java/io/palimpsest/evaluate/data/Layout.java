package io.palimpsest.evaluate.data;

import java.io.IOException;

/** A way in which a data set says what was altered. */
interface Layout {

    /** Its name: lower case. */
    String name();

    /** Whether the files look as if they were laid out so. */
    boolean fits(Tree tree);

    /** Finds the pictures. */
    void read(Tree tree, Findings found) throws IOException;
}
