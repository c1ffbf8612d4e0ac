package io.palimpsest.core;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.module.ModuleItem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParametersTest {

    private final TestDetector detector = new TestDetector(null);

    @Test
    void whatCanChangeTheResult() {
        assertThat(Parameters.of(TestDetector.class)).extracting(ModuleItem::getName).containsExactlyInAnyOrder("size",
                "weight", "share", "seed", "smooth", "way", "kind", "threshold");
        assertThat(Parameters.values(detector)).containsExactly(Map.entry("kind", "ROUND"),
                Map.entry("seed", "1"), Map.entry("share", "0.25"),
                Map.entry("size", "8"), Map.entry("smooth", "false"),
                Map.entry("threshold", "0.5"), Map.entry("way", "fast"),
                Map.entry("weight", "1.0"));
    }

    @ParameterizedTest
    @CsvSource({"size,' 16 ',16", "weight,2.5,2.5", "share,1e-1,0.1", "seed,-9000000000,-9000000000", "smooth,TRUE,true",
        "way,exact,exact", "kind,SQUARE,SQUARE", "threshold,0.9,0.9"})
    void setFromText(String key, String text, String value) {
        Parameters.set(detector, key, text);
        assertThat(Parameters.values(detector)).containsEntry(key, value);
        assertThatCode(() -> Parameters.check(detector)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"size,8.5", "size,''", "size,many", "weight,'0,5'", "seed,99999999999999999999", "smooth,yes",
        "kind,TRIANGLE"})
    void textThatIsNoValue(String key, String text) {
        assertThatThrownBy(() -> Parameters.set(detector, key, text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + key + "'").hasMessageContaining("'" + text + "'");
        assertThat(Parameters.values(detector)).isEqualTo(Parameters.values(new TestDetector(null)));
    }

    @Test
    void unknownKeys() {
        for (var key : new String[] {"sizes", "Size", "", "image", "output", "show", "tasks"}) {
            assertThatThrownBy(() -> Parameters.set(detector, key, "1")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no parameter '" + key + "'").hasMessageContaining("size");
        }
    }

    @ParameterizedTest
    @CsvSource({"size,1", "size,65", "weight,0.49", "weight,NaN", "threshold,-0.01", "threshold,1.01", "threshold,NaN",
        "way,slow"})
    void outOfBounds(String key, String text) {
        Parameters.set(detector, key, text);
        assertThatThrownBy(() -> Parameters.check(detector)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + key + "'").hasMessageContaining(text);
        assertThatThrownBy(() -> detector.examine(null, Monitor.none())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"size,2", "size,64", "weight,0.5", "weight,1e300", "threshold,0", "threshold,1"})
    void boundsBelong(String key, String text) {
        Parameters.set(detector, key, text);
        assertThatCode(() -> Parameters.check(detector)).doesNotThrowAnyException();
    }
}
