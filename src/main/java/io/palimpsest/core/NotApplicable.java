package io.palimpsest.core;

/**
 * Thrown by a detector whose trace this specimen cannot hold, such as a JPEG trace in a picture of one pixel.
 *
 * <p>This is a result and no failure: the message is shown to the user as the reason.
 */
public final class NotApplicable extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param reason why the detector has nothing to say, in words that a reader of the report understands
     */
    public NotApplicable(String reason) {
        super(reason);
    }
}
