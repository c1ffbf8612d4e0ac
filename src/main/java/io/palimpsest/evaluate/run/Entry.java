package io.palimpsest.evaluate.run;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
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

    private static final int END = 0x454e4421;

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
        out.writeUTF(dataset);
        out.writeUTF(image);
        out.writeUTF(attack);
        out.writeBoolean(altered);
        out.writeDouble(megapixels);
        out.writeUTF(problem);
        out.writeInt(lines.size());
        for (var line : lines) {
            out.writeUTF(line.detector);
            out.writeUTF(line.status);
            out.writeUTF(line.reason);
            out.writeDouble(line.seconds);
            out.writeBoolean(line.mapped);
            out.writeBoolean(line.ranking != null);
            if (line.ranking != null) {
                line.ranking.write(out);
            }
        }
        out.writeInt(END);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws EOFException where it breaks off
     */
    static Entry read(DataInput in) throws IOException {
        var dataset = in.readUTF();
        var image = in.readUTF();
        var attack = in.readUTF();
        var altered = in.readBoolean();
        var megapixels = in.readDouble();
        var problem = in.readUTF();
        var count = in.readInt();
        var lines = new ArrayList<Line>();
        for (int i = 0; i < count; i++) {
            lines.add(new Line(in.readUTF(), in.readUTF(), in.readUTF(), in.readDouble(), in.readBoolean(),
                    in.readBoolean() ? Ranking.read(in) : null));
        }
        if (in.readInt() != END) {
            throw new EOFException("A record does not end where it should");
        }
        return new Entry(dataset, image, attack, altered, megapixels, problem, lines);
    }
}
