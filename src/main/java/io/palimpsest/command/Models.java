package io.palimpsest.command;

import java.util.Optional;

import ij.measure.ResultsTable;
import io.palimpsest.model.InstalledModel;
import io.palimpsest.model.ModelStore;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Shows the installed networks and their state in a table, see {@link ModelStore}. */
@Plugin(type = Command.class, menuPath = "Plugins>Forensics>Utilities>Models")
public final class Models implements Command {

    private static final String TABLE = "Forensics - models";

    @Parameter(label = "Verify", description = "Whether to read all weights and compare their checksums, which takes"
            + " seconds.", persist = false)
    private boolean verify;

    @Parameter(label = "Status", type = ItemIO.OUTPUT)
    private String status = "FAILED: did not run";

    @Override
    public void run() {
        var store = ModelStore.standard();
        var table = new ResultsTable();
        int troubles = 0;
        for (var model : store.list()) {
            var trouble = verify ? store.verify(model) : model.trouble();
            troubles += trouble.isPresent() ? 1 : 0;
            row(table, model, trouble);
        }
        table.show(TABLE);
        status = table.size() + (table.size() == 1 ? " model, " : " models, ") + (troubles == 0
                ? verify ? "verified" : "not verified"
                : troubles + " that cannot be used: see the table's state column");
    }

    private void row(ResultsTable table, InstalledModel model, Optional<String> trouble) {
        table.addRow();
        table.addValue("name", model.name());
        model.card().ifPresent(card -> {
            table.addValue("title", card.title());
            table.addValue("version", card.version());
            table.addValue("network", card.network());
            table.addValue("licence", card.licence());
            table.addValue("bytes", card.bytes());
        });
        table.addValue("folder", model.folder().toString());
        table.addValue("state", trouble.orElse(verify ? "verified" : "installed"));
    }
}
