package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import io.palimpsest.command.TrainingMaps;
import io.palimpsest.evaluate.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the maps that fusion networks are trained on. */
@Command(name = "maps", mixinStandardHelpOptions = true, description = {
    "Writes the maps that fusion networks are trained on, for labelled pictures.",
    "For each picture DIR/NAME.npy; over all maps.csv and inputs.json."
}, exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:all pictures have their maps", "1:some have none, each with its reason in the log", "2:wrong usage"
})
final class MapsVerb implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", arity = "1..*", description = "Folders of labelled pictures, as for evaluate.")
    private List<Path> folders;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder for the maps.")
    private Path output;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "1",
            description = "Pictures examined at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(names = "--resume", description = "Keep maps that are there already.")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs is " + jobs + " and must be at least 1");
        }
        var err = spec.commandLine().getErr();
        var datasets = new ArrayList<Dataset>();
        int problems = 0;
        for (var folder : folders) {
            var dataset = Dataset.read(folder);
            dataset.problems().forEach(problem -> err.println(dataset.name() + "/" + problem.path() + ": "
                    + problem.reason()));
            problems += dataset.problems().size();
            datasets.add(dataset);
        }
        var all = datasets.stream().mapToInt(dataset -> dataset.items().size()).sum();
        var done = new AtomicInteger();
        var without = new TrainingMaps(output, jobs, resume).run(datasets, (name, trouble) -> err.println(
                done.incrementAndGet() + "/" + all + " " + name + (trouble == null ? "" : ": " + trouble)));
        return problems + without == 0 ? Main.OK : Main.SOME_FAILED;
    }
}
