package io.palimpsest.detect.learned;

import java.util.List;
import java.util.Optional;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.NotApplicable;
import io.palimpsest.core.Specimen;
import io.palimpsest.model.Device;
import io.palimpsest.model.ModelStore;
import io.palimpsest.model.Network;
import io.palimpsest.model.Planes;
import org.scijava.plugin.Parameter;

/** Gives the picture itself, red, green and blue, to a trained network. */
abstract class LearnedDetector extends Detector {

    /** Less holds no part that could differ from the rest. */
    static final int SMALLEST = 64;

    @Parameter(label = "Device", description = "Where the network runs; auto takes a GPU if there is one.",
            choices = {"auto", "cpu", "gpu"}, persist = false)
    private String device = "auto";

    private ModelStore store = ModelStore.standard();

    /**
     * Sets where the network runs.
     *
     * @param name {@code auto}, {@code cpu} or {@code gpu}
     * @return this detector
     */
    public LearnedDetector device(String name) {
        device = name;
        return this;
    }

    /** Takes the model from another store. */
    LearnedDetector store(ModelStore other) {
        store = other;
        return this;
    }

    /** Names of the models that will do; the first of them that there is judges. */
    abstract List<String> models();

    /** The model that judges, if there is one. */
    final Optional<String> chosen() {
        return models().stream().filter(store::has).findFirst();
    }

    @Override
    public final boolean available() {
        return chosen().isPresent();
    }

    @Override
    public final Optional<String> networkIdentity() {
        return chosen().flatMap(store::identity);
    }

    /** Opens a model, to run where the user says, see {@link Network#open}. */
    final Network open(String model) {
        return Network.open(store, model, Device.parse(device));
    }

    /**
     * Red, green and blue of a picture.
     *
     * @param specimen of any depth
     * @param monitor asked for each row
     * @return three channels, 0 to 1
     * @throws NotApplicable if all pixels are the same
     */
    static Planes picture(Specimen specimen, Monitor monitor) throws NotApplicable {
        var width = specimen.width();
        var channels = new float[3][Math.multiplyExact(width, specimen.height())];
        var row = new double[3][width];
        var blank = true;
        for (int y = 0; y < specimen.height(); y++) {
            monitor.check();
            specimen.rgbRow(y, row);
            for (int c = 0; c < 3; c++) {
                for (int x = 0; x < width; x++) {
                    channels[c][y * width + x] = (float) (row[c][x] / 255);
                    blank &= channels[c][y * width + x] == channels[c][0];
                }
            }
        }
        if (blank) {
            throw new NotApplicable("The picture is of one colour everywhere; no part of it could differ from the rest.");
        }
        return new Planes(width, specimen.height(), channels);
    }
}
