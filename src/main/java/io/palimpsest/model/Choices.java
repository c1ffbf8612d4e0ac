package io.palimpsest.model;

import java.util.Map;

import io.palimpsest.core.CannotRun;

/** Turns what a caller chose into the second argument of a network. */
final class Choices {

    private Choices() {}

    /**
     * Finds the values that were chosen.
     *
     * @param card what there is to choose
     * @param chosen value by the name of the choice; what is not named takes the card's default
     * @return the position of each value, in the order of the card's choices
     * @throws CannotRun if the network does not leave that choice, or has no such value
     */
    static long[] of(ModelCard card, Map<String, String> chosen) {
        for (var name : chosen.keySet()) {
            if (card.choices().stream().noneMatch(choice -> choice.name().equals(name))) {
                throw new CannotRun("the model '" + card.name() + "' leaves no choice of '" + name + "'; install the model"
                        + " that came with this version", null);
            }
        }
        return card.choices().stream().mapToLong(choice -> {
            var value = chosen.getOrDefault(choice.name(), choice.preset());
            var position = choice.values().indexOf(value);
            if (position < 0) {
                throw new CannotRun("the model '" + card.name() + "' has no " + choice.name() + " '" + value + "' but "
                        + choice.values() + "; choose one of them", null);
            }
            return position;
        }).toArray();
    }
}
