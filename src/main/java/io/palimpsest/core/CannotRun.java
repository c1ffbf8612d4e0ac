package io.palimpsest.core;

/**
 * Thrown by a detector that this machine lacks something for, such as a native library.
 *
 * <p>The analysis then counts as failed, and the message is shown to the user as the reason.
 */
public final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is missing and what to do, in words that a user understands
     * @param cause what the runtime said
     */
    public CannotRun(String reason, Throwable cause) {
        super(reason, cause);
    }
}
