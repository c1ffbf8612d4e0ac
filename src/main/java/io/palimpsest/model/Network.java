package io.palimpsest.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;

/**
 * A trained network: TorchScript whose {@code forward} takes a tensor [1, C, H, W] of 32-bit floats and gives a tensor
 * [1, K, H, W] of maps, or a pair of that and a tensor [1, S] of scores; where the card has choices, with a tensor
 * [number of choices] of 64-bit whole numbers as second argument.
 *
 * <p>Pictures of any size are cut into tiles as the card or the caller says, or scaled to the card's limit or size. In tiles a
 * score is the highest of all. One forward pass runs at a time in a process, on all cores. Where memory runs out on the GPU,
 * smaller tiles are tried, then the CPU. Safe for several threads.
 */
public final class Network implements AutoCloseable {

    private static final Map<String, Network> OPEN = new HashMap<>();

    private final ModelCard card;
    private final Path weights;
    private final Device device;
    private final Engine engine;
    private final Loader loader;

    /** By whether on the GPU; used in the engine's thread only. */
    private final Map<Boolean, Module> modules = new HashMap<>();

    /** Reads weights. */
    interface Loader {
        Module load(Path weights, ModelCard card, boolean gpu) throws IOException;
    }

    /**
     * What is to be done.
     *
     * @param input the channels
     * @param tiling how they are cut
     * @param choices the network's second argument
     */
    private record Task(Planes input, ModelCard.Tiling tiling, long[] choices, Monitor monitor) {}

    Network(ModelCard card, Path weights, Device device, Engine engine, Loader loader) {
        this.card = card;
        this.weights = weights;
        this.device = device;
        this.engine = engine;
        this.loader = loader;
    }

    /**
     * Finds a network and verifies its weights; they are read and PyTorch is started by the first run.
     *
     * @param store where to look
     * @param name of the model
     * @param device where it is to run
     * @return the network, the same for the same arguments
     * @throws CannotRun if there is no such model, or it is damaged
     */
    public static Network open(ModelStore store, String name, Device device) {
        var model = store.find(name);
        store.verify(model).ifPresent(trouble -> {
            throw new CannotRun(trouble, null);
        });
        var card = model.card().orElseThrow();
        synchronized (OPEN) {
            Loader loader = (weights, of, gpu) -> Djl.load(weights, of, gpu); // loads the class when it is called
            return OPEN.computeIfAbsent(model.weights() + " " + card.hashCode() + " " + device,
                    key -> new Network(card, model.weights(), device, Engine.SHARED, loader));
        }
    }

    /** What is known about the network. */
    public ModelCard card() {
        return card;
    }

    /**
     * Runs the network on a picture, cut or scaled as the card says.
     *
     * @param input the card's inputs, scaled as it says, in its order; 1x1 pixel or more
     * @param monitor progress and cancellation
     * @return maps in the size of the input, scores, and where it ran
     * @throws CannotRun if PyTorch or a GPU that was asked for is missing, or memory does not suffice
     * @throws IllegalArgumentException if the input has another number of channels
     */
    public NetworkResult run(Planes input, Monitor monitor) {
        return run(input, Map.of(), monitor);
    }

    /**
     * Runs the network as {@link #run(Planes, Monitor)} does, with other choices than the card's defaults.
     *
     * @param input as there
     * @param chosen value by the name of the choice, see {@link ModelCard.Choice}; what is not named takes its default
     * @param monitor progress and cancellation
     * @return as there
     * @throws CannotRun as there, and if the network does not leave that choice or has no such value
     */
    public NetworkResult run(Planes input, Map<String, String> chosen, Monitor monitor) {
        return run(new Task(input, card.tiling(), Choices.of(card, chosen), monitor));
    }

    /**
     * Runs the network on a picture in one piece, or in square tiles where it is larger than a limit, whatever the card
     * says. Nothing is scaled, so that fine traces stay.
     *
     * @param input as for {@link #run(Planes, Monitor)}
     * @param limit most pixels given at once, at least 256 x 256
     * @param monitor progress and cancellation
     * @return as for {@link #run(Planes, Monitor)}; a note tells of tiles
     * @throws CannotRun as there, and if the network takes pictures of one size only
     */
    public NetworkResult run(Planes input, long limit, Monitor monitor) {
        if (card.tiling().scaled()) {
            throw new CannotRun("the model '" + card.name() + "' takes no pictures but those of " + card.tiling().size()
                    + " pixels a side; install one that takes any", null);
        }
        var tiling = PixelLimit.tiling(input.width(), input.height(), limit, card.tiling().multiple());
        return run(new Task(input, tiling, Choices.of(card, Map.of()), monitor));
    }

