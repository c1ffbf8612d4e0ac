package io.palimpsest.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A tensor of a file of PyTorch's, whose values are not read yet.
 *
 * @param storage that holds its values
 * @param offset of the first value in the storage, in values
 * @param shape of any number of dimensions, none for a single value
 * @param strides values from one to the next along each dimension
 */
record StoredTensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {

    /** Bytes of a value by the name of the storage's type. */
    private static final Map<String, Integer> WIDTHS = Map.of("DoubleStorage", 8, "FloatStorage", 4, "HalfStorage", 2,
            "BFloat16Storage", 2, "LongStorage", 8, "IntStorage", 4, "ShortStorage", 2, "CharStorage", 1,
            "ByteStorage", 1, "BoolStorage", 1);

    /**
     * Where values are kept.
     *
     * @param type such as {@code FloatStorage}, of those that {@link #known} knows
     * @param key names it within its file
     * @param count of values
     */
    record Storage(String type, String key, long count) {

        /**
         * @throws IllegalArgumentException if the count makes no sense
         */
        Storage {
            if (count < 0) {
                throw new IllegalArgumentException("a storage of " + count + " values");
            }
        }

        /** Bytes of one value. */
        int width() {
            return WIDTHS.get(type);
        }

        /** Whether the values are floating-point numbers. */
        boolean floating() {
            return type.equals("DoubleStorage") || type.equals("FloatStorage") || type.equals("HalfStorage")
                    || type.equals("BFloat16Storage");
        }
    }

    /**
     * @throws IllegalArgumentException if it reaches outside its storage, or its numbers make no sense
     */
    StoredTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        var negative = offset < 0 || shape.stream().anyMatch(side -> side < 0) || strides.stream().anyMatch(stride -> stride < 0);
        if (negative || shape.size() != strides.size() || shape.size() > 16) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " with strides " + strides
                    + " and offset " + offset + " makes no sense");
        }
        if (end(offset, shape, strides) > storage.count()) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " reaches beyond the " + storage.count()
                    + " values of its storage");
        }
    }

    /** Whether a storage can have this type. */
    static boolean known(String type) {
        return WIDTHS.containsKey(type);
    }

    /** Number of values. */
    long count() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** One more than the last place in the storage that a value has. */
    long end() {
        return end(offset, shape, strides);
    }

    private static long end(long offset, List<Long> shape, List<Long> strides) {
        long end = offset;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) == 0) {
                return offset;
            }
            end = Math.addExact(end, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
        }
        return Math.addExact(end, 1);
    }

    /** Where each value lies in the storage, the last dimension running fastest, from {@link #offset} on. */
    int[] places() {
        var places = new int[Math.toIntExact(count())];
        var index = new long[shape.size()];
        long at = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.toIntExact(at);
            for (int d = index.length - 1; d >= 0; d--) {
                at += strides.get(d);
                if (++index[d] < shape.get(d)) {
                    break;
                }
                at -= strides.get(d) * index[d];
                index[d] = 0;
            }
        }
        return places;
    }

    @Override
    public String toString() {
        return Arrays.toString(shape.toArray());
    }
}
