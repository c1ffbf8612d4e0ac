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

    /** With less than this a part is left out. */
    private static final double UNCERTAIN = 0.05;

    /** Patterns match themselves anew with each transform; so many times the picture's cells are looked at in all. */
    private static final int MOST_LOOKED = 2;

    /** With so many pairs none is certain any more. */
    private static final int MOST_PAIRS = 24;

    private final CellGrowth growth;
    private final PartCertainty certainties;
    private final int columns;
    private final int rows;
    private final int[] labels;
    private final BitSet taken;
    private final List<Similar> links = new ArrayList<>();
    private final List<PartPair> pairs = new ArrayList<>();
    private int count;

    /** Cells that were seeds or grown so far. */
    private long looked;

    private PartLabels(CellGrowth growth) {
        this.growth = growth;
        this.certainties = new PartCertainty(growth);
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
    static PartLabels of(List<MatchedPart> found, CellGrowth growth, int wide, int smallest, int nearest,
            Monitor monitor) {
        var result = new PartLabels(growth);
        for (var part : found) {
            monitor.check();
            if (result.looked > (long) MOST_LOOKED * result.labels.length || result.pairs.size() == MOST_PAIRS) {
                break;
            }
            if (plausible(part.transform())) {
                result.add(result.cells(part, wide), part.transform(), smallest, nearest, monitor);
            }
        }
        return result;
    }

    private static boolean plausible(Affine transform) {
        var scale = transform.scale();
        return scale <= LARGEST_SCALE && scale >= 1 / LARGEST_SCALE
                && Stretch.of(transform).most() / scale <= LARGEST_STRETCH;
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
        looked += seeds.length;
        if (2 * known > seeds.length || certainties.ofDetail(seeds, new int[0], transform) < UNCERTAIN) {
            return;
        }
        var cells = growth.grow(seeds, taken, transform, nearest, monitor);
        looked += cells.length;
        var ratio = growth.step() / PatchMatch.STEP;
        if (cells.length * ratio * ratio < smallest) {
            return;
        }
        var certainty = certainties.ofDetail(seeds, cells, transform);
        if (!(certainty >= UNCERTAIN)) {
            return;
        }
        certainty *= certainties.ofSize(cells) * certainties.ofGrain(cells)
                * certainties.ofUniqueness(cells, transform, monitor);
        var number = label(cells);
        var image = image(cells, transform);
        var partner = majority(image, number);
        if (partner == 0) {
            partner = label(Arrays.stream(image).filter(cell -> !taken.get(cell)).toArray());
        }
        var x = Arrays.stream(cells).mapToDouble(cell -> middle(cell % columns)).average().orElseThrow();
        var y = Arrays.stream(cells).mapToDouble(cell -> middle(cell / columns)).average().orElseThrow();
        pairs.add(new PartPair(number, partner, transform, x, y, cells.length, certainty));
        links.add(new Similar(number, partner, transform));
        links.add(new Similar(partner, number, transform.inverse()));
    }

    private int label(int[] cells) {
        count++;
        for (var cell : cells) {
            labels[cell] = count;
            taken.set(cell);
        }
        return count;
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
        var votes = new int[count + 1];
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

    /** How certain each part is, at its number. */
    float[] certainties() {
        return PartPair.certainties(pairs, count);
    }
}
