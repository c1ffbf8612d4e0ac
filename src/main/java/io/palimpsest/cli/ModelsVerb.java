package io.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.palimpsest.model.InstalledModel;
import io.palimpsest.model.ModelStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, checks and receives models. */
@Command(name = "models", mixinStandardHelpOptions = true,
        description = "Lists the installed networks, verifies their weights, or imports one. Downloads nothing.")
final class ModelsVerb implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, verify or import");
    }

    /** A line for each model: name, version, precision, size, title, folder, and what is wrong, tab between. */
    @Command(name = "list", description = "Prints a line for each model: name, version, precision, bytes, title, folder,"
            + " state; tabs between.")
    int list() {
        var models = ModelStore.standard().list();
        models.forEach(model -> spec.commandLine().getOut().println(line(model)));
        if (models.isEmpty()) {
            spec.commandLine().getErr().println("models: there is none in "
                    + String.join(", ", ModelStore.standard().places().stream().map(Path::toString).toList()));
        }
        return models.stream().allMatch(model -> model.trouble().isEmpty()) ? Main.OK : Main.SOME_FAILED;
    }

    private static String line(InstalledModel model) {
        var facts = model.card().map(card -> card.version() + "\t" + card.precision() + "\t" + card.bytes() + "\t"
                + card.title()).orElse("\t\t\t");
        return model.name() + "\t" + facts + "\t" + model.folder() + "\t" + model.trouble().orElse("installed");
    }

    /** Reads all weights of the named models, or of all. */
    @Command(name = "verify", description = "Prints a line for each model: name, tab, ok or what is wrong; exit code 1"
            + " if anything is.")
    int verify(@Parameters(paramLabel = "NAME", arity = "0..*", description = "Models; all if none is named.")
            List<String> names) {
        var store = ModelStore.standard();
        var chosen = names == null || names.isEmpty()
                ? store.list().stream().map(InstalledModel::name).toList()
                : names;
        var failed = 0;
        for (var name : chosen) {
            var trouble = store.verify(name);
            failed += trouble.isPresent() ? 1 : 0;
            spec.commandLine().getOut().println(name + "\t" + trouble.orElse("ok"));
        }
        return failed == 0 ? Main.OK : Main.SOME_FAILED;
    }

    /** Copies a model into the user's own folder, or makes one there of somebody else's weights. */
    @Command(name = "import", description = {
        "Copies a model into the user's folder, verified, and prints where it is.",
        "With KIND, makes a model of a checkpoint that others published and that you obtained: 'import trufor"
            + " FILE.pth.tar' takes TruFor's, under the terms of its authors. Nothing in such a file is executed."})
    int importModel(@Parameters(paramLabel = "[KIND] PATH", arity = "1..2", description = "A model's folder, or a zip file"
            + " of it; or the kind of a checkpoint, trufor, and its file.") List<String> words) throws IOException {
        var store = ModelStore.standard();
        if (words.size() == 1) {
            spec.commandLine().getOut().println(store.importFrom(Path.of(words.get(0))).folder());
            return Main.OK;
        }
        if (words.size() > 2) {
            throw new ParameterException(spec.commandLine(), "Give one PATH, or a KIND and a PATH");
        }
        var imported = store.importCheckpoint(words.get(0), Path.of(words.get(1)));
        spec.commandLine().getErr().println(imported.terms());
        spec.commandLine().getOut().println(imported.model().folder());
        return Main.OK;
    }
}
