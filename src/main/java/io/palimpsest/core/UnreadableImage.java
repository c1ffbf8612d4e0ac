package io.palimpsest.core;

import java.io.IOException;

/** Thrown when a file holds no picture that could be examined; the message says what is wrong and what to do. */
public final class UnreadableImage extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong with the file, and the remedy
     */
    public UnreadableImage(String reason) {
        super(reason);
    }

    /**
     * @param reason what is wrong with the file, and the remedy
     * @param cause what the reader said
     */
    public UnreadableImage(String reason, Throwable cause) {
        super(reason, cause);
    }
}
