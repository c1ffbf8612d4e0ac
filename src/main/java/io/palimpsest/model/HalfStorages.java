package io.palimpsest.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the storages of 16-bit floats in a pickle of TorchScript, and makes them 32-bit ones.
 *
 * <p>A tensor's storage is a persistent id, the tuple ("storage", type, key, device, number of elements), in which the type
 * is the global {@code torch HalfStorage} and the key names the record with the values. Only as much of the pickle
 * machine is run as is needed to see these tuples; nothing is built.
 */
final class HalfStorages {

    private static final String HALF = "torch\nHalfStorage\n";
    private static final String FLOAT = "torch\nFloatStorage\n";
    private static final Object OTHER = "";
    private static final Object MARK = new Object();

    private final ByteBuffer pickle;
    private final ByteArrayOutputStream rewritten;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Set<String> keys = new HashSet<>();

    private HalfStorages(byte[] pickle) {
        this.pickle = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.rewritten = new ByteArrayOutputStream(pickle.length + 64);
    }

    /** A global name. */
    private record Global(String name) {}

    /**
     * What came of a pickle.
     *
     * @param pickle the same with 32-bit storages
     * @param keys of the storages that had 16 bits
     */
    record Widened(byte[] pickle, Set<String> keys) {}

    /**
     * Rewrites a pickle.
     *
     * @param pickle as TorchScript writes it
     * @return the pickle with other types, and which storages are concerned
     * @throws IOException if it is none, or has instructions that TorchScript does not write
     */
    static Widened widen(byte[] pickle) throws IOException {
        var scan = new HalfStorages(pickle);
        try {
            scan.run();
        } catch (RuntimeException e) { // beyond the end, or an empty stack
            throw new IOException("its pickle ends too early", e);
        }
        return new Widened(scan.rewritten.toByteArray(), Collections.unmodifiableSet(scan.keys));
    }

    private void run() throws IOException {
        for (int code = 0; code != '.';) {
            var from = pickle.position();
            code = pickle.get() & 0xff;
            var type = step(code);
            if (type == null) {
                rewritten.write(pickle.array(), from, pickle.position() - from);
            } else {
                rewritten.write('c');
                rewritten.writeBytes(type.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Runs one instruction; returns what to write instead, if it is the name of the 16-bit type. */
    private String step(int code) throws IOException {
        switch (code) {
            case 0x80 -> skip(1); // protocol
            case 'c' -> {
                var name = line() + line();
                stack.push(new Global(name));
                return HALF.equals(name) ? FLOAT : null;
            }
            case 'q' -> memo.put(pickle.get() & 0xff, stack.peek());
            case 'r' -> memo.put(pickle.getInt(), stack.peek());
            case 'h' -> stack.push(memo.get(pickle.get() & 0xff));
            case 'j' -> stack.push(memo.get(pickle.getInt()));
            case 'X' -> stack.push(text(pickle.getInt()));
            case 'K' -> other(1);
            case 'M' -> other(2);
            case 'J' -> other(4);
            case 'G' -> other(8);
            case 0x8a -> other(pickle.get() & 0xff); // integer of any length
            case 'T' -> other(pickle.getInt());
            case 'U' -> other(pickle.get() & 0xff);
            case 'N', 0x88, 0x89, ')', ']', '}' -> stack.push(OTHER);
            case '(' -> stack.push(MARK);
            case 't' -> stack.push(toMark());
            case 0x85 -> stack.push(top(1));
            case 0x86 -> stack.push(top(2));
            case 0x87 -> stack.push(top(3));
            case 'e', 'u' -> toMark(); // the list or dictionary stays
            case 'a', 'b', '0' -> top(1);
            case 's' -> top(2);
            case 0x81, 'R' -> { // an object of class and arguments
                top(2);
                stack.push(OTHER);
            }
            case 'Q' -> storage(stack.pop());
            case '.' -> { }
            default -> throw new IOException("its pickle has the unknown instruction " + code);
        }
        return null;
    }

    private void storage(Object id) {
        if (id instanceof List<?> tuple && tuple.size() > 2 && "storage".equals(tuple.get(0))
                && tuple.get(1) instanceof Global type && HALF.equals(type.name())) {
            keys.add((String) tuple.get(2));
        }
        stack.push(OTHER);
    }

    private List<Object> toMark() {
        var values = new ArrayList<Object>();
        for (var value = stack.pop(); value != MARK; value = stack.pop()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> top(int count) {
        var values = new ArrayList<Object>();
        for (int i = 0; i < count; i++) {
            values.add(stack.pop());
        }
        Collections.reverse(values);
        return values;
    }

    private void other(int bytes) {
        skip(bytes);
        stack.push(OTHER);
    }

    private void skip(int bytes) {
        pickle.position(pickle.position() + bytes);
    }

    private String text(int bytes) {
        skip(bytes);
        return new String(pickle.array(), pickle.position() - bytes, bytes, StandardCharsets.UTF_8);
    }

    private String line() {
        var from = pickle.position();
        while (pickle.get() != '\n') { }
        return new String(pickle.array(), from, pickle.position() - from, StandardCharsets.UTF_8);
    }
}
