package io.palimpsest.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import io.palimpsest.core.Affine;
import io.palimpsest.core.Monitor;
import io.palimpsest.core.Similar;

/** Numbers the parts and their matches, the largest first, so that no cell belongs to two. */
final class PartLabels {

    /** Transforms that stretch more than this, or one way so much more than the other, come from smooth shades. */
    private static final double LARGEST_SCALE = 2.5;
    private static final double LARGEST_STRETCH = 1.5;

    /** Windows from which a part's certainty is taken, at least and, evenly chosen, at most. */
    private static final int FEWEST = 5;
    private static final int MOST = 256;

    /** With less than this a part is left out. */
    private static final double UNCERTAIN = 0.05;

    /** Distances in pixels at which a part is compared with its own surroundings. */
    private static final int[] ASIDE = {4, 8};

    private final PartGrowth growth;
    private final int columns;
    private final int rows;
    private final int[] labels;
    private final BitSet taken;
    private final List<Similar> links = new ArrayList<>();
    private final List<Double> certainties = new ArrayList<>(List.of(0.0));

    private PartLabels(PartGrowth growth) {
        this.growth = growth;
        this.columns = growth.columns();
        this.rows = growth.rows();
        this.labels = new int[columns * rows];
        this.taken = new BitSet(labels.length);
    }

    /**
     * The parts of cells.
     *
     * @param found parts of places
     * @param wide number of places in a row
     * @param smallest least number of places in a part
     * @param nearest least length of an offset in pixels
     */
    static PartLabels of(List<MatchedPart> found, PartGrowth growth, int wide, int smallest, int nearest,
            Monitor monitor) {
        var result = new PartLabels(growth);
        for (var part : found) {
            monitor.check();
            if (plausible(part.transform())) {
                result.add(result.cells(part, wide), part.transform(), smallest, nearest, monitor);
            }
        }
        return result;
    }

    private static boolean plausible(Affine transform) {
        var scale = transform.scale();
        var squares = transform.xx() * transform.xx() + transform.xy() * transform.xy()
                + transform.yx() * transform.yx() + transform.yy() * transform.yy();
        // The squares of the two singular values add up to the sum of squares and multiply to the determinant's.
        var half = squares / 2;
        var larger = Math.sqrt(half + Math.sqrt(Math.max(0, half * half - scale * scale * scale * scale)));
        return scale <= LARGEST_SCALE && scale >= 1 / LARGEST_SCALE && larger / scale <= LARGEST_STRETCH;
    }

    private int[] cells(MatchedPart part, int wide) {
        var ratio = growth.step() / PatchMatch.STEP;
        var cells = new BitSet(labels.length);
        for (var place : part.pixels()) {
            cells.set(place / wide / ratio * columns + place % wide / ratio);
        }
        return cells.stream().toArray();
    }

    private void add(int[] seeds, Affine transform, int smallest, int nearest, Monitor monitor) {
        int known = 0;
        for (var seed : seeds) {
            known += taken.get(seed) ? 1 : 0;
        }
        if (2 * known > seeds.length) {
            return;
        }
        var cells = growth.grow(seeds, taken, transform, nearest, monitor);
        var ratio = growth.step() / PatchMatch.STEP;
        if (cells.length * ratio * ratio < smallest) {
            return;
        }
        var certainty = certainty(seeds, cells, transform);
        if (!(certainty >= UNCERTAIN)) {
            return;
        }
        var number = label(cells, certainty);
        var image = image(cells, transform);
        var partner = majority(image, number);
        if (partner == 0) {
            var rest = Arrays.stream(image).filter(cell -> !taken.get(cell)).toArray();
            if (rest.length == 0) {
                return;
            }
            partner = label(rest, certainty);
        } else {
            certainties.set(partner, Math.max(certainty, certainties.get(partner)));
        }
        links.add(new Similar(number, partner, transform));
        links.add(new Similar(partner, number, transform.inverse()));
    }

    private int label(int[] cells, double certainty) {
        var number = certainties.size();
        certainties.add(certainty);
        for (var cell : cells) {
            labels[cell] = number;
            taken.set(cell);
        }
        return number;
    }

    /** Median, over windows in the first and the grown cells, of how much better they agree with the match than with themselves aside. */
    private double certainty(int[] seeds, int[] grown, Affine transform) {
        var all = new BitSet(labels.length);
        Arrays.stream(seeds).forEach(all::set);
        Arrays.stream(grown).forEach(all::set);
        var apart = DetailCorrelation.WINDOW / growth.step();
        var windows = all.stream().filter(cell -> cell % columns % apart == 0 && cell / columns % apart == 0).toArray();
        var values = new double[windows.length];
        var every = Math.max(1, (windows.length + MOST - 1) / MOST);
        int n = 0;
        for (int i = 0; i < windows.length; i += every) {
            var match = growth.compare(windows[i], transform);
            if (match.weakest() >= PartGrowth.DETAILED) {
                values[n++] = match.correlation() - Math.max(0, aside(windows[i]));
            }
        }
        Arrays.sort(values, 0, n);
        return n < FEWEST ? Double.NaN : values[n / 2];
    }

    private double aside(int cell) {
        double most = -1;
        for (var distance : ASIDE) {
            for (int k = 0; k < 8; k++) {
                var angle = k * Math.PI / 4;
                var moved = growth.compare(cell, Affine.translation(Math.rint(distance * Math.cos(angle)),
                        Math.rint(distance * Math.sin(angle))));
                most = Math.max(most, moved.correlation());
            }
        }
        return most;
    }

    /** Cells whose middles come from cells of a part. */
    private int[] image(int[] cells, Affine transform) {
        var from = new BitSet(labels.length);
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = 0;
        double bottom = 0;
        for (var cell : cells) {
            from.set(cell);
            var x = transform.x(middle(cell % columns), middle(cell / columns));
            var y = transform.y(middle(cell % columns), middle(cell / columns));
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
        }
        var back = transform.inverse();
        var image = new ArrayList<Integer>();
        var step = growth.step();
        for (int row = Math.max(0, (int) top / step - 1); row <= Math.min(rows - 1, (int) bottom / step + 1); row++) {
            for (int column = Math.max(0, (int) left / step - 1);
                    column <= Math.min(columns - 1, (int) right / step + 1); column++) {
                var x = (int) Math.floor((back.x(middle(column), middle(row)) + 0.5) / step);
                var y = (int) Math.floor((back.y(middle(column), middle(row)) + 0.5) / step);
                if (x >= 0 && y >= 0 && x < columns && y < rows && from.get(y * columns + x)) {
                    image.add(row * columns + column);
                }
            }
        }
        return image.stream().mapToInt(Integer::intValue).toArray();
    }

    private double middle(int index) {
        return index * growth.step() + (growth.step() - 1) / 2.0;
    }

    /** The other part that has more than half of the cells; 0 if there is none. */
    private int majority(int[] cells, int own) {
        var votes = new int[certainties.size()];
        for (var cell : cells) {
            votes[labels[cell]]++;
        }
        for (int part = 1; part < votes.length; part++) {
            if (part != own && 2 * votes[part] > cells.length) {
                return part;
            }
        }
        return 0;
    }

    int[] labels() {
        return labels;
    }

    List<Similar> links() {
        return links;
    }

    float[] certainties() {
        var values = new float[certainties.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = certainties.get(i).floatValue();
        }
        return values;
    }
}
