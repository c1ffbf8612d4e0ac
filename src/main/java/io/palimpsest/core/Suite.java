package io.palimpsest.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this suite says of itself. */
public final class Suite {

    private static final String VERSION = read();

    private Suite() {}

    /** The version, and the commit that it was built from where that is known, as in {@code 0.1.0 (3f2a9c1)}. */
    public static String version() {
        return VERSION;
    }

    private static String read() {
        var facts = new Properties();
        try (var stream = Suite.class.getResourceAsStream("/io/palimpsest/suite.properties")) {
            facts.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("The suite's own properties cannot be read; install it again", e);
        }
        var version = facts.getProperty("version");
        var build = facts.getProperty("build");
        return build.matches("[0-9a-f]{7,40}") ? version + " (" + build.substring(0, 7) + ")" : version;
    }
}
