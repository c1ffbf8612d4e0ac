package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** Puts the weights of a checkpoint into a network that was shipped without any. */
final class CheckpointImport {

    static final String NETWORK = "architecture.pt";
    static final String FACTS = "architecture.json";
    private static final String WEIGHTS = "weights.pt";

    private CheckpointImport() {}

    /** A network without weights: its folder, and what is known of it, a card but for what the weights decide. */
    private record Shipped(Path folder, JsonObject facts) {

        String text(String key) throws IOException {
            if (facts.get(key) == null || !facts.get(key).isJsonPrimitive()) {
                throw new IOException("The file " + folder.resolve(FACTS) + " lacks '" + key + "'; install the suite again");
            }
            return facts.get(key).getAsString();
        }
    }

    /** See {@link ModelStore#importCheckpoint}. */
    static ImportedModel into(ModelStore store, Path place, String kind, Path file) throws IOException {
        var shipped = find(store.places(), kind);
        var terms = shipped.text("terms");
        var name = shipped.text("name");
        var architecture = Architecture.read(shipped.folder().resolve(NETWORK));
        try (var checkpoint = Checkpoint.open(file)) {
            var misfits = architecture.misfits(checkpoint.tensors());
            if (!misfits.isEmpty()) {
                throw new IOException("The checkpoint " + file + " does not fit the network '" + name + "', which has "
                        + architecture.tensors().size() + " tensors: " + String.join("; ", misfits)
                        + "; give the checkpoint that " + shipped.text("source"));
            }
            var digest = Digest.of(file);
            var model = ModelImport.into(store, place, file, folder -> {
                var weights = folder.resolve(WEIGHTS);
                architecture.write(weights, tensor -> bytes(checkpoint, file, tensor));
                Files.writeString(folder.resolve(CardFile.NAME), card(shipped.facts(), weights, digest));
            });
            return new ImportedModel(model, terms);
        }
    }

    private static byte[] bytes(Checkpoint checkpoint, Path file, String tensor) throws IOException {
        try {
            return checkpoint.bytes(checkpoint.tensors().get(tensor));
        } catch (IOException e) {
            throw new IOException("The tensor " + tensor + " of " + file + " cannot be read: " + e.getMessage()
                    + "; get the checkpoint again", e);
        }
    }

    private static String card(JsonObject facts, Path weights, String digest) throws IOException {
        var card = facts.deepCopy();
        card.remove("checkpoint");
        card.remove("terms");
        card.remove("source");
        card.addProperty("file", WEIGHTS);
        card.addProperty("sha256", Digest.of(weights));
        card.addProperty("bytes", Files.size(weights));
        card.addProperty("precision", ModelCard.SINGLE);
        var comments = card.get("comments") == null ? "" : card.get("comments").getAsString() + " ";
        card.addProperty("comments", comments + "Made of a checkpoint with the SHA-256 " + digest + ".");
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(card) + "\n";
    }

    private static Shipped find(List<Path> places, String kind) throws IOException {
        var kinds = new ArrayList<String>();
        for (var place : places) {
            if (Files.isDirectory(place)) {
                List<Path> folders;
                try (var entries = Files.list(place)) {
                    folders = entries.filter(entry -> Files.isRegularFile(entry.resolve(FACTS))).sorted().toList();
                }
                for (var folder : folders) {
                    var shipped = new Shipped(folder, facts(folder.resolve(FACTS)));
                    if (shipped.text("checkpoint").equals(kind)) {
                        return shipped;
                    }
                    kinds.add(shipped.text("checkpoint"));
                }
            }
        }
        throw new IOException("There is no network for checkpoints of the kind '" + PickleNames.plain(kind) + "' in "
                + String.join(", ", places.stream().map(Path::toString).toList()) + (kinds.isEmpty()
                        ? "; install the suite again"
                        : "; there is " + String.join(", ", kinds)));
    }

    private static JsonObject facts(Path file) throws IOException {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("The file " + file + " is no JSON of the expected form; install the suite again", e);
        }
    }
}
