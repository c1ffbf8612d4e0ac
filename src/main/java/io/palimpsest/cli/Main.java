package io.palimpsest.cli;

import io.palimpsest.command.Detectors;
import io.palimpsest.core.Reason;
import io.palimpsest.core.Suite;
import org.scijava.Context;
import org.scijava.plugin.PluginService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of {@code java -jar palimpsest.jar VERB …}. */
@Command(name = "palimpsest", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Shows where a picture was altered, how reliable that is, and why.",
        subcommands = {ScreenVerb.class, JpegVerb.class, CalibrateVerb.class, EvaluateVerb.class,
            MapsVerb.class, ModelsVerb.class})
public final class Main implements Runnable {

    /** All inputs were handled. */
    static final int OK = 0;

    /** Some inputs failed, each with its reason; the rest were handled. */
    static final int SOME_FAILED = 1;

    /** The command line makes no sense. */
    static final int WRONG_USAGE = 2;

    @Spec
    private CommandSpec spec;

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"palimpsest " + Suite.version()};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: screen, detect, jpeg, calibrate, evaluate,"
                + " maps or models");
    }

    /**
     * Runs one verb and ends the process with its exit code.
     *
     * @param arguments verb, inputs and options
     */
    public static void main(String... arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(execute(arguments));
    }

    /** Runs one verb and returns its exit code: 0 all handled, 1 some failed, 2 wrong usage. */
    static int execute(String... arguments) {
        try (var context = new Context(PluginService.class)) {
            var detectors = Detectors.of(context);
            var line = new CommandLine(new Main(), new Factory(detectors));
            line.addSubcommand(DetectVerb.of(detectors));
            line.setSubcommandsCaseInsensitive(true);
            line.setCaseInsensitiveEnumValuesAllowed(true);
            line.setExecutionExceptionHandler((e, command, parsed) -> {
                command.getErr().println(command.getCommandName() + ": " + Reason.of(e));
                return SOME_FAILED;
            });
            return line.execute(arguments);
        }
    }

    /** Hands the detectors to the verbs that need them. */
    private record Factory(Detectors detectors) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == ScreenVerb.class) {
                return type.cast(new ScreenVerb(detectors));
            }
            if (type == EvaluateVerb.class) {
                return type.cast(new EvaluateVerb(detectors));
            }
            return type == CalibrateVerb.class
                    ? type.cast(new CalibrateVerb(detectors))
                    : CommandLine.defaultFactory().create(type);
        }
    }
}
