package io.palimpsest.jpeg;

import java.io.IOException;

/** Says in one sentence why a file cannot be read as JPEG, and where in the file that shows. */
public final class JpegException extends IOException {

    private static final long serialVersionUID = 1L;

    JpegException(String message) {
        super(message);
    }
}
