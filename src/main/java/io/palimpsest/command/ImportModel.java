package io.palimpsest.command;

import java.io.File;
import java.io.IOException;

import io.palimpsest.core.Reason;
import io.palimpsest.model.ModelStore;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Copies a network into the user's own folder of models, see {@link ModelStore#importFrom}. */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Utilities>Import Model")
public final class ImportModel implements Command {

    @Parameter(label = "Model", description = "A zip file of a model, or a model's card.json with the weights beside"
            + " it.", persist = false)
    private File model;

    @Parameter(label = "Status", type = ItemIO.OUTPUT)
    private String status = "FAILED: did not run";

    @Override
    public void run() {
        try {
            var source = model.toPath().toAbsolutePath();
            var folder = source.endsWith("card.json") ? source.getParent() : source;
            status = "IMPORTED: " + ModelStore.standard().importFrom(folder).folder();
        } catch (IOException | RuntimeException e) {
            status = "FAILED: " + Reason.of(e);
            throw new IllegalStateException("Import Model: " + Reason.of(e), e);
        }
    }
}
