package io.palimpsest.command;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;

import com.google.gson.GsonBuilder;
import io.palimpsest.core.Futures;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Reason;
import io.palimpsest.core.Screening;
import io.palimpsest.core.Specimen;
import io.palimpsest.core.WholeFile;
import io.palimpsest.detect.fusion.FusionMaps;
import io.palimpsest.evaluate.data.Dataset;
import io.palimpsest.evaluate.data.Item;
import net.imglib2.parallel.Parallelization;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes what the fusion networks are given, so that they are trained on the very maps that they will judge.
 *
 * <p>For each picture a NumPy file of 16-bit floating-point numbers in the order channel, row, column: the channels of
 * {@link FusionMaps} and, last, the share of each cell that is altered. {@code maps.csv} lists the files, {@code
 * inputs.json} tells how each channel was scaled.
 *
 * @param output folder of the files
 * @param jobs pictures examined at the same time, at least 1
 * @param resume whether files that are there already are kept
 */
public record TrainingMaps(Path output, int jobs, boolean resume) {

    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator("\n").build();

    /** Hears of each picture that is done; called from several threads. */
    public interface Listener {

        /**
         * @param name of the picture
         * @param trouble why it has no maps, or null if it has
         */
        void done(String name, String trouble);
    }

    /** A picture and the name of its file of maps. */
    private record Work(Dataset dataset, Item item, String file) {}

    /**
     * Examines all pictures.
     *
     * @param datasets labelled pictures
     * @param listener hears of each
     * @return number of pictures without maps
     * @throws IOException if the output cannot be written
     */
    public int run(List<Dataset> datasets, Listener listener) throws IOException {
        Files.createDirectories(output);
        WholeFile.write(output.resolve("inputs.json"), draft -> Files.writeString(draft,
                new GsonBuilder().setPrettyPrinting().create().toJson(FusionMaps.scalings()) + "\n"));
        var works = new ArrayList<Work>();
        for (var dataset : datasets) {
            dataset.items().forEach(item -> works.add(new Work(dataset, item,
                    dataset.name() + "-" + item.name().replace('/', '-') + ".npy")));
        }
        var pool = Executors.newFixedThreadPool(jobs);
        try {
            var threads = Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
            var futures = works.stream().map(work -> pool.submit(() -> {
                var trouble = Parallelization.runWithNumThreads(threads, () -> write(work));
                listener.done(work.item().name(), trouble);
                return trouble == null;
            })).toList();
            var done = new ArrayList<Work>();
            for (int i = 0; i < works.size(); i++) {
                if (Futures.get(futures.get(i))) {
                    done.add(works.get(i));
                }
            }
            WholeFile.write(output.resolve("maps.csv"), draft -> list(draft, done));
            return works.size() - done.size();
        } finally {
            pool.shutdownNow();
        }
    }

    private String write(Work work) {
        var file = output.resolve(work.file());
        if (resume && Files.isRegularFile(file)) {
            return null;
        }
        try {
            var specimen = Specimen.open(work.item().image());
            var evidence = Screening.of(specimen, FusionMaps.detectors(), Monitor.none()).evidence();
            var maps = FusionMaps.of(evidence, specimen.width(), specimen.height());
            var channels = maps.channels();
            var all = Arrays.copyOf(channels, channels.length + 1);
            all[channels.length] = FusionMaps.share(work.item().truth(specimen).altered(), specimen.width(),
                    specimen.height());
            WholeFile.write(file, draft -> {
                try (var out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                    npy(out, all, maps.width(), maps.height());
                }
            });
            return null;
        } catch (IOException | RuntimeException e) {
            return Reason.of(e);
        }
    }

    private static void list(Path file, List<Work> works) throws IOException {
        try (var printer = new CSVPrinter(Files.newBufferedWriter(file), FORMAT)) {
            printer.printRecord("file", "split", "kind", "label", "dataset", "image");
            for (var work : works) {
                var item = work.item();
                printer.printRecord(work.file(), item.split(), item.kind(), item.altered() ? "forged" : "authentic",
                        work.dataset().name(), item.name());
            }
        }
    }

    private static void npy(OutputStream stream, float[][] channels, int width, int height) throws IOException {
        var header = new StringBuilder("{'descr': '<f2', 'fortran_order': False, 'shape': (" + channels.length + ", "
                + height + ", " + width + "), }");
        while ((header.length() + 11) % 64 != 0) {
            header.append(' ');
        }
        header.append('\n');
        var out = new DataOutputStream(stream);
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.writeShort(Short.reverseBytes((short) header.length()));
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
        var plane = ByteBuffer.allocate(2 * width * height).order(ByteOrder.LITTLE_ENDIAN);
        for (var channel : channels) {
            plane.clear();
            for (var value : channel) {
                plane.putShort(half(value));
            }
            out.write(plane.array());
        }
        out.flush();
    }

    /** The nearest 16-bit floating-point number of a value from 0 to 1; values too small for it become 0. */
    static short half(float value) {
        var bits = Float.floatToIntBits(value) + 0x1000; // rounds to 10 bits of the fraction
        var exponent = (bits >> 23) - 112;
        return exponent <= 0 ? 0 : (short) (exponent << 10 | bits >> 13 & 0x3ff);
    }
}
