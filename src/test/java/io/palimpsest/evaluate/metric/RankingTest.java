package io.palimpsest.evaluate.metric;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RankingTest {

    @Property(tries = 60)
    void whatIsReadIsWhatWasWritten(@ForAll long seed) throws IOException {
        var random = new Random(seed);
        var written = new Pool(EnumSet.allOf(Protocol.class), 7);
        var read = new Pool(EnumSet.allOf(Protocol.class), 7);
        var bytes = new ByteArrayOutputStream();
        var rankings = new Ranking[3];
        for (int i = 0; i < rankings.length; i++) {
            rankings[i] = Ranking.of(ProtocolTest.random(23, 19, random), ProtocolTest.randomTruth(23, 19, random));
            rankings[i].write(new DataOutputStream(bytes));
            written.add(rankings[i]);
        }
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        for (var ranking : rankings) {
            var again = Ranking.read(in);
            read.add(again);
            assertThat(again.score()).isEqualTo(ranking.score());
            assertThat(again.authentic()).isEqualTo(ranking.authentic());
            for (var protocol : Protocol.values()) {
                assertThat(protocol.score(again)).as("%s", protocol).isEqualTo(protocol.score(ranking));
            }
            assertThat(curves(again).roc().y()).isEqualTo(curves(ranking).roc().y());
            assertThat(curves(again).reliability().x()).isEqualTo(curves(ranking).reliability().x());
        }
        assertThat(in.read()).isEqualTo(-1);
        if (seed % 8 == 0) { // resampling takes its time
            assertThat(read.values().toString()).isEqualTo(written.values().toString());
        }
    }

    @Example
    void whatBreaksOffIsNoRanking() throws IOException {
        var random = new Random(3);
        var bytes = new ByteArrayOutputStream();
        Ranking.of(ProtocolTest.random(23, 19, random), ProtocolTest.randomTruth(23, 19, random))
                .write(new DataOutputStream(bytes));
        for (int length = 0; length < bytes.size(); length += 1 + length / 10) {
            var part = new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes.toByteArray(), length)));
            assertThatThrownBy(() -> Ranking.read(part)).as(length + " bytes").isInstanceOf(IOException.class);
        }
    }

    private static Curves curves(Ranking ranking) {
        var curves = new Curves();
        curves.add(ranking);
        return curves;
    }
}
