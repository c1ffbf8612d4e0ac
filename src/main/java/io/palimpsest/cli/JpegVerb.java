package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import com.google.gson.GsonBuilder;
import ij.ImagePlus;
import ij.ImageStack;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.WholeFile;
import io.palimpsest.jpeg.CoefficientPlane;
import io.palimpsest.jpeg.HuffmanTable;
import io.palimpsest.jpeg.JpegComponent;
import io.palimpsest.jpeg.JpegFile;
import io.palimpsest.jpeg.JpegMarker;
import io.palimpsest.jpeg.JpegReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the structure of a JPEG file. */
@Command(name = "jpeg", mixinStandardHelpOptions = true,
        description = "Prints the structure of a JPEG file as JSON: markers, tables, sampling, quality, previews.")
final class JpegVerb implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", description = "A JPEG file, whole or truncated.")
    private Path input;

    @Option(names = "--coefficients", paramLabel = "OUT.tif", description = "Also writes the quantised coefficients,"
            + " 32 bits, one slice per component, blocks in place; NaN = missing or outside the component.")
    private Path coefficients;

    @Override
    public Integer call() throws IOException {
        var jpeg = JpegReader.read(input);
        if (coefficients != null) {
            WholeFile.write(coefficients, draft -> ScreeningFiles.save(draft, image(jpeg)));
        }
        spec.commandLine().getOut().println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create()
                .toJson(describe(jpeg)));
        return Main.OK;
    }

    private Map<String, Object> describe(JpegFile jpeg) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", input.getFileName().toString());
        facts.put("width", jpeg.width());
        facts.put("height", jpeg.height());
        facts.put("process", jpeg.process());
        facts.put("complete", jpeg.complete());
        facts.put("warnings", jpeg.warnings());
        facts.put("quality", jpeg.quality());
        facts.put("restartInterval", jpeg.restartInterval());
        jpeg.adobeTransform().ifPresent(transform -> facts.put("adobeTransform", transform));
        facts.put("comments", jpeg.comments());
        facts.put("components", jpeg.components().stream().map(JpegVerb::describe).toList());
        facts.put("quantisationTables", jpeg.quantisationTables());
        facts.put("huffmanTables", jpeg.huffmanTables().stream().map(JpegVerb::describe).toList());
        facts.put("scans", jpeg.scans());
        facts.put("previews", jpeg.previews());
        facts.put("markers", jpeg.markers().stream().map(JpegVerb::describe).toList());
        return facts;
    }

    private static Map<String, Object> describe(JpegComponent component) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", component.id());
        facts.put("sampling", component.horizontalSampling() + "x" + component.verticalSampling());
        facts.put("width", component.width());
        facts.put("height", component.height());
        facts.put("quantisationTable", component.quantisation().id());
        facts.put("blocksWide", component.coefficients().blocksWide());
        facts.put("blocksHigh", component.coefficients().blocksHigh());
        facts.put("missingBlocks", component.coefficients().missingCount());
        return facts;
    }

    private static Map<String, Object> describe(JpegMarker marker) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("code", String.format("%04X", 0xff00 | marker.code()));
        facts.put("offset", marker.offset());
        facts.put("length", marker.length());
        return facts;
    }

    private static Map<String, Object> describe(HuffmanTable table) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", table.kind());
        facts.put("id", table.id());
        facts.put("counts", table.counts());
        facts.put("symbols", table.symbols());
        return facts;
    }

    private static ImagePlus image(JpegFile jpeg) throws IOException {
        var planes = jpeg.components().stream().map(JpegComponent::coefficients).toList();
        var width = 8 * planes.stream().mapToInt(CoefficientPlane::blocksWide).max().orElse(0);
        var height = 8 * planes.stream().mapToInt(CoefficientPlane::blocksHigh).max().orElse(0);
        if ((long) width * height * planes.size() * Float.BYTES > Runtime.getRuntime().maxMemory() / 2) {
            throw new IOException("The coefficients of " + width + "x" + height
                    + " samples do not fit into memory; allow more (java -Xmx)");
        }
        var stack = new ImageStack(width, height);
        for (int i = 0; i < planes.size(); i++) {
            stack.addSlice("component " + jpeg.components().get(i).id(), slice(planes.get(i), width, height));
        }
        return new ImagePlus("coefficients", stack);
    }

    private static float[] slice(CoefficientPlane plane, int width, int height) {
        var pixels = new float[width * height];
        Arrays.fill(pixels, Float.NaN);
        var block = new short[64];
        for (int row = 0; row < plane.blocksHigh(); row++) {
            for (int column = 0; column < plane.blocksWide(); column++) {
                if (!plane.missing(row, column)) {
                    plane.copyBlock(row, column, block);
                    for (int i = 0; i < 64; i++) {
                        pixels[(8 * row + i / 8) * width + 8 * column + i % 8] = block[i];
                    }
                }
            }
        }
        return pixels;
    }
}
