package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;

/**
 * What the quantised luminance coefficients of a file tell about an earlier compression on the same grid, for the low
 * frequencies.
 */
final class AlignedHistory {

    /** Anti-diagonals of low frequencies that are used: 15 positions with the DC. */
    static final int DIAGONALS = 5;

    /** First steps that are tried; quality 19 has none above this among the low frequencies. */
    private static final int LARGEST = 64;

    /** Variance of what rounding to pixels between the quantisations does to a coefficient: once in a grey picture ... */
    private static final double ROUNDED = 1 / 12.0;

    /** ... and in colours twice for the luminance and once for each of red, green and blue, with their weights. */
    private static final double ROUNDED_COLOURS = (2 + 0.299 * 0.299 + 0.587 * 0.587 + 0.114 * 0.114) / 12;

    /** A position shows an earlier compression if its mixture gains so much log likelihood for each block ... */
    private static final double EVIDENT = 0.01;

    /** ... and so much in all. */
    private static final double EVIDENT_IN_ALL = 20;

    /** So many of the 15 positions must be evident for a full clarity. */
    private static final double CLEAR = 6;

    private final List<Position> evident = new ArrayList<>();

    private AlignedHistory() {}

    /** A position in which an earlier quantisation is evident. */
    private record Position(int index, DoubleQuantisation fit) {}

    /**
     * Fits a first step to each position.
     *
     * @param specimen the picture
     * @param source its coefficients, at least 2x2 blocks
     * @param luminance of {@link #levelShifted}
     */
    static AlignedHistory of(Specimen specimen, LumaCoefficients source, float[] luminance, Monitor monitor) {
        var error = new HalfNormal(Math.sqrt(specimen.pixels().dimension(2) == 3 ? ROUNDED_COLOURS : ROUNDED));
        var history = new AlignedHistory();
        for (int v = 0; v < DIAGONALS; v++) {
            for (int u = 0; u + v < DIAGONALS; u++) {
                monitor.check();
                var values = source.at(8 * v + u);
                var unquantised = new Unquantised(between(source, luminance, specimen.width(), u, v, monitor), u + v > 0);
                var fit = DoubleQuantisation.fit(values, unquantised, source.step(8 * v + u), LARGEST, error);
                if (fit.gain() > EVIDENT && fit.gain() * values.length > EVIDENT_IN_ALL) {
                    history.evident.add(new Position(8 * v + u, fit));
                }
            }
        }
        return history;
    }

    /** The luminance less 128, as it is transformed. */
    static float[] levelShifted(Specimen specimen) {
        var luminance = specimen.luminance();
        for (int i = 0; i < luminance.length; i++) {
            luminance[i] -= 128;
        }
        return luminance;
    }

    /** Coefficients on the grid that lies half a block further, where no quantisation shows. */
    private static float[] between(LumaCoefficients source, float[] luminance, int width, int u, int v,
            Monitor monitor) {
        var wide = source.wide() - 1;
        var values = new float[wide * (source.high() - 1)];
        var down = new float[width];
        for (int row = 0; row < source.high() - 1; row++) {
            monitor.check();
            GridDct.down(luminance, (source.top() + 8 * row + 4) * width, width, v, down);
            for (int column = 0; column < wide; column++) {
                values[row * wide + column] = GridDct.across(down, source.left() + 8 * column + 4, u);
            }
        }
        return values;
    }

    /** How clear it is that there was an earlier compression, 0 to 1. */
    double clarity() {
        return Math.min(1, evident.size() / CLEAR);
    }

    /** The first step of a position in natural order, 1 where none is evident. */
    int first(int index) {
        return evident.stream().filter(position -> position.index == index).mapToInt(position -> position.fit.first())
                .findAny().orElse(1);
    }

    /** Share of the blocks that had it: the mean over the evident positions. */
    double share() {
        return evident.stream().mapToDouble(position -> position.fit.share()).average().orElse(0);
    }

    /** Log likelihood ratio of one and of two compressions for each block, positive = once. */
    float[] ratios(LumaCoefficients source) {
        var ratios = new float[source.wide() * source.high()];
        for (var position : evident) {
            var values = source.at(position.index);
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] += position.fit.ratio(values[i]);
            }
        }
        return ratios;
    }
}
