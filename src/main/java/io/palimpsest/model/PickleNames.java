package io.palimpsest.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the names mean that a pickle of PyTorch's may ask for; all others are refused. Errors are as for {@link Pickle}. */
final class PickleNames {

    private static final Name ORDERED = new Name("collections", "OrderedDict");
    private static final Name TENSOR = new Name("torch._utils", "_rebuild_tensor_v2");
    private static final Name PARAMETER = new Name("torch._utils", "_rebuild_parameter");
    private static final String MODULES = "__torch__";
    private static final String LISTS = "torch.jit._pickle";

    private final boolean modules;
    private final Map<String, StoredTensor.Storage> storages = new HashMap<>();

    /** A name of Python's: of a function, or of a type. */
    record Name(String module, String name) {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** A module of TorchScript: its attributes by name. */
    record Scripted(Map<String, Object> attributes) {}

    /** @param modules whether there may be modules of TorchScript */
    PickleNames(boolean modules) {
        this.modules = modules;
    }

    /** All storages that were named, by their keys. */
    Map<String, StoredTensor.Storage> storages() {
        return Map.copyOf(storages);
    }

    /** The meaning of a name, where it is one of those that weights need. */
    Name named(String module, String name) throws IOException {
        var global = new Name(module, name);
        var type = module.equals("torch") && StoredTensor.known(name);
        var scripted = modules && (module.startsWith(MODULES) || module.equals(LISTS));
        if (!global.equals(ORDERED) && !global.equals(TENSOR) && !global.equals(PARAMETER) && !type && !scripted) {
            throw new IOException("its pickle asks for '" + plain(global.toString()) + "', which no weights need");
        }
        return global;
    }

    /** What a call would have given. */
    Object made(Name function, List<Object> arguments) throws IOException {
        if (function.equals(ORDERED)) {
            if (!arguments.isEmpty()) {
                throw new IllegalArgumentException("a dictionary as Python 2 wrote; save the checkpoint again");
            }
            return new LinkedHashMap<>();
        }
        if (function.equals(TENSOR)) {
            return new StoredTensor((StoredTensor.Storage) arguments.get(0), (Long) arguments.get(1),
                    longs(arguments.get(2)), longs(arguments.get(3)));
        }
        if (function.equals(PARAMETER)) {
            return (StoredTensor) arguments.get(0);
        }
        if (modules && function.module().equals(LISTS)) {
            return list(arguments.get(0));
        }
        throw new IOException("its pickle would call '" + plain(function.toString()) + "', which no weights need");
    }

    /** An object without content yet. */
    Scripted module(Name type) throws IOException {
        if (!modules || !type.module().startsWith(MODULES)) {
            throw new IOException("its pickle would make a '" + plain(type.toString()) + "', which no weights need");
        }
        return new Scripted(new LinkedHashMap<>());
    }

    /** What an object keeps beside its content: the attributes of a module; of an ordered dictionary nothing that counts. */
    void state(Object object, Map<Object, Object> state) throws IOException {
        if (object instanceof Scripted module) {
            state.forEach((name, value) -> module.attributes().put((String) name, value));
        } else if (!(object instanceof Map)) {
            throw new IOException("its pickle would set the state (BUILD) of something that is no dictionary");
        }
    }

    /** What a persistent id refers to. */
    StoredTensor.Storage storage(List<Object> id) {
        if (!"storage".equals(id.get(0)) || !(id.get(1) instanceof Name type) || !StoredTensor.known(type.name())) {
            throw new IllegalArgumentException("a reference to something that is no storage");
        }
        if (id.size() > 5 && id.get(5) != null) {
            throw new IllegalArgumentException("a view of a storage, as PyTorch before 0.4 wrote; save it again");
        }
        var storage = new StoredTensor.Storage(type.name(), (String) id.get(2), (Long) id.get(4));
        if (!storage.equals(storages.computeIfAbsent(storage.key(), key -> storage))) {
            throw new IllegalArgumentException("two different storages of one name");
        }
        return storage;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private static List<Long> longs(Object value) {
        var values = list(value);
        if (values.size() > 16) { // none of PyTorch's has so many dimensions
            throw new IllegalArgumentException("a tensor of " + values.size() + " dimensions");
        }
        return values.stream().map(one -> (Long) one).toList();
    }

    /** A name that can be shown: hostile ones may have any length and characters. */
    static String plain(String name) {
        var shown = name.replaceAll("[^\\x20-\\x7e]", "?");
        return shown.length() > 100 ? shown.substring(0, 100) + "..." : shown;
    }
}
