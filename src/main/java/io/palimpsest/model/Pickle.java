package io.palimpsest.model;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads a pickle of PyTorch's that holds dictionaries, lists, tuples, strings, numbers, truth values, None and tensors.
 *
 * <p>A pickle is a program for a small machine that may call any function of Python's by its name. Here nothing is called:
 * each name that such a file needs is known and has a meaning of its own, all others are refused. Dictionaries become maps,
 * lists and tuples lists, whole numbers {@link Long}, others {@link Double}. The result may contain itself.
 */
final class Pickle {

    private static final Object MARK = new Object();
    private static final Map<Integer, String> REFUSED = Map.of((int) 'i', "INST", (int) 'o', "OBJ", 0x82, "EXT1",
            0x83, "EXT2", 0x84, "EXT4", 0x92, "NEWOBJ_EX", (int) 'P', "PERSID");

    private final ByteBuffer pickle;
    private final PickleNames names;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /** Stands for None, which a deque cannot hold. */
    private enum None { NONE }

    private Pickle(ByteBuffer pickle, boolean modules) {
        this.pickle = pickle.order(ByteOrder.LITTLE_ENDIAN);
        this.names = new PickleNames(modules);
    }

    /**
     * What a pickle held.
     *
     * @param value a {@link Map}, {@link List}, {@link String}, {@link Long}, {@link Double}, {@link Boolean},
     *     {@link StoredTensor}, {@link PickleNames.Scripted} or null
     * @param storages all that it named, by their keys
     */
    record Content(Object value, Map<String, StoredTensor.Storage> storages) {}

    /**
     * Reads one pickle.
     *
     * @param pickle is read from its position, which is behind the pickle afterwards
     * @return its content
     * @throws IOException if it holds anything else, or ends too early; the message goes on after "its pickle"
     */
    static Content read(ByteBuffer pickle) throws IOException {
        return new Pickle(pickle, false).run();
    }

    /** As {@link #read}, of a TorchScript archive: there are {@link PickleNames.Scripted} modules too. */
    static Content readModules(ByteBuffer pickle) throws IOException {
        return new Pickle(pickle, true).run();
    }

