package io.palimpsest.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model folder that the store found.
 *
 * @param name of the folder
 * @param folder where it is
 * @param card its card, if that can be used
 * @param trouble why it cannot be used, one sentence; empty where nothing is wrong as far as was looked
 */
public record InstalledModel(String name, Path folder, Optional<ModelCard> card, Optional<String> trouble) {

    /** The file of the weights; only where there is a card. */
    Path weights() {
        return folder.resolve(card.orElseThrow().file());
    }
}
