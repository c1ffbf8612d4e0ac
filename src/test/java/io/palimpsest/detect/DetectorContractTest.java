package io.palimpsest.detect;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.plugin.PluginService;
import org.scijava.task.TaskService;
import org.scijava.task.event.TaskEvent;
import org.scijava.thread.ThreadService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every detector has to keep, whatever it looks for; detectors are found as Fiji finds them. */
@ExtendWith(StandIns.class)
class DetectorContractTest {

    /** 6.4 megapixels: more than those detectors take whole that reduce large pictures or look at tiles of them. */
    private static final String LARGE = "2800x2300";

    private static final Map<String, Supplier<ImagePlus>> PICTURES = pictures();

    private static Map<String, Supplier<ImagePlus>> pictures() {
        var pictures = new LinkedHashMap<String, Supplier<ImagePlus>>();
        pictures.put("1x1", () -> image(new ByteProcessor(1, 1)));
        pictures.put("7x9", () -> texture(7, 9));
        pictures.put("constant", () -> constant(200, 150, 128));
        pictures.put("saturated", () -> constant(300, 260, 255));
        pictures.put("black", () -> constant(300, 260, 0));
        pictures.put("16 bits", () -> image(deep(310, 270)));
        pictures.put("32 bits with NaN", () -> image(real(300, 280)));
        pictures.put("no multiple of 8", () -> texture(203, 301));
        pictures.put("JPEG", () -> new ImagePlus(Samples.path("carpet.jpg").toString()));
        pictures.put(LARGE, () -> texture(2800, 2300));
        return pictures;
    }

    static List<Class<? extends Detector>> detectors() {
        try (var context = new Context(PluginService.class)) {
            return Detectors.of(context).classes();
        }
    }

