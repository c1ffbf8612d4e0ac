package io.palimpsest.detect.fusion;

import java.util.List;
import java.util.Optional;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.core.Fusion;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.RawMap;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.Device;
import io.palimpsest.model.ModelCard;
import io.palimpsest.model.ModelStore;
import io.palimpsest.model.Network;
import io.palimpsest.model.Planes;
import org.scijava.plugin.Parameter;

/**
 * A fusion by a trained network.
 *
 * <p>Raw map: the network's output for each cell of 8 x 8 pixels, 0 to 1, high = altered, before calibration. Reliability:
 * 0.5, and 0.1 more for each of the five maps that assess a cell; 0 where none does.
 */
abstract class LearnedFusion extends Fusion {

    private static final float ANY = 0.5f;
    private static final float EACH = 0.1f;

    @Parameter(label = "Device", description = "Where the network runs; auto takes a GPU if there is one.",
            choices = {"auto", "cpu", "gpu"}, persist = false)
    private String device = "auto";

    private ModelStore store = ModelStore.standard();

    /** Name of the model in the store. */
    abstract String model();

    /**
     * Sets where the network runs.
     *
     * @param name {@code auto}, {@code cpu} or {@code gpu}
     * @return this detector
     */
    public final LearnedFusion device(String name) {
        device = name;
        return this;
    }

    /** Takes the model from another store. */
    final LearnedFusion store(ModelStore other) {
        store = other;
        return this;
    }

    @Override
    public final Optional<String> networkIdentity() {
        return store.identity(model());
    }

    @Override
    protected final List<Detector> inputs() {
        return FusionMaps.detectors();
    }

    @Override
    protected final Evidence.Statistic fuse(Specimen specimen, List<Evidence> evidence, Monitor monitor)
            throws NotApplicable {
        var maps = FusionMaps.of(evidence, specimen.width(), specimen.height());
        if (maps.nothing()) {
            throw new NotApplicable("None of the maps to be fused assesses this picture.");
        }
        var network = Network.open(store, model(), Device.parse(device));
        requireSameInputs(network.card());
        var result = network.run(new Planes(maps.width(), maps.height(), maps.channels()), monitor);
        var trust = new float[maps.width() * maps.height()];
        for (int cell = 0; cell < trust.length; cell++) {
            var assessed = maps.assessed(cell);
            trust[cell] = assessed == 0 ? 0 : ANY + EACH * assessed;
        }
        var opinions = Opinions.of(evidence, specimen.width(), specimen.height());
        var statistic = Evidence
                .of(RawMap.blocks(result.maps().channels()[0], maps.width(), maps.height(), CellMeans.STEP))
                .reliability(trust).network(network.card().summary(), result.device())
                .meaning("discontinuity in several maps", opinions::explain);
        result.notes().forEach(statistic::note);
        Opinions.note(statistic, opinions.silent());
        return statistic;
    }

    /** A network that was trained on maps scaled in another way would give numbers without a meaning. */
    private static void requireSameInputs(ModelCard card) {
        var trained = card.inputs().stream()
                .map(input -> new FusionMaps.Channel(input.name(), input.scaling(), input.parameters())).toList();
        if (!trained.equals(FusionMaps.scalings())) {
            throw new CannotRun("the model '" + card.name() + "' was trained on maps that are scaled in another way than"
                    + " this version does; install the model that came with this version", null);
        }
    }
}
