package io.palimpsest;

import java.nio.file.Path;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Small networks that stand in for the real ones in the tests of a class which is extended with this. */
public final class StandIns implements BeforeAllCallback, AfterAllCallback {

    public static final Path FOLDER = Path.of("src/test/resources/checkpoints");

    private static final String PROPERTY = "palimpsest.models";

    @Override
    public void beforeAll(ExtensionContext context) {
        use();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        release();
    }

    /** From now on. */
    public static void use() {
        System.setProperty(PROPERTY, FOLDER.toString());
    }

    /** The real ones again. */
    public static void release() {
        System.clearProperty(PROPERTY);
    }
}
