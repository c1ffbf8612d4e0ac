package io.palimpsest.evaluate.data;

/**
 * A file of a data set that could not be used.
 *
 * @param path below the data set, with '/'
 * @param reason what is wrong and what to do, one sentence
 */
public record Problem(String path, String reason) {}
