package io.palimpsest.model;

import java.util.Arrays;

import io.palimpsest.core.CannotRun;
import io.palimpsest.core.Monitor;

/** Gives a picture to a network tile by tile and blends what comes back; memory is that of input, maps and one tile. */
final class Tiles {

    private static final String STEP = "network";

    /** The network's forward pass. */
    interface Forward {
        Module.Output run(float[] input, int channels, int height, int width);
    }

    /**
     * What a picture gave.
     *
     * @param maps in the size of the picture; null if the network has no maps
     * @param scores of the tile in which each is highest
     */
    record Blend(Planes maps, float[] scores) {}

    private final ModelCard card;
    private final ModelCard.Tiling tiling;
    private final Forward forward;

    /** What each map's values lie between, so that blending does not round a probability to more than 1. */
    private static final class Ranges {

        private final float[] least;
        private final float[] most;

        Ranges(int maps) {
            least = new float[maps];
            most = new float[maps];
            Arrays.fill(least, Float.POSITIVE_INFINITY);
            Arrays.fill(most, Float.NEGATIVE_INFINITY);
        }

        void add(Module.Output output) {
            var pixels = output.width() * output.height();
            for (int i = 0; i < output.channels() * pixels; i++) {
                var value = output.maps()[i];
                if (!Float.isNaN(value)) {
                    least[i / pixels] = Math.min(least[i / pixels], value);
                    most[i / pixels] = Math.max(most[i / pixels], value);
                }
            }
        }

        void clamp(Planes maps) {
            for (int c = 0; c < least.length; c++) {
                var map = maps.channels()[c];
                for (int i = 0; i < map.length; i++) {
                    map[i] = Math.max(least[c], Math.min(most[c], map[i])); // NaN stays
                }
            }
        }
    }

    /**
     * @param card what the network takes and gives
     * @param tiling how the picture is cut, whatever the card says
     * @param forward the network
     */
    Tiles(ModelCard card, ModelCard.Tiling tiling, Forward forward) {
        this.card = card;
        this.tiling = tiling;
        this.forward = forward;
    }

    /**
     * Runs the network on all tiles.
     *
     * @param input the channels
     * @param size side of a tile in pixels, a multiple of the tiling's
     * @param monitor progress and cancellation, asked before each tile
     * @return the blended maps
     */
    Blend run(Planes input, int size, Monitor monitor) {
        var columns = new Axis(input.width(), size, tiling.overlap(), tiling.multiple());
        var rows = new Axis(input.height(), size, tiling.overlap(), tiling.multiple());
        return run(input, columns, rows, monitor);
    }

    /** Runs the network on the picture in one piece, filled up to the card's multiple. */
    Blend whole(Planes input, Monitor monitor) {
        var multiple = tiling.multiple();
        return run(input, new Axis(input.width(), Integer.MAX_VALUE / multiple * multiple, 0, multiple),
                new Axis(input.height(), Integer.MAX_VALUE / multiple * multiple, 0, multiple), monitor);
    }

    private Blend run(Planes input, Axis columns, Axis rows, Monitor monitor) {
        var mapCount = card.outputs("map").size();
        var maps = mapCount == 0 ? null : Planes.zeros(input.width(), input.height(), mapCount);
        var scores = new float[card.outputs("score").size()];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        var ranges = new Ranges(mapCount);
        var tile = new float[Math.multiplyExact(Math.multiplyExact(columns.side(), rows.side()),
                input.channels().length)];
        for (int row = 0; row < rows.tiles(); row++) {
            for (int column = 0; column < columns.tiles(); column++) {
                monitor.check();
                fill(tile, input, columns.source(column), rows.source(row));
                var output = forward.run(tile, input.channels().length, rows.side(), columns.side());
                check(output, mapCount, scores.length, rows.side(), columns.side());
                if (maps != null) {
                    ranges.add(output);
                    blend(maps, output, columns, column, rows, row);
                }
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = Math.max(scores[i], output.scores()[i]); // NaN stays
                }
                monitor.step(STEP, (row * columns.tiles() + column + 1.0) / (rows.tiles() * columns.tiles()));
            }
        }
        if (maps != null) {
            ranges.clamp(maps);
        }
        return new Blend(maps, scores);
    }

    private static void fill(float[] tile, Planes input, int[] columns, int[] rows) {
        int to = 0;
        for (var channel : input.channels()) {
            for (var row : rows) {
                var from = row * input.width();
                for (var column : columns) {
                    tile[to++] = channel[from + column];
                }
            }
        }
    }

    private static void blend(Planes maps, Module.Output output, Axis columns, int column, Axis rows, int row) {
        var left = columns.start(column);
        var top = rows.start(row);
        var width = Math.min(columns.side(), maps.width() - left);
        var height = Math.min(rows.side(), maps.height() - top);
        var across = columns.counts(column);
        for (int c = 0; c < output.channels(); c++) {
            var map = maps.channels()[c];
            for (int y = 0; y < height; y++) {
                var down = rows.counts(row)[y];
                var from = (c * output.height() + y) * output.width();
                var to = (top + y) * maps.width() + left;
                for (int x = 0; x < width; x++) {
                    var count = down * across[x];
                    if (count > 0) { // what does not count may be NaN
                        map[to + x] += count * output.maps()[from + x];
                    }
                }
            }
        }
    }

    private void check(Module.Output output, int maps, int scores, int height, int width) {
        var mapsFit = maps == 0 || output.channels() == maps && output.height() == height && output.width() == width;
        if (!mapsFit || output.scores().length != scores) {
            throw new CannotRun("the model '" + card.name() + "' gave " + output.channels() + " maps of "
                    + output.width() + "x" + output.height() + " and " + output.scores().length
                    + " scores, but its card promises " + maps + " maps of " + width + "x" + height + " and " + scores
                    + " scores; export it again", null);
        }
    }
}
