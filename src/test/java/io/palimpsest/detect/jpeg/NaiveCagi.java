package io.palimpsest.detect.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** CAGI as plainly as its description reads: every plane is kept, indices are 1-based, comparisons forgive rounding. */
final class NaiveCagi {

    private static final double TINY = 1e-9;

    /** Both results, kr x kc, and the codes of what is not usable. */
    record Maps(double[][] cagi, double[][] inverse, int[][] notuse) {}

    private record Candidate(int ar, int ac, double confidence, double fit) {}

    private final double[][][] rgb;
    private final int h;
    private final int w;
    private final int sgrid;
    private final int nbr;
    private final int nbc;
    private final int kr;
    private final int kc;

    private NaiveCagi(double[][][] rgb) {
        this.rgb = rgb;
        h = rgb.length;
        w = rgb[0].length;
        sgrid = h * w < 480 * 640 ? 2 : 3;
        nbr = (int) Math.floor(h / 8.0 - 1);
        nbc = (int) Math.floor(w / 8.0 - 1);
        kr = nbr / sgrid;
        kc = nbc / sgrid;
    }

    /** Takes rows of columns of red, green, blue. */
    static Maps maps(double[][][] rgb) {
        return new NaiveCagi(rgb).maps();
    }

    private Maps maps() {
        // A
        var y = new double[h + 1][w + 1];
        for (int r = 1; r <= h; r++) {
            for (int c = 1; c <= w; c++) {
                var p = rgb[r - 1][c - 1];
                y[r][c] = (65.481 * p[0] + 128.553 * p[1] + 24.966 * p[2] + 16) / 255;
            }
        }
        var score = new double[9][9][][];
        var k = new double[9][9];
        var correct = new boolean[9][9];
        for (int p = 1; p <= 8; p++) {
            for (int q = 1; q <= 8; q++) {
                score[p][q] = new double[nbr][nbc];
                var z1 = new double[nbr * nbc];
                var z2 = new double[nbr * nbc];
                for (int i = 1; i <= nbr; i++) {
                    for (int j = 1; j <= nbc; j++) {
                        int r = 8 * (i - 1) + p;
                        int c = 8 * (j - 1) + q;
                        var at = (i - 1) * nbc + j - 1;
                        z1[at] = square(y, r, c);
                        z2[at] = square(y, r + 4, c + 4);
                        score[p][q][i - 1][j - 1] = Math.max(z2[at] - z1[at], 0);
                    }
                }
                var h1 = histogram(z1);
                var h2 = histogram(z2);
                for (int b = 0; b < 40; b++) {
                    k[p][q] += Math.abs(h1[b] - h2[b]);
                }
                k[p][q] = k[p][q] > 1.999999 ? 0 : k[p][q];
                correct[p][q] = h1[0] + h1[1] > h2[0] + h2[1] + TINY;
            }
        }
        // B
        var candidates = new ArrayList<Candidate>();
        for (int c = 1; c <= 4; c++) {
            for (int r = 1; r <= 4; r++) {
                var a = k[r][c] + k[r + 4][c + 4] - k[r + 4][c] - k[r][c + 4];
                int[] first = a > TINY ? new int[] {r, c} : new int[] {r, c + 4};
                int[] second = a > TINY ? new int[] {r + 4, c + 4} : new int[] {r + 4, c};
                var ok = correct[first[0]][first[1]];
                var aPoint = ok ? first : second;
                var ePoint = ok ? second : first;
                candidates.add(new Candidate(aPoint[0], aPoint[1], k[r][c] / 2,
                        kpre(correct, aPoint) - kpre(correct, ePoint)));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::fit));
        int bg = bg(candidates);
        // D
        var m = new double[17][][];
        var all = new double[kr][kc];
        for (int r = 1; r <= 16; r++) {
            var a = candidates.get(r - 1);
            m[r] = macro(score[a.ar][a.ac]);
            for (int i = 0; i < kr; i++) {
                for (int j = 0; j < kc; j++) {
                    m[r][i][j] /= 255;
                    all[i][j] += m[r][i][j] / 16;
                }
            }
        }
        var diff = scale01(minus(all, m[16]));
        var diffInv = scale01(minus(all, m[bg]));
        return characterise(candidates, bg, m, diff, diffInv);
    }

