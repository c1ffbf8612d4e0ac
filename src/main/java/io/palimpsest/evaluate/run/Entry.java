package io.palimpsest.evaluate.run;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.palimpsest.evaluate.metric.Ranking;

/**
 * What came of one picture under one attack.
 *
 * @param dataset name of its data set
 * @param image its name there
 * @param attack what was done to it before
 * @param altered whether it is known to be altered
 * @param megapixels 2^20 pixels of what was examined
 * @param problem why it could not be used at all; empty if it could
 * @param lines one for each detector; none if there was a problem
 */
record Entry(String dataset, String image, String attack, boolean altered, double megapixels, String problem,
             List<Line> lines) {

    /**
     * What came of one detector.
     *
     * @param seconds that it took; NaN if that is not known
     * @param mapped whether there is a map; without one it is compared as an empty map
     * @param ranking how the map compares with the truth; null if the detector failed
     */
    record Line(String detector, String status, String reason, double seconds, boolean mapped, Ranking ranking) {

        boolean failed() {
            return status.equals(Opinion.FAILED);
        }

        /** Whether the detector could say something. */
        boolean assessed() {
            return status.equals("FOUND") || status.equals("NOTHING");
        }
    }

    void write(DataOutput out) throws IOException {
        text(out, dataset);
        text(out, image);
        text(out, attack);
        out.writeBoolean(altered);
        out.writeDouble(megapixels);
        text(out, problem);
        out.writeInt(lines.size());
        for (var line : lines) {
            text(out, line.detector);
            text(out, line.status);
            text(out, line.reason);
            out.writeDouble(line.seconds);
            out.writeBoolean(line.mapped);
            out.writeBoolean(line.ranking != null);
            if (line.ranking != null) {
                line.ranking.write(out);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static Entry read(DataInput in) throws IOException {
        var dataset = text(in);
        var image = text(in);
        var attack = text(in);
        var altered = in.readBoolean();
        var megapixels = in.readDouble();
        var problem = text(in);
        var count = in.readInt();
        var lines = new ArrayList<Line>();
        for (int i = 0; i < count; i++) {
            lines.add(new Line(text(in), text(in), text(in), in.readDouble(), in.readBoolean(),
                    in.readBoolean() ? Ranking.read(in) : null));
        }
        return new Entry(dataset, image, attack, altered, megapixels, problem, lines);
    }

    /** As writeUTF, whose texts end at 64 kB. */
    private static void text(DataOutput out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInput in) throws IOException {
        var bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
