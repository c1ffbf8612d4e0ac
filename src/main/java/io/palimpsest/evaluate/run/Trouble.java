package io.palimpsest.evaluate.run;

/**
 * What could not be evaluated.
 *
 * @param dataset name of the data set
 * @param image the picture, mask or other file
 * @param attack name of the attack; "" if it does not matter
 * @param detector that failed; "" if the picture could not be used at all
 * @param reason what is wrong and what to do
 */
public record Trouble(String dataset, String image, String attack, String detector, String reason) {}
