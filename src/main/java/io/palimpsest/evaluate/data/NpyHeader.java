package io.palimpsest.evaluate.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What a NumPy file of version 1 to 3 says about its array.
 *
 * @param type kind of number and bytes of each, such as {@code u1}
 * @param order of the bytes in a number
 * @param fortran whether the first index runs fastest
 * @param shape the array's sizes
 * @param start where the numbers start in the file
 */
record NpyHeader(String type, ByteOrder order, boolean fortran, long[] shape, int start) {

    /** No header of a mask is longer, whatever a damaged file says. */
    static final int LONGEST = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([biuf]\\d)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\sL]*)\\)");

    /** Reads the header at the start of a file's bytes; what is wrong is said without the file's name. */
    static NpyHeader read(byte[] file) throws IOException {
        if (file.length < 12 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("it is no NumPy array; save it with numpy.save");
        }
        var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        var version = file[6];
        if (version < 1 || version > 3) {
            throw new IOException("it has version " + version + " of the format, not 1 to 3; save it again");
        }
        var start = version == 1 ? 10 : 12;
        var length = version == 1 ? bytes.getShort(8) & 0xffffL : bytes.getInt(8) & 0xffffffffL;
        if (length > Math.min(file.length, LONGEST) - start) {
            throw new IOException("its header of " + length + " bytes is cut off or too long; get an undamaged copy");
        }
        var text = new String(file, start, (int) length, StandardCharsets.UTF_8);
        var type = TYPE.matcher(text);
        var order = ORDER.matcher(text);
        var shape = SHAPE.matcher(text);
        if (!type.find() || !order.find() || !shape.find()) {
            throw new IOException("its header is no plain array of numbers (" + text.strip()
                    + "); save the mask as bool or uint8");
        }
        return new NpyHeader(type.group(2), type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                order.group(1).equals("True"), sizes(shape.group(1)), start + (int) length);
    }

    private static long[] sizes(String text) throws IOException {
        try {
            return Arrays.stream(text.replace("L", "").split(",")).map(String::strip)
                    .filter(size -> !size.isEmpty()).mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw new IOException("its shape (" + text + ") is none; get an undamaged copy", e);
        }
    }

    /** Bytes of a number. */
    int size() {
        return type.charAt(1) - '0';
    }
}
