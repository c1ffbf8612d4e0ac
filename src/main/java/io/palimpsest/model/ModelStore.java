package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Reason;

/**
 * Finds models: folders with a card and weights.
 *
 * <p>Looks into several folders, of which the first with a model of some name wins: the one that the system property
 * {@code palimpsest.models} names, {@code models/palimpsest} of the Fiji installation, {@code models} beside the suite's
 * jar or beside its build folder, and {@code .palimpsest/models} of the user, which receives imports. Downloads nothing.
 */
public final class ModelStore {

    /** Files whose digest was right, by what would change with them. */
    private static final Map<State, Boolean> VERIFIED = new ConcurrentHashMap<>();

    private final List<Path> places;

    private ModelStore(List<Path> places) {
        this.places = places;
    }

    /** What tells that a file is still the same. */
    private record State(Path file, long size, long modified, String sha256) {}

    /** The store of this installation. */
    public static ModelStore standard() {
        return new ModelStore(ModelPlaces.of(ModelPlaces.code()));
    }

    /**
     * A store of other folders.
     *
     * @param folders that hold a folder for each model; the first comes first, the last receives imports
     * @return the store
     */
    public static ModelStore of(Path... folders) {
        return new ModelStore(List.of(folders));
    }

    /** The folders that are looked into, the first first; some may not exist. */
    public List<Path> places() {
        return places;
    }

    /**
     * All models, by name. A model with trouble is listed with it and does not hide the others. The weights are not read.
     *
     * @return one entry for each name
     */
    public List<InstalledModel> list() {
        Map<String, InstalledModel> found = new TreeMap<>();
        for (var place : places) {
            for (var folder : folders(place)) {
                found.computeIfAbsent(folder.getFileName().toString(), name -> look(name, folder));
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * One model, whose weights are not read yet.
     *
     * @param name of its folder
     * @return the model, with a card
     * @throws CannotRun if there is no such model, or it has trouble
     */
    public InstalledModel find(String name) {
        var model = entry(name).orElseThrow(() -> new CannotRun("there is no model '" + name + "' in "
                + String.join(", ", places.stream().map(Path::toString).toList())
                + "; install it with 'models import' or leave this detector out", null));
        model.trouble().ifPresent(trouble -> {
            throw new CannotRun(trouble, null);
        });
        return model;
    }

    /**
     * Whether there is a model of some name, whatever its state.
     *
     * @param name of its folder
     */
    public boolean has(String name) {
        return entry(name).isPresent();
    }

    /**
     * Name, version and SHA-256 of the weights of a model, as its card has them.
     *
     * @param name of its folder
     * @return nothing if there is no such model, or its card cannot be used
     */
    public Optional<String> identity(String name) {
        return entry(name).flatMap(InstalledModel::card).map(card -> card.summary().identity());
    }

    /** The model of that name, whatever its state. */
    Optional<InstalledModel> entry(String name) {
        if (!ModelCard.NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return places.stream().map(place -> place.resolve(name))
                .filter(folder -> Files.isRegularFile(folder.resolve(CardFile.NAME))).findFirst()
                .map(folder -> look(name, folder));
    }

    /**
     * Checks card and weights, down to the digest; the latter once for each state of the file.
     *
     * @param name of a model
     * @return nothing if all is well, else what is wrong, one sentence
     */
    public Optional<String> verify(String name) {
        var model = entry(name);
        return model.isEmpty()
                ? Optional.of("There is no model '" + name + "'; 'models list' names those that there are")
                : verify(model.get());
    }

    /** See {@link #verify(String)}. */
    public Optional<String> verify(InstalledModel model) {
        if (model.trouble().isPresent()) {
            return model.trouble();
        }
        var card = model.card().orElseThrow();
        var file = model.weights();
        try {
            var state = new State(file, Files.size(file), Files.getLastModifiedTime(file).toMillis(), card.sha256());
            if (VERIFIED.containsKey(state)) {
                return Optional.empty();
            }
            var digest = Digest.of(file);
            if (!digest.equals(card.sha256())) {
                return Optional.of("The weights " + file + " are not those of the card: their SHA-256 is " + digest
                        + " and should be " + card.sha256() + "; get the model again");
            }
            VERIFIED.put(state, true);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The weights " + file + " cannot be read: " + Reason.of(e));
        }
    }

    /**
     * Copies a model into the store's last folder, whole or not at all, replacing an earlier one of its name there.
     *
     * @param source a folder with a card and weights, or a zip file of one
     * @return the model as it is now installed, verified
     * @throws IOException if it is no model, is damaged, has a hostile path in it, or a model of that name in another
     *     folder would hide it; the message says which
     */
    public InstalledModel importFrom(Path source) throws IOException {
        return ModelImport.into(this, places.get(places.size() - 1), source);
    }

    /**
     * Makes a model of weights that somebody else published, and installs it as {@link #importFrom} does. A network that
     * takes such weights lies in a folder of this store: {@code architecture.pt} and {@code architecture.json}.
     *
     * @param kind of checkpoint that the network takes, such as {@code trufor}
     * @param checkpoint as {@code torch.save} wrote it; nothing that it may ask for is executed
     * @return the model as it is now installed, verified, and the terms of its weights
     * @throws IOException if there is no network for it, the file is no checkpoint or is damaged, its tensors have other
     *     names or shapes than the network's, or the model would be hidden; the message says which
     */
    public ImportedModel importCheckpoint(String kind, Path checkpoint) throws IOException {
        return CheckpointImport.into(this, places.get(places.size() - 1), kind, checkpoint);
    }

    private static Collection<Path> folders(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (var entries = Files.list(place)) {
            return new ArrayList<>(entries.filter(folder -> !folder.getFileName().toString().startsWith(".")
                    && Files.isRegularFile(folder.resolve(CardFile.NAME))).sorted().toList());
        } catch (IOException e) {
            return List.of(); // as good as absent
        }
    }

    private static InstalledModel look(String name, Path folder) {
        try {
            var card = CardFile.read(folder);
            return new InstalledModel(name, folder, Optional.of(card), trouble(name, folder, card));
        } catch (IOException e) {
            return new InstalledModel(name, folder, Optional.empty(), Optional.of(Reason.of(e)));
        }
    }

    /** What is wrong without reading the weights. */
    static Optional<String> trouble(String name, Path folder, ModelCard card) throws IOException {
        if (!card.name().equals(name)) {
            return Optional.of("The card in " + folder + " is that of a model '" + card.name()
                    + "'; give the folder that name");
        }
        var file = folder.resolve(card.file());
        if (!Files.isRegularFile(file)) {
            return Optional.of("The weights " + file + " are missing; get the model again");
        }
        return Files.size(file) == card.bytes()
                ? Optional.empty()
                : Optional.of("The weights " + file + " have " + Files.size(file) + " bytes and should have "
                        + card.bytes() + "; get the model again");
    }
}
