package io.palimpsest.model;

import java.util.List;
import java.util.Map;

/**
 * What a network said about one picture, see {@link Network#run}.
 *
 * @param maps the outputs of kind {@code map}, in the card's order, in the size of the input; null if there are none
 * @param names the names of these maps
 * @param scores the outputs of kind {@code score} by name, in the card's order
 * @param device {@code "cpu"} or {@code "gpu"}: where it really ran
 * @param notes what was done otherwise than asked for, one sentence each
 */
public record NetworkResult(Planes maps, List<String> names, Map<String, Double> scores, String device,
        List<String> notes) {

    /**
     * One map.
     *
     * @param name the name of an output of kind {@code map}
     * @return height x width values, row by row
     * @throws IllegalArgumentException if the network has no such map
     */
    public float[] map(String name) {
        var index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("The network has no map '" + name + "' but " + names);
        }
        return maps.channels()[index];
    }

    /**
     * One score.
     *
     * @param name the name of an output of kind {@code score}
     * @return its value
     * @throws IllegalArgumentException if the network has no such score
     */
    public double score(String name) {
        var score = scores.get(name);
        if (score == null) {
            throw new IllegalArgumentException("The network has no score '" + name + "' but " + scores.keySet());
        }
        return score;
    }
}
