package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.palimpsest.command.Detectors;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.MapImages;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Parameters;
import io.palimpsest.core.ScreeningFiles;
import io.palimpsest.core.Specimen;
import io.palimpsest.core.WholeFile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** Writes one detector's raw map; each installed detector is a sub-command with its own parameters as options. */
final class DetectVerb implements Callable<Integer> {

    private final Detector detector;
    private final CommandSpec spec;

    private DetectVerb(Class<? extends Detector> type) {
        detector = Detectors.create(type);
        spec = CommandSpec.wrapWithoutInspection(this).name(Detector.id(type)).mixinStandardHelpOptions(true);
        spec.usageMessage().description("Computes the raw map of " + Detector.name(type) + ".");
        spec.addPositional(PositionalParamSpec.builder().paramLabel("INPUT").arity("1").type(Path.class)
                .description("The picture.").build());
        spec.addOption(OptionSpec.builder("--raw").paramLabel("OUT.tif").type(Path.class).required(true)
                .description("The file to write.").build());
        for (var item : Parameters.of(type)) {
            spec.addOption(OptionSpec.builder("--" + item.getName()).paramLabel("VALUE").type(String.class)
                    .description(item.getLabel() + ": " + item.getDescription()).build());
        }
    }

    /** The verb with a sub-command for each detector. */
    static CommandLine of(Detectors detectors) {
        var ids = String.join(", ", detectors.classes().stream().map(Detector::id).toList());
        var lines = new CommandLine[1];
        var spec = CommandSpec.wrapWithoutInspection((Runnable) () -> {
            throw new ParameterException(lines[0], "Say which detector: " + ids);
        }).name("detect").mixinStandardHelpOptions(true);
        spec.usageMessage().description("Writes the raw map of one detector: 32 bits, in its paper's units and grid.");
        lines[0] = new CommandLine(spec);
        detectors.classes().forEach(type -> lines[0].addSubcommand(new CommandLine(new DetectVerb(type).spec)));
        return lines[0];
    }

    @Override
    public Integer call() throws IOException {
        var parsed = spec.commandLine().getParseResult();
        try {
            for (var item : Parameters.of(detector.getClass())) {
                if (parsed.hasMatchedOption("--" + item.getName())) {
                    Parameters.set(detector, item.getName(), parsed.matchedOptionValue("--" + item.getName(), ""));
                }
            }
            Parameters.check(detector);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        var specimen = Specimen.open(parsed.matchedPositionalValue(0, (Path) null));
        var evidence = detector.examine(specimen, Monitor.none());
        if (evidence.raw().isPresent()) {
            WholeFile.write(parsed.matchedOptionValue("--raw", (Path) null),
                    draft -> ScreeningFiles.save(draft, MapImages.raw(evidence, specimen)));
        }
        spec.commandLine().getOut().println(describe(evidence));
        return evidence.outcome() == Evidence.Outcome.FAILED ? Main.SOME_FAILED : Main.OK;
    }

    private static String describe(Evidence evidence) {
        var gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        var json = new JsonObject();
        json.addProperty("detector", evidence.provenance().detector());
        json.addProperty("version", evidence.provenance().version());
        json.addProperty("status", evidence.outcome().name());
        if (!Double.isNaN(evidence.score())) {
            json.addProperty("score", evidence.score());
        }
        json.add("parameters", gson.toJsonTree(evidence.provenance().parameters()));
        evidence.provenance().network().ifPresent(network -> json.add("network", gson.toJsonTree(network)));
        json.add("notes", gson.toJsonTree(evidence.notes()));
        json.add("findings", gson.toJsonTree(evidence.findings()));
        return gson.toJson(json);
    }
}
