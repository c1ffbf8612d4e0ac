package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.signal.TaskLoop;

/**
 * Steps A and B of CAGI: the scores of all 64 grids, and of each 16 that differ by four pixels the likelier one, ranked
 * by how well it fits.
 */
final class GridCandidates {

    private record Candidate(double[] means, double confidence, double fit, boolean aligned) {}

    private final List<Candidate> ranked = new ArrayList<>();

    GridCandidates(CrossDifferences differences, MacroCells cells, Monitor monitor) {
        var scores = new GridScore[64];
        TaskLoop.run(64, i -> {
            monitor.check();
            scores[i] = GridScore.of(differences, cells, i / 8, i % 8);
        });
        for (int column = 0; column < 4; column++) {
            for (int row = 0; row < 4; row++) {
                ranked.add(candidate(scores, row, column, cells.blocks()));
            }
        }
        ranked.sort(Comparator.comparingDouble(Candidate::fit));
    }

    private static Candidate candidate(GridScore[] scores, int row, int column, int blocks) {
        int here = 8 * row + column;
        int right = here + 4;
        int below = here + 32;
        int diagonal = here + 36;
        var diagonals = scores[here].contrast() + scores[diagonal].contrast() > scores[below].contrast()
                + scores[right].contrast();
        int first = diagonals ? here : right;
        int second = diagonals ? diagonal : below;
        int chosen = scores[first].correct() ? first : second;
        int other = first + second - chosen;
        return new Candidate(scores[chosen].means(), scores[here].contrast() / (2.0 * blocks),
                support(scores, chosen) - support(scores, other), chosen == 8 * 3 + 3);
    }

    /** Share of the grids in the same row and column that have the smaller differences at their first place. */
    private static double support(GridScore[] scores, int place) {
        int correct = 0;
        for (int i = 0; i < 8; i++) {
            correct += scores[place / 8 * 8 + i].correct() ? 1 : 0;
            correct += scores[8 * i + place % 8].correct() ? 1 : 0;
        }
        return correct / 16.0;
    }

    int count() {
        return ranked.size();
    }

    /** The macro cells' scores of a candidate, 0 = the worst fit. */
    double[] means(int rank) {
        return ranked.get(rank).means;
    }

    int best() {
        return ranked.size() - 1;
    }

    /** The rank of the grid that starts at the picture's origin; if it is no candidate, of the most confident one. */
    int background() {
        int background = 0;
        for (int i = 0; i < ranked.size(); i++) {
            if (ranked.get(i).aligned) {
                return i;
            }
            background = ranked.get(i).confidence >= ranked.get(background).confidence ? i : background;
        }
        return background;
    }

    double confidence() {
        return ranked.stream().mapToDouble(Candidate::confidence).sum() / ranked.size();
    }

    /** The mean of all candidates' scores in each macro cell. */
    double[] all() {
        var all = new double[means(0).length];
        for (int i = 0; i < all.length; i++) {
            for (var candidate : ranked) {
                all[i] += candidate.means[i];
            }
            all[i] /= ranked.size();
        }
        return all;
    }
}
