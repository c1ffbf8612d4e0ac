package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ComparisonTest {

    @TempDir
    private Path folder;

    @Test
    void equalEvaluationsDoNotDiffer() throws IOException {
        var one = evaluation("one", "A", 30, score -> score);

        var comparisons = Comparison.of(one, one, 1);

        assertThat(comparisons).hasSize(2).noneMatch(Comparison::significant)
                .allMatch(comparison -> comparison.bootstrap().difference() == 0 && comparison.bootstrap().p() == 1
                        && comparison.bootstrap().pairs() == 30);
        assertThat(comparisons).extracting(Comparison::score).containsExactly("f1", "auc");
    }

    @Test
    void aClearlyBetterOneIsToldWhicheverWayItIsAsked() throws IOException {
        var worse = evaluation("worse", "A", 30, score -> score);
        var better = evaluation("better", "A", 30, score -> score + 0.2);

        var up = Comparison.of(better, worse.resolve("results.csv"), 1).get(0);
        var down = Comparison.of(worse, better, 1).get(0);

        assertThat(up.significant()).isTrue();
        assertThat(up.bootstrap().difference()).isEqualTo(0.2, within(1e-6));
        assertThat(down.significant()).isTrue();
        assertThat(down.bootstrap().difference()).isEqualTo(-0.2, within(1e-6));
    }

    @Test
    void theOnlyDetectorsOfBothAreComparedWhateverTheirNames() throws IOException {
        var first = evaluation("first", "A", 10, score -> score);
        var second = evaluation("second", "B", 8, score -> score / 2);

        var comparison = Comparison.of(first, second, 1).get(0);

        assertThat(comparison.detector()).isEqualTo("A - B");
        assertThat(comparison.bootstrap().pairs()).isEqualTo(8);
    }

    @Test
    void holmMultipliesTheSmallestPByTheirNumberAndStopsAtTheFirstThatIsTooLarge() {
        assertThat(Comparison.holm(new double[] {0.03, 0.01, 0.04, 0.005})).containsExactly(false, true, false, true);
        assertThat(Comparison.holm(new double[] {0.04, 0.0125, 0.0166, 0.025})).containsExactly(true, true, true, true);
        assertThat(Comparison.holm(new double[] {0.05})).containsExactly(true);
        assertThat(Comparison.holm(new double[] {0.013, 0.9, 0.9, 0.001})).containsExactly(true, false, false, true);
        assertThat(Comparison.holm(new double[] {0.026, 0.026})).containsExactly(false, false);
        assertThat(Comparison.holm(new double[0])).isEmpty();
    }

    @Test
    void nothingInCommonAndWrongPlacesAreSaid() throws IOException {
        var one = evaluation("one", "A", 3, score -> score);
        var other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("results.csv"),
                "dataset,image,attack,label,detector,status,score,f1,reason\nanother,a,none,altered,A,FOUND,1,0.5,\n");
        var empty = Files.createDirectories(folder.resolve("empty"));
        var table = Files.writeString(folder.resolve("table.csv"), "a,b\n1,2\n");
        var bytes = Files.write(folder.resolve("bytes.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        var damaged = Files.writeString(folder.resolve("damaged.csv"),
                "dataset,image,attack,label,detector,status,score,f1,reason\nset,a,none,altered,A,FOUND,1,half,\n");

        assertThatThrownBy(() -> Comparison.of(one, other, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("no picture and detector in common");
        assertThatThrownBy(() -> Comparison.of(one, empty, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("There is no").hasMessageContaining("output folders");
        assertThatThrownBy(() -> Comparison.of(table, one, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("no table of an evaluation");
        assertThatThrownBy(() -> Comparison.of(bytes, one, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("bytes.csv");
        assertThatThrownBy(() -> Comparison.of(damaged, one, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("damaged").hasMessageContaining("evaluate again");
    }

    /** Two scores on some pictures, of which one failed and one could not be used; the second score is noise. */
    private Path evaluation(String name, String detector, int pictures, DoubleUnaryOperator f1) throws IOException {
        var place = Files.createDirectories(folder.resolve(name));
        var random = new Random(3);
        var rows = new StringBuilder("dataset,image,attack,label,detector,status,score,f1,auc,reason\n"
                + "set,gone.png,none,altered,,UNUSABLE,,,,gone\nset,odd.png,none,altered," + detector + ",FAILED,,,,odd\n");
        for (int i = 0; i < pictures; i++) {
            rows.append("set,").append(i).append(".png,none,altered,").append(detector).append(",FOUND,0.9,")
                    .append(f1.applyAsDouble(random.nextDouble() / 2)).append(",0.5,\n");
        }
        Files.writeString(place.resolve("results.csv"), rows);
        return place;
    }
}
