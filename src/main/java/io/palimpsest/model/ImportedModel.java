package io.palimpsest.model;

/**
 * A model that was made of somebody else's weights, see {@link ModelStore#importCheckpoint}.
 *
 * @param model as it is installed
 * @param terms under which the weights may be used, for the user to read
 */
public record ImportedModel(InstalledModel model, String terms) {}