    private Content run() throws IOException {
        try {
            for (int code = next(); code != '.'; code = next()) {
                step(code);
            }
            var result = value(stack.pop());
            if (!stack.isEmpty()) {
                throw new IOException("its pickle leaves " + stack.size() + " values over");
            }
            return new Content(result, names.storages());
        } catch (BufferUnderflowException e) {
            throw new IOException("its pickle ends too early", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its pickle has " + e.getMessage(), e);
        } catch (NoSuchElementException | ClassCastException | IndexOutOfBoundsException | ArithmeticException
                | NullPointerException | UnsupportedOperationException e) {
            throw new IOException("its pickle makes no sense at byte " + pickle.position(), e);
        }
    }

    private void step(int code) throws IOException {
        switch (code) {
            case 0x80 -> next(); // protocol
            case 0x95 -> pickle.getLong(); // frame
            case 'c' -> stack.push(names.named(line(), line()));
            case 0x93 -> {
                var name = (String) stack.pop();
                stack.push(names.named((String) stack.pop(), name));
            }
            case 'q' -> memo.put(next(), stack.element());
            case 'r' -> memo.put(pickle.getInt(), stack.element());
            case 0x94 -> memo.put(memo.size(), stack.element());
            case 'h' -> stack.push(memo.get(next()));
            case 'j' -> stack.push(memo.get(pickle.getInt()));
            case 'X' -> stack.push(text(pickle.getInt(), StandardCharsets.UTF_8));
            case 0x8c -> stack.push(text(next(), StandardCharsets.UTF_8));
            case 0x8d -> stack.push(text(Math.toIntExact(pickle.getLong()), StandardCharsets.UTF_8));
            case 'T' -> stack.push(text(pickle.getInt(), StandardCharsets.ISO_8859_1));
            case 'U' -> stack.push(text(next(), StandardCharsets.ISO_8859_1));
            case 'K' -> stack.push((long) next());
            case 'M' -> stack.push((long) (pickle.getShort() & 0xffff));
            case 'J' -> stack.push((long) pickle.getInt());
            case 0x8a -> stack.push(whole(next()));
            case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(pickle.getLong())));
            case 'N' -> stack.push(None.NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case ')' -> stack.push(List.of());
            case ']' -> stack.push(new ArrayList<>());
            case '}' -> stack.push(new LinkedHashMap<>());
            case '(' -> stack.push(MARK);
            case 't' -> stack.push(toMark());
            case 0x85 -> stack.push(top(1));
            case 0x86 -> stack.push(top(2));
            case 0x87 -> stack.push(top(3));
            case 'a' -> {
                var value = value(stack.pop());
                this.<List<Object>>open().add(value);
            }
            case 'e' -> {
                var values = toMark();
                this.<List<Object>>open().addAll(values);
            }
            case 's' -> put(top(2));
            case 'u' -> put(toMark());
            case '0' -> stack.pop();
            case '1' -> toMark();
            case '2' -> stack.push(stack.element());
            case 0x81 -> {
                stack.pop();
                stack.push(names.module((PickleNames.Name) stack.pop()));
            }
            case 'R' -> {
                var arguments = this.<List<Object>>open();
                stack.pop();
                stack.push(names.made((PickleNames.Name) stack.pop(), arguments));
            }
            case 'b' -> {
                var state = this.<Map<Object, Object>>popped();
                names.state(stack.element(), state);
            }
            case 'Q' -> stack.push(names.storage(this.<List<Object>>popped()));
            default -> throw new IOException(REFUSED.containsKey(code)
                    ? "its pickle would make Python objects (" + REFUSED.get(code) + "), which no weights need"
                    : "its pickle has the unknown instruction " + code);
        }
    }

    private void put(List<Object> values) {
        var map = this.<Map<Object, Object>>open();
        for (int i = 0; i < values.size(); i += 2) {
            map.put(key(values.get(i)), values.get(i + 1));
        }
    }

    /** Only what can be compared at no cost may be a key. */
    private static Object key(Object key) {
        if (!(key instanceof String) && !(key instanceof Long)) {
            throw new IllegalArgumentException("a key that is neither a text nor a whole number");
        }
        return key;
    }

    /** What lies on top of the stack, to be changed there. */
    @SuppressWarnings("unchecked")
    private <T> T open() {
        return (T) stack.element();
    }

    @SuppressWarnings("unchecked")
    private <T> T popped() {
        return (T) stack.pop();
    }

    private static Object value(Object onStack) {
        if (onStack == MARK) {
            throw new NoSuchElementException();
        }
        return onStack == None.NONE ? null : onStack;
    }

    private List<Object> toMark() {
        var values = new ArrayList<Object>();
        for (var value = stack.pop(); value != MARK; value = stack.pop()) {
            values.add(value(value));
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> top(int count) {
        var values = new ArrayList<Object>();
        for (int i = 0; i < count; i++) {
            values.add(value(stack.pop()));
        }
        Collections.reverse(values);
        return values;
    }

    private int next() {
        return pickle.get() & 0xff;
    }

    private long whole(int bytes) {
        if (bytes > 10) { // PyTorch's own mark of old files has 10
            throw new IllegalArgumentException("a whole number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            var part = i == bytes - 1 ? (long) pickle.get() : (long) next();
            value |= i < 8 ? part << 8 * i : 0;
        }
        return value;
    }

    private String text(int bytes, Charset charset) {
        if (bytes < 0 || bytes > pickle.remaining()) {
            throw new BufferUnderflowException();
        }
        var content = new byte[bytes];
        pickle.get(content);
        return new String(content, charset);
    }

    private String line() {
        var line = new StringBuilder();
        for (int code = next(); code != '\n'; code = next()) {
            line.append((char) code);
        }
        return line.toString();
    }
}
