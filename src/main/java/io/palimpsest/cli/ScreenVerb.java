package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.palimpsest.command.Batch;
import io.palimpsest.command.Detectors;
import io.palimpsest.command.SummaryRow;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Monitor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Screens files and folders. */
@Command(name = "screen", mixinStandardHelpOptions = true, description = {
    "Examines pictures with several detectors.",
    "Writes maps.tif, mask.tif and findings.json for each into DIR/<name>/, and summary.csv over all."
}, exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:all pictures were examined", "1:some failed, each with its reason in summary.csv", "2:wrong usage"
})
final class ScreenVerb implements Callable<Integer> {

    /** Where networks run. */
    enum Device { AUTO, CPU, GPU }

    private final Detectors installed;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = "Pictures, or folders of pictures.")
    private List<Path> inputs;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder for the results.")
    private Path output;

    @Option(names = "--detectors", paramLabel = "LIST", defaultValue = "all",
            description = "Names separated by commas (default: ${DEFAULT-VALUE}).")
    private String detectors;

    @Option(names = "--threshold", paramLabel = "T", defaultValue = "0.5",
            description = "Probability from which a region is reported (default: ${DEFAULT-VALUE}).")
    private double threshold;

    @Option(names = "--device", defaultValue = "auto",
            description = "Where networks run: ${COMPLETION-CANDIDATES}; classical detectors always use the CPU.")
    private Device device;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "1",
            description = "Pictures examined at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--resume", description = "Keep results that are whole and were made by this version with these"
            + " parameters.")
    private boolean resume;

    ScreenVerb(Detectors installed) {
        this.installed = installed;
    }

    @Override
    public Integer call() throws IOException {
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs is " + jobs + " and must be at least 1");
        }
        for (var input : inputs) {
            if (!Files.exists(input) && !Files.isSymbolicLink(input)) {
                throw new ParameterException(spec.commandLine(), "There is no file or folder '" + input + "'");
            }
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new ParameterException(spec.commandLine(), "--output '" + output + "' is a file; name a folder");
        }
        Supplier<List<Detector>> chosen = () -> {
            var list = installed.create(detectors);
            list.forEach(detector -> detector.threshold(threshold));
            Detectors.device(list, device.name().toLowerCase(Locale.ROOT));
            return list;
        };
        check(chosen);
        var rows = new Batch(chosen, output, jobs, resume).run(inputs, Monitor.none(),
                new Log(spec.commandLine().getErr()));
        if (rows.isEmpty()) {
            spec.commandLine().getErr().println("screen: there is no picture in " + inputs);
        }
        return rows.stream().anyMatch(SummaryRow::failed) ? Main.SOME_FAILED : Main.OK;
    }

    private void check(Supplier<List<Detector>> chosen) {
        try {
            chosen.get().forEach(io.palimpsest.core.Parameters::check);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
