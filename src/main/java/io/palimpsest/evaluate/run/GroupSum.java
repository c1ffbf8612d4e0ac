package io.palimpsest.evaluate.run;

import java.util.List;

import io.palimpsest.evaluate.metric.Curves;
import io.palimpsest.evaluate.metric.Pool;
import io.palimpsest.evaluate.metric.Protocol;

/** Sums up one detector on one data set under one attack. */
final class GroupSum {

    private final Pool all;
    private final Pool mapped;
    private final Curves curves = new Curves();
    private int pictures;
    private int assessed;
    private int failed;
    private double seconds;
    private double megapixels;

    GroupSum(List<Protocol> protocols, long seed) {
        all = new Pool(protocols, seed);
        mapped = new Pool(protocols.stream().filter(protocol -> protocol != Protocol.LSTM_ENDEC).toList(), seed);
    }

    void add(Entry.Line line, double size) {
        pictures++;
        if (line.failed()) {
            failed++;
            return;
        }
        all.add(line.ranking());
        curves.add(line.ranking());
        if (line.mapped()) {
            mapped.add(line.ranking());
        }
        if (line.assessed()) {
            assessed++;
            seconds += line.seconds();
            megapixels += size;
        }
    }

    Group group(String dataset, String attack, String detector) {
        return new Group(dataset, attack, detector, pictures, assessed, failed, all.values(), mapped.values(), curves,
                seconds / megapixels);
    }
}