    private Maps characterise(List<Candidate> candidates, int bg, double[][][] m, double[][] diff,
            double[][] diffInv) {
        var content = content();
        var uniform = new double[kr][kc];
        for (int r = 1; r <= 16; r++) {
            var low = 0.2 * mean(m[r]);
            for (int i = 0; i < kr; i++) {
                for (int j = 0; j < kc; j++) {
                    uniform[i][j] += m[r][i][j] < low ? 1 : 0;
                }
            }
        }
        double squares = 0;
        for (var row : uniform) {
            for (var value : row) {
                squares += Math.pow(value - mean(uniform), 2);
            }
        }
        var st = kr * kc == 1 ? 0 : Math.sqrt(squares / (kr * kc - 1));
        var smooth = box5(uniform, false);
        var mv = mean(smooth);
        var best = scale01(box5(m[bg], false));
        var confidence = candidates.stream().mapToDouble(Candidate::confidence).average().orElseThrow();
        var homB = confidence > 0.4 || bg != 16 ? 0 : 1;
        var t = st / mv > 1.5 ? mv + st : mv + st / 2;
        var mark = new int[kr][kc];
        var hom = new boolean[kr][kc];
        var notuse = new int[kr][kc];
        var v = brightness();
        var usable = 0;
        for (int i = 0; i < kr; i++) {
            for (int j = 0; j < kc; j++) {
                mark[i][j] = smooth[i][j] >= t - TINY ? homB : 0;
                hom[i][j] = content[0][i][j] <= 4 + TINY;
                notuse[i][j] = hom[i][j] ? 3 : 0;
                notuse[i][j] = content[1][i][j] >= 0.5 ? 2 : notuse[i][j];
                if (v[i][j] >= 245 || v[i][j] < 15) {
                    notuse[i][j] = 1;
                    mark[i][j] = 1;
                }
                usable += notuse[i][j] == 0 ? 1 : 0;
            }
        }
        var d = new double[kr][kc];
        var dInv = new double[kr][kc];
        for (int i = 0; i < kr; i++) {
            for (int j = 0; j < kc; j++) {
                if (usable == 0 && hom[i][j] && mark[i][j] != 1) {
                    notuse[i][j] = 0;
                }
                d[i][j] = mark[i][j] == 1 || homB == 1 && diff[i][j] < mean(diff) ? 0 : diff[i][j];
                dInv[i][j] = mark[i][j] == 1 || homB == 1 && diffInv[i][j] < mean(diffInv) ? 1 : diffInv[i][j];
                var ring = i == 0 || j == 0 || i == kr - 1 || j == kc - 1;
                d[i][j] *= ring ? best[i][j] : 1 - best[i][j];
                dInv[i][j] *= 1 - best[i][j];
            }
        }
        var u = usableMean(box5(d, false), notuse);
        var uInv = usableMean(box5(dInv, false), notuse);
        for (int i = 0; i < kr; i++) {
            for (int j = 0; j < kc; j++) {
                var set = notuse[i][j] == 1 || notuse[i][j] == 3 && mark[i][j] == 1;
                d[i][j] = set || d[i][j] < u ? u : d[i][j];
                dInv[i][j] = set || dInv[i][j] > uInv ? uInv : dInv[i][j];
            }
        }
        return new Maps(box5(d, true), box5(dInv, true), notuse);
    }

    private static double square(double[][] y, int r, int c) {
        return Math.abs(y[r][c] - y[r][c + 1] - y[r + 1][c] + y[r + 1][c + 1]);
    }

