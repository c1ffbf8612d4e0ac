package io.palimpsest.detect.clone;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;

import io.palimpsest.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MissingOpenCvTest {

    /** Loads the suite anew, without what the library's Java part or its native part consists of. */
    private static final class Without extends ClassLoader {

        private final String missing;

        Without(String missing) {
            super(MissingOpenCvTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.palimpsest.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (stream == null) {
                    throw new ClassNotFoundException(name);
                }
                var bytes = stream.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"org.bytedeco.", "org.bytedeco.opencv.", "org.bytedeco.openblas."})
    void oneDetectorSaysSoAndTheOthersRun(String missing) throws ReflectiveOperationException {
        var loader = new Without(missing);

        var evidence = examine(loader, "io.palimpsest.detect.clone.CopyMoveKeypoints");
        assertThat(get(evidence, "outcome")).hasToString("FAILED");
        assertThat((List<?>) get(evidence, "notes")).singleElement().asString()
                .startsWith("Could not run: the library OpenCV is missing")
                .contains(System.getProperty("os.arch")).doesNotContain("Exception");

        assertThat(get(examine(loader, "io.palimpsest.detect.jpeg.Blk"), "outcome")).hasToString("NOTHING");
    }

    private static Object examine(ClassLoader loader, String detector) throws ReflectiveOperationException {
        var specimen = loader.loadClass("io.palimpsest.core.Specimen");
        var monitor = loader.loadClass("io.palimpsest.core.Monitor");
        var instance = loader.loadClass(detector).getConstructor().newInstance();
        try {
            return instance.getClass().getMethod("examine", specimen, monitor).invoke(instance,
                    specimen.getMethod("open", Path.class).invoke(null, Samples.path("carpet.jpg")),
                    monitor.getMethod("none").invoke(null));
        } catch (InvocationTargetException e) {
            throw new AssertionError("the failure was not caught", e.getCause());
        }
    }

    private static Object get(Object from, String method) throws ReflectiveOperationException {
        return from.getClass().getMethod(method).invoke(from);
    }
}
