package io.palimpsest.detect.fusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Evidence;
import io.palimpsest.detect.jpeg.Adq1;
import io.palimpsest.detect.jpeg.Blk;
import io.palimpsest.detect.jpeg.Cagi;
import io.palimpsest.detect.jpeg.Dct;
import io.palimpsest.detect.noise.Splicebuster;

/**
 * What the fusions judge: the maps of ADQ1, DCT, BLK, CAGI and Splicebuster on one grid of 8 x 8 pixels and one scale, and
 * how far each can be trusted. The networks are trained on what this class makes.
 *
 * <p>A map is the mean over the pixels of a cell, brought to 0 to 1 as {@link #scalings()} says; its trust is 0 where the
 * detector does not assess the cell, where the map is 0 too, and else rises from 0.25 to 1 with the detector's reliability,
 * so that a value that the detector itself does not rely on is told from one that is not there.
 *
 * @param width cells in a row
 * @param height rows of cells
 * @param maps for each detector height x width values row by row, 0 to 1, high = altered
 * @param trust the same for how far each can be trusted
 */
public record FusionMaps(int width, int height, List<float[]> maps, List<float[]> trust) {

    /** Trust in a value that the detector does not rely on at all. */
    private static final float ASSESSED = 0.25f;

    private static final List<MapScaling> SCALINGS = List.of(
            MapScaling.fixed("ADQ1", 0, 1),
            MapScaling.robust("DCT", -4, 12, 2),
            MapScaling.robust("BLK", -4, 12, 20),
            MapScaling.robust("CAGI", -4, 12, 0.005),
            MapScaling.log("Splicebuster", 10, 10_000));

    /** New detectors with default parameters, in the order of the maps. */
    public static List<Detector> detectors() {
        return List.of(new Adq1(), new Dct(), new Blk(), new Cagi(), new Splicebuster());
    }

    /**
     * How each channel of {@link #channels()} was scaled, as model cards record it.
     *
     * @param name of the channel
     * @param scaling {@code fixed}: (value - low) / (high - low); {@code log}: the same of logarithms; {@code robust}: the
     *     same of the distance from the picture's median in units of 1.4826 times the median distance, at least
     *     {@code floor}; {@code trust}: {@code assessed} + (1 - assessed) x reliability
     * @param parameters of the scaling
     */
    public record Channel(String name, String scaling, Map<String, Double> parameters) {}

    /** The channels that a network is given, in their order. */
    public static List<Channel> scalings() {
        var channels = new ArrayList<Channel>();
        for (var scaling : SCALINGS) {
            var parameters = new LinkedHashMap<String, Double>();
            parameters.put("low", scaling.low());
            parameters.put("high", scaling.high());
            if (scaling.kind() == MapScaling.Kind.ROBUST) {
                parameters.put("floor", scaling.floor());
            }
            parameters.put("cell", (double) CellMeans.STEP);
            channels.add(new Channel(scaling.map(), scaling.kind().name().toLowerCase(Locale.ROOT), parameters));
        }
        SCALINGS.forEach(scaling -> channels.add(new Channel(scaling.map() + " trust", "trust",
                Map.of("assessed", (double) ASSESSED))));
        return channels;
    }

    /**
     * Brings evidence to one grid and scale.
     *
     * @param evidence of each of {@link #detectors()} on one picture, in their order, whether they ran or not
     * @param imageWidth width of the picture in pixels
     * @param imageHeight height of the picture in pixels
     * @return the maps; those of a detector that did not run are 0
     */
    public static FusionMaps of(List<Evidence> evidence, int imageWidth, int imageHeight) {
        var width = CellMeans.cells(imageWidth);
        var height = CellMeans.cells(imageHeight);
        var maps = new ArrayList<float[]>();
        var trusts = new ArrayList<float[]>();
        for (int i = 0; i < SCALINGS.size(); i++) {
            var map = new float[width * height];
            var trust = new float[width * height];
            var one = evidence.get(i);
            if (one.ranked().isPresent()) {
                var ranked = one.ranked().get();
                var values = SCALINGS.get(i).apply(CellMeans.of(ranked, imageWidth, imageHeight));
                var reliability = CellMeans.of(one.reliabilityCells().orElseThrow(), imageWidth, imageHeight);
                for (int cell = 0; cell < map.length; cell++) {
                    if (!Float.isNaN(values[cell])) {
                        map[cell] = values[cell];
                        trust[cell] = ASSESSED + (1 - ASSESSED) * (Float.isNaN(reliability[cell]) ? 0 : reliability[cell]);
                    }
                }
            }
            maps.add(map);
            trusts.add(trust);
        }
        return new FusionMaps(width, height, List.copyOf(maps), List.copyOf(trusts));
    }

    /**
     * The share of each cell's pixels that are marked, for training.
     *
     * @param marked imageHeight x imageWidth pixels row by row
     * @param imageWidth width of the picture in pixels
     * @param imageHeight height of the picture in pixels
     * @return height x width shares row by row, 0 to 1
     */
    public static float[] share(boolean[] marked, int imageWidth, int imageHeight) {
        return CellMeans.share(marked, imageWidth, imageHeight);
    }

    /** The maps and then the trusts, as networks are given them. */
    public float[][] channels() {
        var channels = new ArrayList<>(maps);
        channels.addAll(trust);
        return channels.toArray(float[][]::new);
    }

    /** Number of maps that assess a cell. */
    int assessed(int cell) {
        int count = 0;
        for (var one : trust) {
            count += one[cell] > 0 ? 1 : 0;
        }
        return count;
    }

    /** Whether no map assesses any cell. */
    boolean nothing() {
        for (int cell = 0; cell < width * height; cell++) {
            if (assessed(cell) > 0) {
                return false;
            }
        }
        return true;
    }
}
