package io.palimpsest.detect.learned;

import java.util.List;
import java.util.Map;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.ModelCard;

/**
 * Asks a network that sees every picture at one size, the one that its paper scales to.
 *
 * <p>Raw map: probability that a pixel was altered, 0 to 1, high = altered, one value for each pixel of the picture, brought
 * back bilinearly from the network's size. Scaling takes fine traces and small regions away; a note says which.
 */
abstract class ScaledDetector extends LearnedDetector {

    private static final String MAP = "probability";

    /** Sides of what such networks can tell from its surroundings at all, in pixels as they see them. */
    private static final int LEAST = 8;

    /** Name of the model in the store. */
    abstract String model();

    /** What the user chose of the card's choices, value by name. */
    Map<String, String> choices() {
        return Map.of();
    }

    /** What does not fit the rest of the picture in a region, as in "noise". */
    abstract String trace();

    @Override
    final List<String> models() {
        return List.of(model());
    }

    @Override
    protected final Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable {
        if (specimen.width() < SMALLEST || specimen.height() < SMALLEST) {
            throw new NotApplicable("A picture of less than " + SMALLEST + "x" + SMALLEST + " pixels is too small: no part"
                    + " of it could be told from the rest.");
        }
        var network = open(model());
        requireMap(network.card());
        var result = network.run(picture(specimen, monitor), choices(), monitor);
        var statistic = Evidence.of(RawMap.pixels(result.map(MAP), specimen.width(), specimen.height()))
                .network(network.card().summary(), result.device())
                .meaning("discontinuity in " + trace(), "By its " + trace() + " this region does not fit the rest of the"
                        + " picture, as a trained network sees it, and needs explanation.");
        result.notes().forEach(statistic::note);
        if (!network.card().encoder().isEmpty()) {
            statistic.note("The network reads the picture with the encoder of " + network.card().encoder() + ": that it agrees"
                    + " with that one, or with others that do the same, is no independent confirmation.");
        }
        if (network.card().tiling().scaled()) {
            noteSize(statistic, specimen, network.card().tiling().side(specimen.width(), specimen.height()));
        }
        return statistic;
    }

    private void requireMap(ModelCard card) {
        if (card.inputs().size() != 3 || card.outputs().stream().noneMatch(one -> one.name().equals(MAP)
                && one.kind().equals("map"))) {
            throw new CannotRun("the model '" + card.name() + "' does not make a map '" + MAP + "' of red, green and blue, as "
                    + name() + " needs; install the model that came with this version", null);
        }
    }

    private static void noteSize(Evidence.Statistic statistic, Specimen specimen, int side) {
        if (specimen.width() == side && specimen.height() == side) {
            return;
        }
        var saw = "The network saw the picture at " + side + "x" + side + " pixels";
        statistic.note(Math.max(specimen.width(), specimen.height()) <= side
                ? saw + "."
                : saw + " and so is blind to regions of less than about " + pixels(specimen.width(), side) + "x"
                        + pixels(specimen.height(), side) + " pixels.");
    }

    private static long pixels(int length, int side) {
        return Math.round(LEAST * Math.max(1.0, (double) length / side));
    }
}