    private NetworkResult run(Task task) {
        var input = task.input;
        if (input.channels().length != card.inputs().size()) {
            throw new IllegalArgumentException("The model '" + card.name() + "' takes " + card.inputs().size()
                    + " channels, and " + input.channels().length + " were given");
        }
        var notes = new ArrayList<String>();
        if (device.choose(engine.gpus()) == Device.GPU) {
            try {
                return attempts(task, true, notes);
            } catch (Module.OutOfNativeMemory e) {
                notes.add("The GPU's memory did not suffice for the model '" + card.name() + "'; it ran on the CPU.");
            } catch (Module.Failure e) {
                if (device == Device.GPU) {
                    throw e;
                }
                notes.add("The model '" + card.name() + "' failed on the GPU and ran on the CPU: " + e.getMessage() + ".");
            }
        }
        try {
            return attempts(task, false, notes);
        } catch (Module.OutOfNativeMemory e) {
            var what = "memory does not suffice for the model '" + card.name() + "'";
            throw new CannotRun(task.tiling.scaled()
                    ? what + ", which takes every picture at the same size; close other programs"
                    : what + " on " + input.width() + "x" + input.height() + " pixels, even in small tiles; close other"
                            + " programs or crop the picture", e);
        }
    }

    /** Tries the card's size, then smaller ones; the last failure is thrown. */
    private NetworkResult attempts(Task task, boolean gpu, List<String> notes) {
        var sizes = MemorySteps.of(task.tiling, task.input, gpu);
        for (int i = 0; i < sizes.size() - 1; i++) {
            try {
                return attempt(task, sizes.get(i), gpu, notes);
            } catch (Module.OutOfNativeMemory e) {
                task.monitor.check(); // and on with less
            }
        }
        return attempt(task, sizes.get(sizes.size() - 1), gpu, notes);
    }

    private NetworkResult attempt(Task task, long size, boolean gpu, List<String> before) {
        var input = task.input;
        var notes = new ArrayList<>(before);
        Tiles.Forward forward = (values, channels, height, width) -> engine.call(() -> {
            var module = modules.get(gpu);
            if (module == null) {
                module = loader.load(weights, card, gpu);
                modules.put(gpu, module);
            }
            return module.forward(values, channels, height, width, task.choices);
        }, task.monitor);
        var tiles = new Tiles(card, task.tiling, forward);
        var blend = task.tiling.whole() ? whole(tiles, task, size, notes)
                : task.tiling.scaled() ? scaled(tiles, task)
                : tiles.run(input, (int) size, task.monitor);
        if (!task.tiling.equals(card.tiling()) && Math.max(input.width(), input.height()) > size) {
            notes.add("The network saw the picture in tiles of " + size + " pixels a side; its score is that of the highest.");
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        var names = card.outputs("score");
        for (int i = 0; i < names.size(); i++) {
            scores.put(names.get(i), (double) blend.scores()[i]);
        }
        return new NetworkResult(blend.maps(), card.outputs("map"), scores, gpu ? "gpu" : "cpu", List.copyOf(notes));
    }

    private static Tiles.Blend whole(Tiles tiles, Task task, long limit, List<String> notes) {
        var input = task.input;
        var pixels = (long) input.width() * input.height();
        if (pixels <= limit) {
            return tiles.whole(input, task.monitor);
        }
        var scale = Math.sqrt(limit / (double) pixels);
        var width = Math.max(1, (int) (input.width() * scale));
        var height = Math.max(1, (int) Math.min(input.height() * scale, limit / (double) width));
        notes.add("The network saw the picture at " + width + "x" + height + " pixels.");
        return broughtBack(tiles.whole(Rescaling.shrink(input, width, height), task.monitor), input);
    }

    private static Tiles.Blend scaled(Tiles tiles, Task task) {
        var input = task.input;
        var side = task.tiling.side(input.width(), input.height());
        return input.width() == side && input.height() == side
                ? tiles.whole(input, task.monitor)
                : broughtBack(tiles.whole(TriangleScaling.to(input, side, side), task.monitor), input);
    }

    private static Tiles.Blend broughtBack(Tiles.Blend blend, Planes input) {
        return blend.maps() == null
                ? blend
                : new Tiles.Blend(Rescaling.stretch(blend.maps(), input.width(), input.height()), blend.scores());
    }

    /** Frees the memory of the network; a later run reads it again. */
    @Override
    public void close() {
        engine.call(() -> {
            modules.values().forEach(Module::close);
            modules.clear();
            return null;
        });
    }
}
