package io.palimpsest.command;

import java.io.File;
import java.io.IOException;

import io.palimpsest.core.Reason;
import io.palimpsest.model.ModelStore;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Copies a network into the user's own folder of models, see {@link ModelStore#importFrom}, or makes one there of weights
 * that others published, see {@link ModelStore#importCheckpoint}.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Utilities>Import Model")
public final class ImportModel implements Command {

    private static final String MODEL = "model";

    @Parameter(label = "Model", description = "A zip file of a model, a model's card.json with the weights beside it, or"
            + " a checkpoint that you obtained from the authors of its kind.", persist = false)
    private File model;

    @Parameter(label = "Kind", description = "What the file is: a model of this suite, or the checkpoint that the authors"
            + " of TruFor publish under their own, non-commercial terms.", choices = {MODEL, "trufor"}, persist = false)
    private String kind = MODEL;

    @Parameter(label = "Status", type = ItemIO.OUTPUT)
    private String status = "FAILED: did not run";

    @Override
    public void run() {
        try {
            var source = model.toPath().toAbsolutePath();
            var folder = source.endsWith("card.json") ? source.getParent() : source;
            if (kind.equals(MODEL)) {
                status = "IMPORTED: " + ModelStore.standard().importFrom(folder).folder();
            } else {
                var imported = ModelStore.standard().importCheckpoint(kind, source);
                status = "IMPORTED: " + imported.model().folder() + " " + imported.terms();
            }
        } catch (IOException | RuntimeException e) {
            status = "FAILED: " + Reason.of(e);
            throw new IllegalStateException("Import Model: " + Reason.of(e), e);
        }
    }
}
