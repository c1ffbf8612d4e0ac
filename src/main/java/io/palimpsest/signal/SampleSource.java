package io.palimpsest.signal;

import java.util.function.Consumer;

import io.palimpsest.core.Monitor;

/** Vectors that are made a part at a time, since all of them may not fit into memory. */
interface SampleSource {

    /** Vectors in a part. */
    int PART = 128 * SampleTiles.WIDTH;

    /** Number of vectors. */
    int count();

    /** Components of each. */
    int dimensions();

    /**
     * Some of the vectors.
     *
     * @param first number of the first, a multiple of {@link SampleTiles#WIDTH}
     * @param length how many
     * @return these, not to be written to
     */
    SampleTiles part(int first, int length, Monitor monitor);

    /** Gives all vectors, in order, part by part. */
    default void forEachPart(Monitor monitor, Consumer<SampleTiles> consumer) {
        for (var first = 0; first < count(); first += PART) {
            monitor.check();
            consumer.accept(part(first, Math.min(PART, count() - first), monitor));
        }
    }
}