    private static double[] histogram(double[] z) {
        var low = Arrays.stream(z).min().orElseThrow();
        var high = Arrays.stream(z).max().orElseThrow();
        var bins = new double[40];
        for (var value : z) {
            int bin = 0;
            while (bin < 39 && value > low + (bin + 1) * (high - low) / 40 + TINY) {
                bin++;
            }
            bins[bin] += 1.0 / z.length;
        }
        return bins;
    }

    private static double kpre(boolean[][] correct, int[] at) {
        int sum = 0;
        for (int i = 1; i <= 8; i++) {
            sum += correct[at[0]][i] ? 1 : 0;
            sum += correct[i][at[1]] ? 1 : 0;
        }
        return sum / 16.0;
    }

    private static int bg(List<Candidate> candidates) {
        double most = 0;
        for (int i = 1; i <= 16; i++) {
            var candidate = candidates.get(i - 1);
            if (candidate.ar == 4 && candidate.ac == 4) {
                return i;
            }
            most = Math.max(most, candidate.confidence);
        }
        int bg = 16;
        while (candidates.get(bg - 1).confidence < most - TINY) {
            bg--;
        }
        return bg;
    }

    /** Step C: MeanContent2, and the mean of StrongEdge over macro cells. */
    private double[][][] content() {
        var g = new double[600][600];
        for (int r = 0; r < 600; r++) {
            for (int c = 0; c < 600; c++) {
                var p = rgb[(int) Math.floor((r + 0.5) * h / 600)][(int) Math.floor((c + 0.5) * w / 600)];
                g[r][c] = Math.floor(0.2989 * p[0] + 0.5870 * p[1] + 0.1140 * p[2] + 0.5 + TINY);
            }
        }
        var response = new double[60][60];
        var label = new int[60][60];
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                label[i][j] = 59;
                for (int mask = 1; mask <= 58; mask++) {
                    var s = maskScore(g, i, j, mask);
                    if (s > response[i][j] + TINY) {
                        response[i][j] = s;
                        label[i][j] = mask;
                    }
                }
            }
        }
        var small = new double[7][7];
        for (int a = 1; a <= 6; a++) {
            for (int n = 1; n <= 6; n++) {
                double sum = 0;
                for (int i = 10 * (a - 1); i < 10 * a; i++) {
                    for (int j = 10 * (n - 1); j < 10 * n; j++) {
                        sum += response[i][j];
                    }
                }
                var cell = cell(a, n);
                small[cell[0]][cell[1]] = sum / 100;
            }
        }
        adjust(small);
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                var cell = cell(i / 10 + 1, j / 10 + 1);
                if (response[i][j] < small[cell[0]][cell[1]]) {
                    label[i][j] = 59;
                }
            }
        }
        var meanContent = new double[nbr][nbc];
        var strongEdge = new double[nbr][nbc];
        for (int i = 0; i < nbr; i++) {
            for (int j = 0; j < nbc; j++) {
                double contour = 0;
                for (int r = 8 * i; r < 8 * i + 8; r++) {
                    for (int c = 8 * j; c < 8 * j + 8; c++) {
                        var ti = (int) Math.floor((r + 0.5) * 600 / h) / 10;
                        var tj = (int) Math.floor((c + 0.5) * 600 / w) / 10;
                        meanContent[i][j] += response[ti][tj] / 64;
                        contour += label[ti][tj] != 59 ? 1 / 64.0 : 0;
                    }
                }
                strongEdge[i][j] = contour > 0.5 ? 1 : 0;
            }
        }
        return new double[][][] {macro(meanContent), macro(strongEdge)};
    }

    private static int[] cell(int a, int n) {
        int up = a <= 3 ? 0 : 3;
        int b = a - up;
        int[][] places = {{1, 2 * b - 1}, {1, 2 * b}, {2, 2 * b - 1}, {2, 2 * b}, {3, 2 * b - 1}, {3, 2 * b}};
        return new int[] {up + places[n - 1][0], places[n - 1][1]};
    }

    private static void adjust(double[][] small) {
        var big = new double[7];
        double img = 0;
        for (int x = 1; x <= 6; x++) {
            for (int y = 1; y <= 6; y++) {
                big[x] += small[x][y] / 6;
            }
            img += big[x] / 6;
        }
        for (int x = 1; x <= 6; x++) {
            if (big[x] < img && img < 10) {
                big[x] = img;
            } else if (big[x] > img && img < 5) {
                big[x] = 5;
            }
            for (int y = 1; y <= 6; y++) {
                if (small[x][y] < big[x]) {
                    small[x][y] = big[x] < 5 ? big[x] + 1 : big[x];
                }
            }
        }
    }

    private static double maskScore(double[][] g, int tileRow, int tileColumn, int mask) {
        double white = 0;
        double black = 0;
        int whites = 0;
        for (int r = 0; r < 10; r++) {
            for (int c = 0; c < 10; c++) {
                var value = g[10 * tileRow + r][10 * tileColumn + c];
                if (EdgeMasks.white(mask - 1, r, c)) {
                    white += value;
                    whites++;
                } else {
                    black += value;
                }
            }
        }
        return 100 * Math.abs(white / whites - black / (100 - whites)) / 255;
    }

    private double[][] brightness() {
        var v = new double[kr][kc];
        for (int r = 0; r < 8 * sgrid * kr; r++) {
            for (int c = 0; c < 8 * sgrid * kc; c++) {
                v[r / (8 * sgrid)][c / (8 * sgrid)] += Arrays.stream(rgb[r][c]).max().orElseThrow();
            }
        }
        for (var row : v) {
            for (int j = 0; j < kc; j++) {
                row[j] /= 64 * sgrid * sgrid;
            }
        }
        return v;
    }

    private double[][] macro(double[][] blocks) {
        var means = new double[kr][kc];
        for (int i = 0; i < kr * sgrid; i++) {
            for (int j = 0; j < kc * sgrid; j++) {
                means[i / sgrid][j / sgrid] += blocks[i][j] / (sgrid * sgrid);
            }
        }
        return means;
    }

    private double[][] box5(double[][] values, boolean mirror) {
        var result = new double[kr][kc];
        for (int i = 0; i < kr; i++) {
            for (int j = 0; j < kc; j++) {
                for (int y = i - 2; y <= i + 2; y++) {
                    for (int x = j - 2; x <= j + 2; x++) {
                        if (mirror) {
                            result[i][j] += values[mirrored(y, kr)][mirrored(x, kc)] / 25;
                        } else if (y >= 0 && x >= 0 && y < kr && x < kc) {
                            result[i][j] += values[y][x] / 25;
                        }
                    }
                }
            }
        }
        return result;
    }

    private static int mirrored(int i, int n) {
        while (i < 0 || i >= n) {
            i = i < 0 ? -1 - i : 2 * n - 1 - i;
        }
        return i;
    }

    private static double[][] minus(double[][] a, double[][] b) {
        var result = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[i][j] = a[i][j] - b[i][j];
            }
        }
        return result;
    }

    private static double[][] scale01(double[][] values) {
        var low = Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElseThrow();
        var high = Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElseThrow();
        var result = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            result[i] = Arrays.stream(values[i]).map(v -> high == low ? v : (v - low) / (high - low))
                    .map(v -> Math.min(1, Math.max(0, v))).toArray();
        }
        return result;
    }

    private static double mean(double[][] values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }

    private static double usableMean(double[][] values, int[][] notuse) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[0].length; j++) {
                sum += notuse[i][j] == 0 ? values[i][j] : 0;
                count += notuse[i][j] == 0 ? 1 : 0;
            }
        }
        return sum / count;
    }
}
