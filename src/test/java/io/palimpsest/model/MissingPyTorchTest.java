package io.palimpsest.model;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;

import io.palimpsest.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a user sees whose installation lacks a part of PyTorch. */
class MissingPyTorchTest {

    /** Loads the suite and DJL anew, without some classes or resources, and remembers what was loaded. */
    private static final class Without extends ClassLoader {

        private final String missing;
        private final Set<String> loaded = new HashSet<>();

        Without(String missing) {
            super(MissingPyTorchTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.palimpsest.") && !name.startsWith("ai.djl.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var stream = super.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (stream == null) {
                    throw new ClassNotFoundException(name);
                }
                var bytes = stream.readAllBytes();
                loaded.add(name);
                return defineClass(name, bytes, 0, bytes.length, MissingPyTorchTest.class.getProtectionDomain());
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public URL getResource(String name) {
            return name.startsWith(missing) ? null : super.getResource(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith(missing) ? Collections.emptyEnumeration() : super.getResources(name);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return name.startsWith(missing) ? null : super.getResourceAsStream(name);
        }
    }

    /** The Java part; its PyTorch half; the native part of PyTorch, which DJL would download. */
    @ParameterizedTest
    @CsvSource({"ai.djl.", "ai.djl.pytorch.", "native/lib/pytorch.properties"})
    void aNetworkSaysWhatIsMissingAndTheRestRuns(String missing) throws ReflectiveOperationException {
        var loader = new Without(missing);

        assertThat(run(loader)).hasMessageStartingWith("the library PyTorch is missing or does not run on this machine")
                .hasMessageContaining(System.getProperty("os.arch"));
        assertThat(run(loader).getMessage()).doesNotContain("Exception").doesNotContain("\n");
        assertThat(examine(loader)).hasToString("NOTHING");
    }

    @Test
    void nothingOfDjlIsLoadedBeforeANetworkRuns() throws ReflectiveOperationException {
        var loader = new Without("nothing");

        examine(loader);
        loader.loadClass("io.palimpsest.command.Models").getConstructor().newInstance();
        open(loader);

        assertThat(loader.loaded).contains("io.palimpsest.model.Network", "io.palimpsest.model.Engine")
                .noneMatch(name -> name.startsWith("ai.djl"));
    }

    private static Object open(ClassLoader loader) throws ReflectiveOperationException {
        var store = loader.loadClass("io.palimpsest.model.ModelStore");
        var device = loader.loadClass("io.palimpsest.model.Device");
        return loader.loadClass("io.palimpsest.model.Network").getMethod("open", store, String.class, device).invoke(null,
                store.getMethod("of", Path[].class).invoke(null, (Object) new Path[] {TestModels.folder()}), "tiny-half",
                device.getMethod("parse", String.class).invoke(null, "auto"));
    }

    /** Runs a network and returns what it throws. */
    private static Throwable run(ClassLoader loader) throws ReflectiveOperationException {
        var network = open(loader);
        var planes = loader.loadClass("io.palimpsest.model.Planes");
        var monitor = loader.loadClass("io.palimpsest.core.Monitor");
        try {
            network.getClass().getMethod("run", planes, monitor).invoke(network,
                    planes.getConstructor(int.class, int.class, float[][].class).newInstance(1, 1, new float[3][1]),
                    monitor.getMethod("none").invoke(null));
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
        throw new AssertionError("the network ran without its library");
    }

    /** Examines a picture with a detector that is no network, and returns the outcome. */
    private static Object examine(ClassLoader loader) throws ReflectiveOperationException {
        var specimen = loader.loadClass("io.palimpsest.core.Specimen");
        var monitor = loader.loadClass("io.palimpsest.core.Monitor");
        var detector = loader.loadClass("io.palimpsest.detect.jpeg.Blk").getConstructor().newInstance();
        var evidence = detector.getClass().getMethod("examine", specimen, monitor).invoke(detector,
                specimen.getMethod("open", Path.class).invoke(null, Samples.path("carpet.jpg")),
                monitor.getMethod("none").invoke(null));
        return evidence.getClass().getMethod("outcome").invoke(evidence);
    }
}
