package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

import io.palimpsest.evaluate.metric.Truth;

/** Masks in NumPy's format: one of height x width, or several along the first or the last index. */
final class NpyMask {

    private static final Set<String> TYPES = Set.of("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8");

    private final NpyHeader header;
    private final ByteBuffer numbers;

    private NpyMask(NpyHeader header, ByteBuffer numbers) {
        this.header = header;
        this.numbers = numbers;
    }

    static Truth read(Path mask, int width, int height) throws IOException {
        try (var stream = Files.newInputStream(mask)) {
            var header = NpyHeader.read(stream.readNBytes(NpyHeader.LONGEST));
            var layers = layers(header, width, height);
            var layer = (long) width * height * header.size();
            var given = Files.size(mask) - header.start();
            if (layers != given / layer || given % layer != 0 || given > Integer.MAX_VALUE - NpyHeader.LONGEST) {
                throw new IOException("it should hold " + layers + " times " + layer + " bytes of numbers and holds "
                        + given + "; get an undamaged copy");
            }
            var numbers = ByteBuffer.wrap(Files.readAllBytes(mask)).order(header.order());
            return new NpyMask(header, numbers).truth(width, height, (int) layers);
        } catch (IOException e) {
            throw new IOException("The mask '" + mask + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** How many parts there are, given that the other sizes are those of the picture. */
    private static long layers(NpyHeader header, int width, int height) throws IOException {
        if (!TYPES.contains(header.type())) {
            throw new IOException("its numbers have the type " + header.type() + "; save the mask as bool or uint8");
        }
        var shape = header.shape();
        var rank = shape.length;
        if (rank != 2 && rank != 3) {
            throw new IOException("it has the shape " + Arrays.toString(shape)
                    + "; save it as height x width, or one of these for each altered part");
        }
        if (shape[rank - 2] == height && shape[rank - 1] == width) {
            return rank == 2 ? 1 : shape[0];
        }
        if (rank == 3 && shape[0] == height && shape[1] == width) {
            return shape[2];
        }
        throw new IOException("it has " + shape[rank - 1] + "x" + shape[rank - 2] + " pixels and its picture " + width
                + "x" + height + "; use a mask that fits");
    }

    private Truth truth(int width, int height, int layers) {
        var shape = header.shape();
        var rank = shape.length;
        var last = rank == 3 && !(shape[1] == height && shape[2] == width);
        var row = stride(last ? 0 : rank - 2);
        var column = stride(last ? 1 : rank - 1);
        var part = rank == 2 ? 0 : stride(last ? 2 : 0);
        var altered = new boolean[width * height];
        var instances = rank == 3 ? new int[width * height] : null;
        var half = half();
        for (int layer = 0; layer < layers; layer++) {
            for (int i = 0; i < altered.length; i++) {
                if (!altered[i] && number(layer * part + i / width * row + i % width * column) > half) {
                    altered[i] = true;
                    if (instances != null) {
                        instances[i] = layer + 1;
                    }
                }
            }
        }
        return new Truth(width, height, altered, instances);
    }

    /** So many numbers lie between two that are neighbours along an axis. */
    private int stride(int axis) {
        int stride = 1;
        for (int i = 0; i < header.shape().length; i++) {
            stride *= (header.fortran() ? i < axis : i > axis) ? (int) header.shape()[i] : 1;
        }
        return stride;
    }

    private double half() {
        if (header.type().charAt(0) != 'f') {
            return 0;
        }
        double most = 0;
        for (int i = 0; i < (numbers.limit() - header.start()) / header.size(); i++) {
            most = Math.max(most, Double.isNaN(number(i)) ? 0 : number(i));
        }
        return most / 2;
    }

    /** A number; of an integer its size, so that -1 counts as marked as in NumPy's conversion to bool. */
    private double number(int index) {
        var at = header.start() + index * header.size();
        return switch (header.type()) {
            case "f4" -> numbers.getFloat(at);
            case "f8" -> numbers.getDouble(at);
            case "i2", "u2" -> numbers.getShort(at) & 0xffff;
            case "i4", "u4" -> numbers.getInt(at) & 0xffffffffL;
            case "i8", "u8" -> numbers.getLong(at) == 0 ? 0 : 1;
            default -> numbers.get(at) & 0xff;
        };
    }
}
