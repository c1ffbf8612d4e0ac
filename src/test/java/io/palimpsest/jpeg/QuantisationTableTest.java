package io.palimpsest.jpeg;

import io.palimpsest.jpeg.JpegEncoder.Sampling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuantisationTableTest {

    /** Below 50 only settings at which the JDK, which does not cut 5000 / quality to an integer, agrees. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 25, 40, 50, 51, 75, 90, 95, 99, 100})
    void hasTheStepsOfLibjpeg(int quality) throws Exception {
        var file = JpegReader.read(JpegEncoder.write(TestJpegs.texture(16, 16, false, 1), quality, Sampling.FULL, false));

        assertThat(QuantisationTable.luma(quality).steps())
                .containsExactly(file.components().get(0).quantisation().steps());
        assertThat(QuantisationTable.chroma(quality).steps())
                .containsExactly(file.components().get(1).quantisation().steps());
    }
}
