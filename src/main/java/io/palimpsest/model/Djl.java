package io.palimpsest.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.palimpsest.core.CannotRun;

/** A network in TorchScript, run by DJL's PyTorch engine; the only class that knows DJL. Used by {@link Engine}'s thread. */
final class Djl implements Module {

    private static final String PYTORCH = "PyTorch";

    private final Model model;
    private final ai.djl.Device device;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    private Djl(Model model, ai.djl.Device device) {
        this.model = model;
        this.device = device;
    }

    /**
     * Loads the native library.
     *
     * @return how many GPUs it can use
     */
    static int start() {
        Map<String, String> switches = new TreeMap<>();
        switches.put("ai.djl.offline", "true"); // never downloads anything
        switches.put("OPT_OUT_TRACKING", "true");
        switches.put("ai.djl.pytorch.num_threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        switches.put("ai.djl.pytorch.graph_optimizer", "false");
        switches.put("slf4j.internal.verbosity", "ERROR"); // a missing binding is nobody's concern
        return with(switches, () -> {
            var engine = ai.djl.engine.Engine.getEngine(PYTORCH);
            // the optimiser compiles anew for each size of tile, and costs more than it gains
            JniUtils.setGraphExecutorOptimize(false);
            return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
        });
    }

    /** Runs something under system properties that other users of DJL in this process must not meet. */
    private static int with(Map<String, String> properties, IntSupplier task) {
        Map<String, String> before = new TreeMap<>();
        properties.forEach((key, value) -> {
            var old = System.setProperty(key, value);
            if (old != null) {
                before.put(key, old);
            }
        });
        try {
            return task.getAsInt();
        } finally {
            properties.keySet().forEach(System::clearProperty);
            before.forEach(System::setProperty);
        }
    }

    /**
     * Reads a network.
     *
     * @param weights the file, verified
     * @param card of the model
     * @param gpu whether to put it onto the first GPU
     * @return the network
     * @throws CannotRun if PyTorch does not understand the file
     * @throws IOException if the file cannot be read
     */
    static Module load(Path weights, ModelCard card, boolean gpu) throws IOException {
        var device = gpu ? ai.djl.Device.gpu() : ai.djl.Device.cpu();
        var model = Model.newInstance(card.name(), device, PYTORCH);
        try (InputStream stream = ModelCard.HALF.equals(card.precision())
                ? WideningArchive.open(weights)
                : new ByteArrayInputStream(Files.readAllBytes(weights))) { // DJL ignores what read() throws
            model.load(stream, Map.of("mapLocation", "true"));
            return new Djl(model, device);
        } catch (MalformedModelException | EngineException e) {
            model.close();
            if (outOfMemory(e)) {
                throw new OutOfNativeMemory(e);
            }
            throw new CannotRun("the weights " + weights + " are not understood by PyTorch; get the model again", e);
        } catch (IOException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    @Override
    public Output forward(float[] input, int channels, int height, int width, long[] choices) {
        try (var manager = model.getNDManager().newSubManager()) {
            var array = manager.create(direct(input, channels * height * width),
                    new Shape(1, channels, height, width), DataType.FLOAT32);
            var arguments = new NDList(array.toDevice(device, false));
            if (choices.length > 0) {
                arguments.add(manager.create(choices).toDevice(device, false));
            }
            return output(model.getBlock().forward(new ParameterStore(manager, false), arguments, false));
        } catch (EngineException e) {
            if (outOfMemory(e)) {
                throw new OutOfNativeMemory(e);
            }
            throw new Failure("PyTorch failed on " + channels + " channels of " + width + "x" + height + " pixels ("
                    + lastLine(e) + ")", e);
        }
    }

    /** What TorchScript says went wrong, below the trace through the network's code. */
    private static String lastLine(EngineException e) {
        var lines = String.valueOf(e.getMessage()).strip().split("\\R+");
        return lines[lines.length - 1];
    }

    private static Output output(NDList output) {
        var maps = output.get(0);
        var shape = maps.getShape();
        var scores = output.size() > 1 ? values(output.get(1)) : new float[0];
        if (shape.dimension() != 4 || shape.get(0) != 1 || output.size() > 2) {
            throw new CannotRun("the network gave " + output.size() + " tensors, the first of shape " + shape
                    + ", and must give [1, K, H, W], with scores [1, S] or without; export it again", null);
        }
        return new Output(values(maps), (int) shape.get(1), (int) shape.get(2), (int) shape.get(3), scores);
    }

    /** Copies values out; the buffer shares the tensor's memory, which ends with its manager. */
    private static float[] values(NDArray array) {
        var single = array.toType(DataType.FLOAT32, false);
        var values = new float[Math.toIntExact(single.size())];
        single.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }

    /** The input in native memory, which the tensor shares; kept for the next one. */
    private ByteBuffer direct(float[] input, int size) {
        var bytes = Math.multiplyExact(size, Float.BYTES);
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        buffer.clear().limit(bytes);
        buffer.asFloatBuffer().put(input, 0, size);
        return buffer;
    }

    private static boolean outOfMemory(Throwable e) {
        var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("out of memory") || text.contains("not enough memory") || text.contains("bad_alloc")
                || text.contains("can't allocate memory") || text.contains("alloc_failed");
    }

    @Override
    public void close() {
        model.close();
        buffer = ByteBuffer.allocateDirect(0);
    }
}