    static Stream<Arguments> detectorsAndPictures() {
        return detectors().stream().flatMap(type -> PICTURES.keySet().stream().map(name -> Arguments.of(type, name)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("detectorsAndPictures")
    void givesAMapOfTheImagesSizeTwiceTheSameAndTouchesNothing(Class<? extends Detector> type, String picture) {
        var image = PICTURES.get(picture).get();
        var before = checksum(image.getProcessor());
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        var err = System.err;
        var catcher = new PrintStream(printed, true);
        System.setOut(catcher);
        System.setErr(catcher);
        Evidence first;
        Evidence second;
        try {
            first = Detectors.create(type).examine(Specimen.of(image), Monitor.none());
            // the largest takes its time, and a detector that is the same again on all others is so there
            second = picture.equals(LARGE)
                    ? first
                    : Detectors.create(type).examine(Specimen.of(image), Monitor.none());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(printed.toString()).isEmpty();
        assertThat(checksum(image.getProcessor())).isEqualTo(before);
        assertThat(first.outcome()).as(String.join(" ", first.notes())).isNotEqualTo(Evidence.Outcome.FAILED);
        var probability = first.probability();
        assertThat(probability.length).isEqualTo(image.getWidth() * image.getHeight());
        assertThat(allWithin(probability)).isTrue();
        assertThat(allWithin(first.reliability())).isTrue();
        for (var value : first.mask()) {
            assertThat(value == 0 || value == (byte) 255).isTrue();
        }
        assertThat(Arrays.equals(second.probability(), probability)).isTrue();
        assertThat(second.findings()).isEqualTo(first.findings());
        assertThat(first.outcome() == Evidence.Outcome.FOUND).isEqualTo(!first.findings().isEmpty());
        if (first.outcome() == Evidence.Outcome.NOT_APPLICABLE) {
            assertThat(first.notes()).isNotEmpty();
        }
    }

    static Stream<Arguments> detectorsAndDelays() {
        return detectors().stream().flatMap(type -> Stream.of(Arguments.of(type, 100), Arguments.of(type, 1500)));
    }

    @ParameterizedTest(name = "{0} after {1} ms")
    @MethodSource("detectorsAndDelays")
    void endsWithinASecondOfItsCancellation(Class<? extends Detector> type, int delay) {
        var specimen = Specimen.of(texture(5000, 4000));
        var cancelled = new long[1];
        var monitor = new Monitor() {
            private final long start = System.nanoTime();

            @Override
            public void step(String what, double fraction) {}

            @Override
            public void check() {
                if (System.nanoTime() - start > delay * 1_000_000L) {
                    if (cancelled[0] == 0) {
                        cancelled[0] = System.nanoTime();
                    }
                    throw new CancellationException();
                }
            }
        };

        try {
            Detectors.create(type).examine(specimen, monitor);
        } catch (CancellationException expected) {
            assertThat(Duration.ofNanos(System.nanoTime() - cancelled[0])).isLessThan(Duration.ofSeconds(1));
            return;
        }
        assertThat(cancelled[0]).as("a detector that was done before it was cancelled").isZero();
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void leavesNothingBehindWhenCancelled(Class<? extends Detector> type, @TempDir Path output)
            throws InterruptedException, ExecutionException, IOException {
        try (var context = new Context(CommandService.class, TaskService.class, ThreadService.class,
                EventService.class)) {
            var canceller = new Object() {
                @EventHandler
                void on(TaskEvent event) {
                    if (!event.getTask().isCanceled()) {
                        event.getTask().cancel("test");
                    }
                }
            };
            context.service(EventService.class).subscribe(canceller);

            var module = context.service(CommandService.class).run(type, true, "image", texture(400, 300), "output",
                    output.toFile(), "show", false).get();

            assertThat(((Detector) module.getDelegateObject()).isCanceled()).isTrue();
            assertThat(module.getOutput("map")).isNull();
            assertThat(module.getOutput("status")).isEqualTo("CANCELLED");
            try (var left = Files.list(output)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void failsLoudlyOnAnUnreadableFile(Class<? extends Detector> type, @TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("text.jpg"), "no picture");
        try (var context = new Context(CommandService.class, ThreadService.class)) {
            var commands = context.service(CommandService.class);

            assertThatThrownBy(() -> commands.run(type, true, "file", new File(file.toString()), "show", false).get())
                    .rootCause().hasMessageContaining("no PNG, TIFF, JPEG, BMP or GIF");
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void refusesAThresholdOutOfBounds(Class<? extends Detector> type) {
        var detector = Detectors.create(type);
        detector.threshold(1.5);

        assertThatThrownBy(() -> detector.examine(Specimen.of(texture(20, 20)), Monitor.none()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("threshold");
    }

    private static boolean allWithin(float[] values) {
        for (var value : values) {
            if (!Float.isNaN(value) && (value < 0 || value > 1)) {
                return false;
            }
        }
        return true;
    }

    private static long checksum(ImageProcessor processor) {
        var pixels = processor.getPixels();
        if (pixels instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        if (pixels instanceof short[] shorts) {
            return Arrays.hashCode(shorts);
        }
        return pixels instanceof int[] ints ? Arrays.hashCode(ints) : Arrays.hashCode((float[]) pixels);
    }

    private static ImagePlus image(ImageProcessor processor) {
        return new ImagePlus("test", processor);
    }

    private static ImagePlus constant(int width, int height, int value) {
        var pixels = new byte[width * height];
        Arrays.fill(pixels, (byte) value);
        return image(new ByteProcessor(width, height, pixels));
    }

    /** Slopes with fine grain. */
    private static ImagePlus texture(int width, int height) {
        var random = new SplittableRandom(width * 31L + height);
        var across = IntStream.range(0, width).mapToDouble(x -> 60 * Math.sin(x / 40.0)).toArray();
        var pixels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            var down = Math.cos(y / 55.0);
            for (int x = 0; x < width; x++) {
                var slope = 120 + across[x] * down;
                pixels[y * width + x] = (byte) Math.max(0, Math.min(255, slope + random.nextInt(17) - 8));
            }
        }
        return image(new ByteProcessor(width, height, pixels));
    }

    private static ImageProcessor deep(int width, int height) {
        var random = new Random(7);
        var pixels = new short[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) (1500 + 800 * Math.sin(i % width / 30.0) + random.nextInt(200));
        }
        return new ShortProcessor(width, height, pixels, null);
    }

    private static ImageProcessor real(int width, int height) {
        var random = new Random(8);
        var pixels = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 997 == 0 ? Float.NaN : (float) (random.nextGaussian() * 3 - 40);
        }
        pixels[5] = Float.POSITIVE_INFINITY;
        return new FloatProcessor(width, height, pixels);
    }
}
